package io.streamlation.ingest.source.httpaudio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.streamlation.ingest.source.receive.Cut;
import io.streamlation.ingest.support.Radio;
import io.streamlation.ingest.support.Studio;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyCutterTest {
  private static final int SECONDS = 8;

  @TempDir private static Path folder;

  private static byte[] recorded(String name) throws Exception {
    Path file = folder.resolve(name);
    return Files.readAllBytes(Files.exists(file) ? file : Studio.file(folder, name, SECONDS));
  }

  private static int head(String name, byte[] programme) {
    return name.endsWith(".opus") || name.endsWith(".ogg") ? Radio.oggHead(programme) : 0;
  }

  private static List<Cut> cut(Heard heard, byte[] bytes) {
    return cut(heard, bytes, 0);
  }

  private static List<Cut> cut(Heard heard, byte[] bytes, long nanosPerByte) {
    BodyCutter cutter = new BodyCutter(heard, Duration.ofMillis(250));
    List<Cut> cuts = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += 700) {
      byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 700));
      cuts.addAll(cutter.take(part, part.length, at * nanosPerByte));
    }
    cutter.rest().ifPresent(cuts::add);
    return cuts;
  }

  private static byte[] bytes(List<Cut> cuts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    cuts.forEach(c -> all.writeBytes(c.bytes()));
    return all.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp3", "a.aac", "a.opus", "a.mp2"})
  void cutsBetweenUnitsAndCountsThem(String name) throws Exception {
    byte[] programme = recorded(name);
    List<Cut> cuts = cut(new Heard(), programme);
    byte[] given = bytes(cuts);
    assertThat(given.length).isBetween(programme.length - 2_000, programme.length);
    assertThat(given)
        .isEqualTo(
            Arrays.copyOfRange(programme, programme.length - given.length, programme.length));
    long samples = cuts.stream().mapToLong(Cut::samples).sum();
    long firstPage = name.equals("a.opus") ? 16_000 : 0; // its length is not told
    assertThat(samples).isCloseTo(SECONDS * 16_000L - firstPage, offset(2_000L));
    assertThat(cuts.get(0).apart()).isTrue();
    assertThat(cuts.subList(1, cuts.size())).noneMatch(Cut::apart);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.mp3", "a.aac", "a.opus"})
  void goesOnBehindWhatWasHeard(String name) throws Exception {
    byte[] programme = recorded(name);
    int head = head(name, programme);
    Heard heard = new Heard();
    List<Cut> first = cut(heard, Arrays.copyOf(programme, programme.length / 2));
    byte[] burst = Arrays.copyOfRange(programme, programme.length / 4, programme.length);
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    again.write(programme, 0, head);
    again.writeBytes(burst);
    List<Cut> second = cut(heard, again.toByteArray());
    assertThat(second).noneMatch(Cut::apart);
    byte[] both = bytes(List.of(first, second).stream().flatMap(List::stream).toList());
    assertThat(both).isEqualTo(bytes(cut(new Heard(), programme)));
    assertThat(second.get(0).initialisation()).isEqualTo(first.get(0).initialisation());
  }

  @Test
  void anotherProgrammeIsApart() throws Exception {
    Heard heard = new Heard();
    cut(heard, recorded("a.mp3"));
    List<Cut> other = cut(heard, recorded("a.aac"), 100_000);
    assertThat(other.get(0).apart()).isTrue();
  }

  @Test
  void aNewTitleInOggBeginsWithItsOwnHead() throws Exception {
    byte[] opus = recorded("a.opus");
    byte[] vorbis = recorded("a.oga");
    ByteArrayOutputStream chained = new ByteArrayOutputStream();
    chained.writeBytes(opus);
    chained.writeBytes(vorbis);
    List<Cut> cuts = cut(new Heard(), chained.toByteArray());
    assertThat(cuts.stream().filter(Cut::apart)).hasSize(2);
    assertThat(cuts.get(cuts.size() - 1).initialisation())
        .isEqualTo(Arrays.copyOf(vorbis, Radio.oggHead(vorbis)));
  }

  @Test
  void noiseAndDamageAreLeftOut() throws Exception {
    byte[] noise = new byte[1_000_000];
    new Random(3).nextBytes(noise);
    assertThat(bytes(cut(new Heard(), noise)).length).isLessThan(noise.length / 4);
    byte[] damaged = recorded("a.mp3").clone();
    System.arraycopy(noise, 0, damaged, damaged.length / 2, 3_000);
    long samples = cut(new Heard(), damaged).stream().mapToLong(Cut::samples).sum();
    assertThat(samples).isBetween(6 * 16_000L, 8 * 16_000L);
  }
}

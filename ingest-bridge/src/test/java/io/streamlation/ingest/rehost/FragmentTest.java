package io.streamlation.ingest.rehost;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.ingest.decode.Box;
import io.streamlation.ingest.decode.Undecodable;
import io.streamlation.ingest.support.Programme;
import io.streamlation.ingest.support.Studio;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What FFmpeg writes into fragments, whole and damaged. */
class FragmentTest {
  private static byte[] head;
  private static final List<byte[]> FRAGMENTS = new ArrayList<>();

  @BeforeAll
  static void make(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("f.mp4");
    List<String> arguments = new ArrayList<>(Programme.inputs(List.of("-t", "6")));
    arguments.addAll(Programme.CODED);
    arguments.addAll(List.of("-video_track_timescale", "90000", "-use_editlist", "0"));
    arguments.addAll(List.of("-output_ts_offset", "10", "-movflags"));
    arguments.add(
        "frag_keyframe+empty_moov+delay_moov+default_base_moof+frag_discont+negative_cts_offsets");
    arguments.add(file.toString());
    Studio.ffmpeg(arguments);
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file));
    ByteArrayOutputStream open = new ByteArrayOutputStream();
    while (all.remaining() >= 8) {
      byte[] box = new byte[all.getInt(all.position())];
      all.get(box);
      String type = Initialisation.typeOf(box);
      open.writeBytes(box);
      if (type.equals("moov")) {
        head = open.toByteArray();
        open.reset();
      } else if (type.equals("mdat")) {
        FRAGMENTS.add(open.toByteArray());
        open.reset();
      }
    }
  }

  @Test
  void readsWhatAPlayerIsTold() throws Exception {
    Initialisation read = Initialisation.of(head);
    assertThat(read.codecs()).matches("avc1\\.[0-9a-f]{6},mp4a\\.40\\.2");
    assertThat(read.video().width()).isEqualTo(160);
    Fragment second = Fragment.of(FRAGMENTS.get(1), read);
    assertThat(second.frames()).isEqualTo(25); // each flash is a key frame
    assertThat(second.startTicks() - Fragment.of(FRAGMENTS.get(0), read).startTicks())
        .isEqualTo(90_000);
  }

  @Test
  void aSegmentEndsAtTheFirstKeyFrameBehindItsLength() throws Exception {
    Initialisation read = Initialisation.of(head);
    SegmentCutter cutter = new SegmentCutter(Duration.ofSeconds(3));
    for (int i = 0; i < 3; i++) {
      assertThat(cutter.take(Fragment.of(FRAGMENTS.get(i), read))).isEmpty();
    }
    SegmentCutter.Cut cut = cutter.take(Fragment.of(FRAGMENTS.get(3), read)).orElseThrow();
    assertThat(cut.lengthTicks()).isEqualTo(3 * 90_000);
    assertThat(cut.framesPerSecondMilli()).isEqualTo(25_000);
    assertThat(cutter.rest().orElseThrow().lengthTicks()).isEqualTo(90_000);
  }

  @Test
  void aRareKeyFrameDoesNotMakeASegmentLongerStill() {
    SegmentCutter cutter = new SegmentCutter(Duration.ofSeconds(4));
    List<Long> seconds = new ArrayList<>();
    long at = 0;
    for (int length : new int[] {2, 2, 3, 3, 2, 10, 1, 20, 4}) {
      Fragment fragment = new Fragment(new byte[0], at * 90_000, length * 90_000L, 25 * length);
      cutter.take(fragment).ifPresent(cut -> seconds.add(cut.lengthTicks() / 90_000));
      at += length;
    }
    assertThat(seconds).containsExactly(4L, 6L, 2L, 10L, 1L, 20L);
  }

  @Test
  void soundBeforeThePictureGoesAndTheBoxesStayWhole() throws Exception {
    Initialisation read = Initialisation.of(head);
    byte[] bytes = FRAGMENTS.get(1).clone();
    Fragment later = new Fragment(bytes, Fragment.of(bytes, read).startTicks() + 45_000, 0, 25);
    int length = bytes.length;
    later.dropSoundBeforePicture(read);
    assertThat(bytes).hasSize(length);
    Box sound = Box.file(bytes).all("moof", "traf").get(0);
    assertThat(sound.children()).extracting(Box::type).contains("trun", "free");
    int left = sound.only("trun").body().getInt(4);
    assertThat(left).isBetween(20, 28); // of 47 blocks, half
  }

  @Test
  void damageIsRefusedOrReadAndNeverMore() throws Exception {
    Initialisation read = Initialisation.of(head);
    Random dice = new Random(7);
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = FRAGMENTS.get(i % FRAGMENTS.size()).clone();
      byte[] start = head.clone();
      for (int k = 0; k < 6; k++) {
        bytes[dice.nextInt(1_200)] = (byte) dice.nextInt();
        start[dice.nextInt(start.length)] = (byte) dice.nextInt();
      }
      try {
        Fragment fragment = Fragment.of(bytes, read);
        fragment.dropSoundBeforePicture(read);
        fragment.turnBack(1, read);
        Strand.twined(1, Strand.of(bytes), List.of());
      } catch (Undecodable e) {
        assertThat(e.getMessage()).isNotBlank();
      }
      try {
        Initialisation.of(start).codecs();
        Strand.twined(start, head);
      } catch (Undecodable e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}

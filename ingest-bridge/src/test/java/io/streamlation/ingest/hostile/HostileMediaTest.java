package io.streamlation.ingest.hostile;

import static io.streamlation.ingest.hostile.Forge.ascii;
import static io.streamlation.ingest.hostile.Forge.box;
import static io.streamlation.ingest.hostile.Forge.id3;
import static io.streamlation.ingest.hostile.Forge.join;
import static io.streamlation.ingest.hostile.Forge.noise;
import static io.streamlation.ingest.hostile.Forge.packet;
import static io.streamlation.ingest.hostile.Forge.pat;
import static io.streamlation.ingest.hostile.Forge.pes;
import static io.streamlation.ingest.hostile.Forge.pmt;
import static io.streamlation.ingest.hostile.Forge.repeat;
import static io.streamlation.ingest.hostile.Forge.section;
import static io.streamlation.ingest.hostile.Forge.silence;
import static io.streamlation.ingest.hostile.Forge.transportStream;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionEvent.Kind;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.ingest.frame.EpochLine;
import io.streamlation.ingest.supervise.Channel;
import io.streamlation.ingest.support.Desk;
import io.streamlation.ingest.support.Origin;
import io.streamlation.ingest.support.Studio;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Segments that no honest encoder makes, each before a good one, each on a channel of its own with
 * the real decoder; all on air together, beside a channel that wants nothing but to be heard.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileMediaTest {
  private static final int SECOND = 16_000;
  private static final String GOOD = "good";

  private final List<Case> cases = new ArrayList<>();
  private Origin origin;
  private Desk desk;
  private Channel beside;

  /**
   * @param media bytes before a good segment of 2 s
   * @param leastMs and {@code mostMs}: how much is heard, the good segment included
   * @param words in the gap or in an event; empty where there is nothing to say
   */
  private record Case(String name, byte[] media, long leastMs, long mostMs, String words) {
    String session() {
      return "bad-" + name.replaceAll("[^a-zA-Z0-9]+", "-");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final String UNKNOWN = "no audio known here";
  private static final String GAVE_UP = "the decoder gave up";
  private static final String OUTSIDE = "points outside itself";

  /** The good segment and nothing before it. */
  private void lost(String name, byte[] media, String words) {
    cases.add(new Case(name, media, 1_900, 2_200, words));
  }

  private void heard(String name, byte[] media, long leastMs, long mostMs, String words) {
    cases.add(new Case(name, media, leastMs, mostMs, words));
  }

  List<Case> cases() {
    return cases;
  }

  private void makeCases(Path folder, byte[] good) throws Exception {
    lost("nothing", new byte[0], "it is empty");
    lost("one byte", new byte[1], "it is empty");
    lost("noise", noise(60_000), UNKNOWN);
    lost("zeros", new byte[60_000], UNKNOWN);
    lost("a page", ascii("<html>" + "x".repeat(5_000)), UNKNOWN);
    lost("a playlist", ascii("#EXTM3U\n#EXTINF:2,\nfile:///etc/passwd\n"), UNKNOWN);
    lost("an archive", join(ascii("PK\3\4"), noise(5_000)), UNKNOWN);
    lost("a picture", join(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, noise(5_000)), UNKNOWN);
    lost("gzip", gzip(good), UNKNOWN);
    lost("WAV", Files.readAllBytes(Studio.file(folder, "a.wav", 1)), UNKNOWN);
    lost("Matroska", Files.readAllBytes(Studio.file(folder, "a.mkv", 1)), UNKNOWN);
    lost("FLAC", Files.readAllBytes(Studio.file(folder, "a.flac", 1)), UNKNOWN);
    lost("a script for FFmpeg", ascii("ffconcat version 1.0\nfile /etc/passwd\n"), UNKNOWN);
    transportStreams(good);
    mp4s(folder);
    packed(folder);
  }

  private void transportStreams(byte[] good) {
    heard("half a segment", Arrays.copyOf(good, good.length / 2), 2_300, 4_100, "");
    heard("a segment cut in a packet", Arrays.copyOf(good, good.length / 2 + 77), 2_300, 4_100, "");
    heard(
        "a segment without its head",
        Arrays.copyOfRange(good, 1_000, good.length),
        1_900,
        4_100,
        "");
    lost(
        "packets without tables", repeat(packet(0x101, true, 0, noise(184)), 500), "without audio");
    lost("only the tables", join(pat(0x100), pmt(Forge.AAC, 0x101, new byte[0])), "without audio");
    lost(
        "only a picture",
        join(pat(0x100), pmt(Forge.VIDEO, 0x101, new byte[0]), packets(100)),
        "has no audio");
    lost("10^5 packets of 8,191 streams", manyStreams(), "without audio");
    lost(
        "no programme",
        join(section(0, new byte[] {0, (byte) 0xb0, 9, 0, 1, (byte) 0xc1, 0, 0}), packets(9)),
        "table of programmes is empty");
    lost(
        "a table that points to itself",
        join(pat(0), pmt(Forge.AAC, 0, new byte[0]), packets(9)),
        "without audio");
    lost(
        "a table of 4 kB",
        join(section(0, repeat(new byte[] {0, (byte) 0xbf, (byte) 0xff}, 50)), packets(9)),
        "without audio");
    lost(
        "a table that never ends",
        join(pat(0x100), repeat(packet(0x100, false, 0, noise(184)), 2_000)),
        "without audio");
    lost(
        "descriptors beyond the table",
        join(pat(0x100), section(0x100, brokenPmt()), packets(9)),
        "has no audio");
    lost("scrambled packets", scrambled(good), GAVE_UP);
    lost("a stream without stamps", unstamped(), "without audio");
    lost(
        "a PES without an end",
        join(
            tables(),
            packet(0x101, true, 0, Arrays.copyOf(pes(0, noise(170), 0), 184)),
            repeat(packet(0x101, false, 0, noise(184)), 3_000)),
        GAVE_UP);
    lost(
        "a PES that says 1 byte",
        join(
            tables(),
            repeat(packet(0x101, true, 0, Arrays.copyOf(pes(0, noise(170), 1), 184)), 500)),
        GAVE_UP);
    heard(
        "stamps that jump in each packet",
        jumping(),
        1_900,
        38_000,
        "it gave more than 480000 samples");
    heard(
        "an hour of silence in 370 kB",
        transportStream(silence(28_125)),
        31_900,
        38_000,
        "it gave more than 480000 samples, and its playlist says 32000");
    lost(
        "sound in LATM that is none",
        join(pat(0x100), pmt(0x11, 0x101, new byte[0]), sound()),
        GAVE_UP);
    lost(
        "sound in AC-3 that is none",
        join(pat(0x100), pmt(0x81, 0x101, new byte[0]), sound()),
        GAVE_UP);
    heard("a language that flips in each table", flipping(), 1_900, 6_500, "");
  }

  private static byte[] packets(int count) {
    return repeat(packet(0x101, true, 0, noise(184)), count);
  }

  private static byte[] tables() {
    return join(pat(Forge.PMT_PID), pmt(Forge.AAC, Forge.SOUND_PID, new byte[0]));
  }

  private static byte[] sound() {
    return repeat(packet(0x101, true, 0, Arrays.copyOf(pes(0, noise(170), 178), 184)), 200);
  }

  private static byte[] manyStreams() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(pat(0x100));
    for (int i = 0; i < 40_000; i++) {
      out.writeBytes(packet(1 + i % 8_190, true, i, new byte[184]));
    }
    return out.toByteArray();
  }

  private static byte[] brokenPmt() {
    return ByteBuffer.allocate(17)
        .put(
            new byte[] {
              2, (byte) 0xb0, 18, 0, 1, (byte) 0xc1, 0, 0, (byte) 0xe1, 1, (byte) 0xf0, 0
            })
        .put(new byte[] {6, (byte) 0xe1, 1, (byte) 0xff, (byte) 0xff})
        .array();
  }

  private static byte[] scrambled(byte[] good) {
    byte[] all = good.clone();
    for (int at = 0; at + 188 <= all.length; at += 188) {
      if ((all[at + 1] & 0x1f) != 0 && (all[at + 1] & 0x1f) != 0x10) {
        all[at + 3] |= (byte) 0xc0;
        for (int i = at + 18; i < at + 188; i++) {
          all[i] ^= (byte) 0x5a;
        }
      }
    }
    return all;
  }

  private static byte[] unstamped() {
    byte[] pes = pes(0, silence(12), 0);
    pes[7] = 0;
    return join(tables(), repeat(packet(0x101, true, 0, Arrays.copyOf(pes, 184)), 50));
  }

  private static byte[] jumping() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(tables());
    for (int i = 0; i < 100; i++) {
      byte[] pes = pes((i * 7_777_777_777L) & 0x1ffffffffL, silence(12), 0);
      out.writeBytes(packet(0x101, true, i, Arrays.copyOf(pes, 14 + 156)));
    }
    return out.toByteArray();
  }

  private static byte[] flipping() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(pat(Forge.PMT_PID));
    for (int i = 0; i < 20; i++) {
      byte[] language = {10, 4, (byte) "es".charAt(i % 2), 'n', 'g', 0};
      out.writeBytes(pmt(Forge.AAC, 0x101, language));
      byte[] pes = pes(90_000 + i * 126_720L / 10, silence(1), 0);
      out.writeBytes(packet(0x101, true, i, pes));
    }
    return out.toByteArray();
  }

  private void mp4s(Path folder) throws Exception {
    byte[] whole = Files.readAllBytes(Studio.file(folder, "a.mp4", 1));
    lost("an MP4 that is not fragmented", whole, "it is an MP4 segment without audio");
    lost("boxes without sound", join(box("ftyp"), box("moov", box("trak"))), "");
    lost(
        "a fragment alone",
        box("moof", box("traf", box("tfhd", new byte[8]))),
        "without an audio track");
    lost(
        "a box larger than the file",
        box(0x7fffffff, "moov", noise(100)),
        "without an audio track");
    lost(
        "a box of 2^63 bytes",
        join(box(1, "moov", new byte[] {0x7f, -1, -1, -1, -1, -1, -1, -1}), noise(50)),
        "without an audio track");
    lost("a box smaller than itself", box(3, "moov", noise(100)), "without an audio track");
    lost("10^5 boxes", join(box("ftyp"), repeat(box("free"), 100_000)), "without an audio track");
    byte[] nest = box("moov");
    for (int i = 0; i < 2_000; i++) {
      nest = box("moov", nest);
    }
    lost("2,000 boxes in each other", nest, "without an audio track");
    byte[] soun = box("hdlr", join(new byte[8], ascii("soun"), new byte[12]));
    lost("a track without a header", box("moov", box("trak", box("mdia", soun))), "lacks");
    lost(
        "a time scale of 0",
        box(
            "moov",
            box("trak", box("tkhd", new byte[20]), box("mdia", soun, box("mdhd", new byte[24])))),
        "no time scale");
    lost(
        "a header too short",
        box(
            "moov",
            box("trak", box("tkhd", new byte[2]), box("mdia", soun, box("mdhd", new byte[24])))),
        OUTSIDE);
    lost("10^5 tracks", box("moov", repeat(box("trak", box("mdia", soun)), 20_000)), "lacks");
  }

  private void packed(Path folder) throws Exception {
    byte[] plain = Studio.adts(folder, 2, 44_100, 1);
    heard("half of it", Arrays.copyOf(plain, plain.length / 2), 2_700, 3_300, "");
    heard("8 kHz", Studio.adts(folder, 2, 8_000, 1), 3_800, 4_400, "");
    heard("96 kHz in 5.1", Studio.adts(folder, 2, 96_000, 6), 3_800, 4_400, "");
    heard("7.1", Studio.adts(folder, 2, 48_000, 8), 3_800, 4_400, "");
    heard("MP3", Files.readAllBytes(Studio.file(folder, "a.mp3", 2)), 3_800, 4_400, "");
    lost(
        "AAC of no rate",
        join(new byte[] {-1, (byte) 0xf1, 0x7c, 0x40, 1, 0x1f, -4}, noise(500)),
        "AAC of no known rate");
    heard(
        "AAC frames that are empty",
        repeat(new byte[] {-1, (byte) 0xf1, 0x50, (byte) 0x80, 0, (byte) 0xe0, 3}, 10),
        1_900,
        4_100,
        "");
    lost(
        "an hour of silence in packed frames",
        silence(28_125),
        "it holds 57600000 samples, and its playlist says 32000");
    lost("tags and nothing else", repeat(id3(0), 100_000), "it is empty");
    lost("a tag of 256 MB", join(id3(0x0fffffff), noise(1_000)), "it is empty");
    heard("a tag of 64 kB before it", join(id3(65_536), new byte[65_536], plain), 3_800, 4_400, "");
    lost("a tag around noise", join(id3(10), noise(10), noise(5_000)), UNKNOWN);
    lost("AC-3 that is none", join(new byte[] {0x0b, 0x77}, noise(20_000)), GAVE_UP);
    lost(
        "MP3 that is none",
        join(new byte[] {-1, (byte) 0xfb, (byte) 0x90, 0}, noise(20_000)),
        GAVE_UP);
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  @BeforeAll
  void air(@TempDir Path folder) throws Exception {
    Studio.Recording hiss = Studio.transportStream(folder, 6, 48_000);
    makeCases(folder, hiss.segments().get(1));
    origin = new Origin();
    desk = new Desk(origin.port(), true, Optional.empty());
    for (int i = 0; i < 3; i++) {
      origin.serve("/" + i + ".ts", hiss.segments().get(i));
    }
    String head = "#EXTM3U\n#EXT-X-TARGETDURATION:";
    String round = "#EXT-X-DISCONTINUITY\n#EXTINF:2,\n0.ts\n#EXTINF:2,\n1.ts\n#EXTINF:2,\n2.ts\n";
    origin.serve("/good.m3u8", head + "2\n" + round.repeat(100) + "#EXT-X-ENDLIST\n");
    beside = desk.air(plan(GOOD, "/good.m3u8"));
    List<Channel> hostile = new ArrayList<>();
    for (Case bad : cases) {
      String path = "/" + bad.session();
      origin.serve(path + ".seg", bad.media);
      origin.serve(
          path + ".m3u8",
          head
              + "30\n#EXTINF:2,\n"
              + path
              + ".seg\n#EXT-X-DISCONTINUITY\n#EXTINF:2,\n2.ts\n#EXT-X-ENDLIST\n");
      hostile.add(desk.air(plan(bad.session(), path + ".m3u8")));
    }
    desk.until("all are over", () -> hostile.stream().allMatch(Channel::isDone));
  }

  private SessionPlan plan(String session, String path) {
    return Desk.hls(origin.url(path)).toBuilder().setSessionId(session).build();
  }

  @AfterAll
  void close() throws Exception {
    desk.close();
    origin.close();
  }

  private List<AudioFrame> frames(String session) {
    return desk.frames().stream().filter(f -> f.getSessionId().equals(session)).toList();
  }

  private List<SessionEvent> events(String session) {
    return desk.events().stream().filter(e -> e.getSessionId().equals(session)).toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isOneChannelsGap(Case bad) {
    List<AudioFrame> frames = frames(bad.session());
    Desk.assertTiles(frames);
    long heard = frames.stream().filter(AudioFrame::hasPcm).mapToLong(EpochLine::samplesOf).sum();
    String said =
        frames.stream()
                .filter(AudioFrame::hasGap)
                .map(
                    f ->
                        f.getGap().getReason()
                            + " "
                            + f.getGap().getSamples()
                            + " "
                            + f.getGap().getDetail())
                .collect(Collectors.joining("\n"))
            + events(bad.session()).stream()
                .map(e -> "\n" + e.getCode() + ": " + e.getMessage())
                .collect(Collectors.joining());
    assertThat(heard * 1000 / SECOND).as(said).isBetween(bad.leastMs, bad.mostMs);
    assertThat(said).contains(bad.words);
    assertThat(Desk.shape(frames)).last().isEqualTo("end REASON_SOURCE_ENDED");
  }

  @Test
  void theChannelBesideThemHasNoticedNothing() {
    long noticed = desk.heardOf(GOOD);
    desk.until("it goes on", () -> desk.heardOf(GOOD) > noticed);
    Desk.assertTiles(frames(GOOD));
    assertThat(frames(GOOD)).noneMatch(AudioFrame::hasGap);
    assertThat(events(GOOD))
        .extracting(SessionEvent::getKind)
        .containsOnly(Kind.KIND_CONNECTING, Kind.KIND_ON_AIR);
    assertThat(beside.isDone()).isFalse();
  }
}

package io.streamlation.ingest.fuzz;

import static io.streamlation.ingest.hostile.Forge.AAC;
import static io.streamlation.ingest.hostile.Forge.PMT_PID;
import static io.streamlation.ingest.hostile.Forge.SOUND_PID;
import static io.streamlation.ingest.hostile.Forge.ascii;
import static io.streamlation.ingest.hostile.Forge.box;
import static io.streamlation.ingest.hostile.Forge.id3;
import static io.streamlation.ingest.hostile.Forge.join;
import static io.streamlation.ingest.hostile.Forge.pat;
import static io.streamlation.ingest.hostile.Forge.pmt;
import static io.streamlation.ingest.hostile.Forge.silence;
import static io.streamlation.ingest.hostile.Forge.transportStream;

import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.Source;
import io.streamlation.ingest.address.AddressFuzz;
import io.streamlation.ingest.assign.PlanFuzz;
import io.streamlation.ingest.decode.FlvSoundFuzz;
import io.streamlation.ingest.decode.Fmp4Fuzz;
import io.streamlation.ingest.decode.PackedAudioFuzz;
import io.streamlation.ingest.decode.ScanFuzz;
import io.streamlation.ingest.decode.TransportStreamFuzz;
import io.streamlation.ingest.source.dash.ManifestFuzz;
import io.streamlation.ingest.source.hls.PlaylistFuzz;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Every target, with good input to begin from. */
final class Targets {
  private Targets() {}

  /**
   * @param owner the class whose {@code fuzzerTestOneInput} it is
   */
  record Target(Class<?> owner, Consumer<byte[]> parser, List<byte[]> seeds) {
    @Override
    public String toString() {
      return owner.getSimpleName();
    }
  }

  static List<Target> all() {
    byte[] ts = transportStream(silence(60));
    byte[] tables = join(pat(PMT_PID), pmt(AAC, SOUND_PID, new byte[] {10, 4, 'e', 'n', 'g', 0}));
    byte[] packed = join(id3(63), stamp(), silence(20));
    byte[] mp4 = join(initialisation(), fragment());
    return List.of(
        new Target(
            TransportStreamFuzz.class,
            TransportStreamFuzz::fuzzerTestOneInput,
            List.of(ts, tables)),
        new Target(
            Fmp4Fuzz.class,
            Fmp4Fuzz::fuzzerTestOneInput,
            List.of(withLength(initialisation(), fragment()))),
        new Target(
            PackedAudioFuzz.class,
            PackedAudioFuzz::fuzzerTestOneInput,
            List.of(packed, silence(20))),
        new Target(ScanFuzz.class, ScanFuzz::fuzzerTestOneInput, List.of(ts, mp4, packed)),
        new Target(FlvSoundFuzz.class, FlvSoundFuzz::fuzzerTestOneInput, List.of(flv())),
        new Target(
            PlaylistFuzz.class, PlaylistFuzz::fuzzerTestOneInput, List.of(media(), multivariant())),
        new Target(ManifestFuzz.class, ManifestFuzz::fuzzerTestOneInput, List.of(manifest())),
        new Target(PlanFuzz.class, PlanFuzz::fuzzerTestOneInput, List.of(plan())),
        new Target(AddressFuzz.class, AddressFuzz::fuzzerTestOneInput, addresses()));
  }

  private static byte[] stamp() {
    return join(
        ascii("PRIV"),
        new byte[] {0, 0, 0, 53, 0, 0},
        ascii("com.apple.streaming.transportStreamTimestamp\0"),
        ByteBuffer.allocate(8).putLong(900_000).array());
  }

  private static byte[] initialisation() {
    byte[] soun = box("hdlr", new byte[8], ascii("soun"), new byte[12]);
    byte[] tkhd = box("tkhd", ByteBuffer.allocate(32).putInt(12, 2).array());
    byte[] mdhd = box("mdhd", ByteBuffer.allocate(32).putInt(12, 48_000).array());
    return join(
        box("ftyp", ascii("isom")), box("moov", box("trak", tkhd, box("mdia", mdhd, soun))));
  }

  private static byte[] fragment() {
    byte[] tfhd = box("tfhd", ByteBuffer.allocate(8).putInt(4, 2).array());
    byte[] tfdt = box("tfdt", ByteBuffer.allocate(12).put(0, (byte) 1).putLong(4, 96_000).array());
    byte[] trun = box("trun", ByteBuffer.allocate(8).putInt(4, 94).array());
    return join(box("moof", box("traf", tfhd, tfdt, trun)), box("mdat", silence(3)));
  }

  private static byte[] withLength(byte[] first, byte[] second) {
    int sixteens = (first.length + 15) / 16;
    byte[] padded = join(first, box(sixteens * 16 - first.length, "free", new byte[0]));
    return join(new byte[] {(byte) sixteens}, Arrays.copyOf(padded, sixteens * 16), second);
  }

  private static byte[] flv() {
    byte[] head = {'F', 'L', 'V', 1, 4, 0, 0, 0, 9, 0, 0, 0, 0};
    byte[] tag =
        join(
            new byte[] {8, 0, 0, 101, 0, 0, 10, 0, 0, 0, 0},
            new byte[101],
            new byte[] {0, 0, 0, 112});
    return join(head, tag, tag, tag);
  }

  private static byte[] media() {
    return ascii(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:7\n"
            + "#EXT-X-DISCONTINUITY-SEQUENCE:2\n#EXT-X-MAP:URI=\"a.mp4\",BYTERANGE=\"10@5\"\n"
            + "#EXT-X-KEY:METHOD=AES-128,URI=\"k1\",IV=0x01\n#EXTINF:2.5,title\n"
            + "#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:02.500Z\n#EXT-X-BYTERANGE:100@50\n1.ts\n"
            + "#EXT-X-DISCONTINUITY\n#EXT-X-GAP\n#EXTINF:2,\n2.ts\n#EXT-X-ENDLIST\n");
  }

  private static byte[] multivariant() {
    return ascii(
        "#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"English\",LANGUAGE=\"en\",URI=\"en.m3u8\"\n"
            + "#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS=\"avc1.42e00a,mp4a.40.2\",AUDIO=\"a\"\nhigh.m3u8\n");
  }

  private static byte[] manifest() {
    return ascii(
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"dynamic\""
            + " availabilityStartTime=\"2026-11-22T10:00:00Z\" minimumUpdatePeriod=\"PT2S\""
            + " timeShiftBufferDepth=\"PT60S\"><Period id=\"1\" start=\"PT0S\">"
            + "<AdaptationSet contentType=\"audio\" mimeType=\"audio/mp4\" lang=\"en\">"
            + "<SegmentTemplate timescale=\"48000\" initialization=\"i-$RepresentationID$.mp4\""
            + " media=\"$RepresentationID$-$Time$.m4s\" startNumber=\"1\"><SegmentTimeline>"
            + "<S t=\"0\" d=\"96000\" r=\"20\"/></SegmentTimeline></SegmentTemplate>"
            + "<Representation id=\"a\" bandwidth=\"64000\" codecs=\"mp4a.40.2\"/>"
            + "</AdaptationSet></Period></MPD>");
  }

  private static byte[] plan() {
    return SessionPlan.newBuilder()
        .setSessionId("s-17")
        .setRevision(1)
        .setDesired(SessionPlan.Desired.DESIRED_ON_AIR)
        .setSource(
            Source.newBuilder()
                .setProtocol(Source.Protocol.PROTOCOL_HLS)
                .setUrl("http://open.example/live.m3u8"))
        .setSourceLanguage("en")
        .build()
        .toByteArray();
  }

  private static List<byte[]> addresses() {
    return List.of(
        ascii("http://open.example:8080/live/a.m3u8?b=c#d"),
        ascii("https://[2606:2800:220:1::1]/x"),
        ascii("http://93.184.216.34/x"),
        ascii("../b/seg%201.ts"));
  }
}

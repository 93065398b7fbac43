package io.streamlation.ingest.decode;

import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The picture of a stream and the sound that is heard beside it, in one container.
 *
 * @param format FFmpeg's name of the container
 * @param videoMap how FFmpeg is told which picture is meant
 * @param soundMap the same of the sound
 * @param video what it is coded in, for a person
 * @param videoFits players of fragmented MP4 can show it
 * @param sound what that is coded in, for a person
 * @param soundFits players of fragmented MP4 can play it as it is
 * @param pid of the picture in a transport stream
 */
public record Picture(
    String format,
    String videoMap,
    String soundMap,
    String video,
    boolean videoFits,
    String sound,
    boolean soundFits,
    int pid) {
  static final int NO_PID = -1;

  static final Set<String> HEVC = Set.of("H.265", "hvc1", "hev1", "hevc");
  private static final Set<String> SHOWN = Set.of("h264", "hevc");
  private static final Pattern STREAM =
      Pattern.compile("\\s*Stream #0:(\\d+).*: (Video|Audio): (\\w+)\\W.*");
  private static final int MOST_SAID_BYTES = 1 << 20;

  /** Of a piece of its stream: what a packager can begin with; empty without a key frame. */
  public Optional<byte[]> fromKeyFrame(byte[] bytes) {
    int sync = pid == NO_PID ? -1 : TransportStream.syncAt(bytes);
    return sync < 0 ? Optional.of(bytes) : TransportStream.fromKeyFrame(bytes, sync, pid, isHevc());
  }

  public boolean isHevc() {
    return HEVC.contains(video);
  }

  /** Empty where there is no picture, or nothing that can be read. */
  public static Optional<Picture> of(Piece.InMemory content, AudioWish wish) {
    byte[] bytes = content.bytes();
    try {
      if (content.initialisation().length > 0 || Fmp4.looksLike(bytes)) {
        return Fmp4.picture(content.initialisation(), bytes, wish);
      }
      int sync = TransportStream.syncAt(bytes);
      return sync < 0 ? Optional.empty() : TransportStream.picture(bytes, sync, wish);
    } catch (Undecodable
        | IndexOutOfBoundsException
        | BufferUnderflowException
        | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The same of a file, which a child looks at. Takes as long as that.
   *
   * @param wish which of its sounds
   */
  public static Optional<Picture> ofFile(DecoderProgram program, Path file, AudioWish wish)
      throws IOException {
    Process child = program.startProbe(program.commandForLook(), Optional.of(file));
    try (InputStream in = child.getInputStream()) {
      String said = new String(in.readNBytes(MOST_SAID_BYTES), StandardCharsets.UTF_8);
      return inWords(said.lines().toList(), wish.mapInFile());
    } finally {
      child.destroyForcibly();
    }
  }

  static Optional<Picture> inWords(List<String> said, String soundMap) {
    int place = Integer.parseInt(soundMap.substring("0:a:".length()));
    String video = "";
    String videoMap = "";
    List<String> sounds = new ArrayList<>();
    for (String line : said) {
      Matcher m = STREAM.matcher(line);
      if (!m.matches()) {
        continue;
      }
      if (m.group(2).equals("Audio")) {
        sounds.add(m.group(3));
      } else if (video.isEmpty() && !line.contains("(attached pic)")) {
        video = m.group(3);
        videoMap = "0:" + m.group(1);
      }
    }
    if (video.isEmpty() || place >= sounds.size()) {
      return Optional.empty();
    }
    String sound = sounds.get(place);
    return Optional.of(
        new Picture(
            "file",
            videoMap,
            soundMap,
            video,
            SHOWN.contains(video),
            sound,
            sound.equals("aac"),
            NO_PID));
  }
}

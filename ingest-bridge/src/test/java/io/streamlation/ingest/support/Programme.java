package io.streamlation.ingest.support;

import java.util.ArrayList;
import java.util.List;

/**
 * A programme to lay picture and sound beside each other by: at each full second a white flash of
 * one frame, and at that instant a beep begins. In codecs that browsers play; a key frame every two
 * seconds, 25 frames a second.
 */
public final class Programme {
  public static final int FRAME_SAMPLES = 640; // 40 ms at 16 kHz

  /** How it is coded, its sound first. */
  public static final List<String> CODED =
      List.of(
          ("-map 1:a -map 0:v -c:a aac -b:a 64k -aac_pns 0 -c:v libopenh264 -b:v 300k"
                  + " -allow_skip_frames 0 -g 50 -pix_fmt yuv420p")
              .split(" "));

  private static final String PICTURE =
      "testsrc2=size=160x90:rate=25,lutyuv=y=val/5,"
          + "drawbox=color=white:t=fill:enable='lt(mod(t\\,1)\\,0.02)'";
  private static final String SOUND =
      "aevalsrc='0.6*sin(2*PI*1000*t)*lt(mod(t\\,1)\\,0.1)':s=48000";
  private static final int BRIGHT = 150;
  private static final int LOUD = 3_000;
  private static final int QUIET_SAMPLES = 8_000;

  private Programme() {}

  /**
   * @param each said of both inputs: {@code -re}, or a length
   */
  public static List<String> inputs(List<String> each) {
    List<String> inputs = new ArrayList<>();
    for (String lavfi : List.of(PICTURE, SOUND)) {
      inputs.addAll(each);
      inputs.addAll(List.of("-f", "lavfi", "-i", lavfi));
    }
    return inputs;
  }

  /** Which frames of this MP4 are white. */
  public static boolean[] flashes(String file) {
    List<String> arguments = new ArrayList<>(List.of("-i", file, "-map", "0:v"));
    arguments.addAll(List.of("-fps_mode", "passthrough", "-vf", "scale=1:1,format=gray"));
    arguments.addAll(List.of("-f", "rawvideo", "pipe:1"));
    byte[] means = Studio.ffmpeg(arguments);
    boolean[] white = new boolean[means.length];
    for (int frame = 0; frame < means.length; frame++) {
      white[frame] = (means[frame] & 0xff) > BRIGHT;
    }
    return white;
  }

  /** Samples at which a beep begins. */
  public static List<Long> beeps(byte[] pcm) {
    List<Long> beeps = new ArrayList<>();
    long loudAt = -QUIET_SAMPLES;
    for (int i = 0; 2 * i + 1 < pcm.length; i++) {
      int sample = (short) (pcm[2 * i] & 0xff | pcm[2 * i + 1] << 8);
      if (Math.abs(sample) > LOUD) {
        if (i - loudAt >= QUIET_SAMPLES) {
          beeps.add((long) i);
        }
        loudAt = i;
      }
    }
    return beeps;
  }
}

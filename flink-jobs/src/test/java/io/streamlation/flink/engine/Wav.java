package io.streamlation.flink.engine;

import io.streamlation.contracts.AudioFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** Reads WAV files of the one format rooms speak. */
public final class Wav {
  private Wav() {}

  public static short[] read(Path file) {
    try (AudioInputStream in = AudioSystem.getAudioInputStream(file.toFile())) {
      if (in.getFormat().getSampleRate() != AudioFormat.SAMPLE_RATE_HZ
          || in.getFormat().getChannels() != 1
          || in.getFormat().getSampleSizeInBits() != 8 * AudioFormat.BYTES_PER_SAMPLE) {
        throw new IllegalArgumentException(
            file + " is " + in.getFormat() + ", not 16 kHz mono s16");
      }
      byte[] bytes = in.readAllBytes();
      short[] pcm = new short[bytes.length / AudioFormat.BYTES_PER_SAMPLE];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(pcm);
      return pcm;
    } catch (IOException | UnsupportedAudioFileException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}

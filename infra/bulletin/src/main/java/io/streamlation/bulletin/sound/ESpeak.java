package io.streamlation.bulletin.sound;

import io.streamlation.bulletin.BulletinException;
import io.streamlation.bulletin.script.Delivery;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * eSpeak NG as a child process for each sentence: its licence (GPL) and its one state per process
 * stay outside. A sentence takes it some 15 ms.
 */
public final class ESpeak implements Speaker {
  private static final String PROGRAM = "espeak-ng";
  private static final int WAV_HEADER_BYTES = 44;
  private static final int WAV_RATE_AT = 24;
  private static final long LIMIT_S = 20;

  private final String program;

  public ESpeak() {
    this(PROGRAM);
  }

  /**
   * @param program its name on the path, or where it lies
   */
  ESpeak(String program) {
    this.program = program;
  }

  @Override
  public Speech say(String text, Delivery delivery) {
    byte[] wav =
        run(
            "-v",
            delivery.voice(),
            "-s",
            Integer.toString(delivery.wordsPerMinute()),
            "-p",
            Integer.toString(delivery.pitch()),
            "--stdout",
            text);
    if (wav.length <= WAV_HEADER_BYTES) {
      throw new BulletinException(
          "%s gave no sound for \"%s\" in voice %s: is the voice installed?"
              .formatted(program, text, delivery.voice()));
    }
    // On a pipe the header's lengths are placeholders; the sound goes on to the end.
    ByteBuffer bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
    int sampleRateHz = bytes.getInt(WAV_RATE_AT);
    short[] samples = new short[(wav.length - WAV_HEADER_BYTES) / Short.BYTES];
    bytes.position(WAV_HEADER_BYTES).asShortBuffer().get(samples);
    return new Speech(samples, sampleRateHz);
  }

  /**
   * What {@code espeak-ng --version} says: the sound of a seed is only the same under the same one.
   */
  public String version() {
    return new String(run("--version"), StandardCharsets.UTF_8).strip();
  }

  private byte[] run(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = program;
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw new BulletinException(
          "the bulletin is spoken by eSpeak NG and %s does not start (%s): install it, on Debian with"
                  .formatted(program, e.getMessage())
              + " `apt-get install espeak-ng`",
          e);
    }
    try {
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(LIMIT_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new BulletinException(
            "`%s` failed: try it by hand".formatted(String.join(" ", command)));
      }
      return output;
    } catch (IOException e) {
      throw new BulletinException("the pipe from %s broke".formatted(program), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BulletinException("interrupted while %s was speaking".formatted(program), e);
    } finally {
      process.destroyForcibly();
    }
  }
}

package io.streamlation.flink.engine.espeak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The program espeak-ng, once per call. The text goes in by the pipe, never by an argument. */
public final class ESpeak {
  private static final String PROGRAM = "espeak-ng";
  private static final int MOST_COMPLAINT_BYTES = 2_000;
  private static final Duration TO_READ_THE_REST = Duration.ofSeconds(2);

  /** One for each child that speaks at the moment. */
  private static final ExecutorService READERS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "espeak-reader");
            thread.setDaemon(true);
            return thread;
          });

  private final String program;

  public ESpeak() {
    this(PROGRAM);
  }

  /**
   * @param program another one in its place
   */
  ESpeak(String program) {
    this.program = program;
  }

  /** What a child gave. */
  public sealed interface Answer {
    record Bytes(byte[] bytes) implements Answer {}

    /** It is not on this machine. */
    record NotThere(String detail) implements Answer {}

    record TooSlow() implements Answer {}

    /** It gave more than it may. */
    record TooMuch() implements Answer {}

    record Broke(String detail) implements Answer {}
  }

  /** The language as eSpeak names it. */
  public static String voiceFor(String language) {
    String lower = language.toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "zh" -> "cmn";
      case "no" -> "nb";
      default -> lower;
    };
  }

  /** A WAV file. */
  public Answer speak(String voice, String text, Duration patience, int mostBytes) {
    return run(List.of("--stdout"), voice, text, patience, mostBytes);
  }

  /** Phonemes in the International Phonetic Alphabet, a clause a line, UTF-8. */
  public Answer phonemes(String voice, String text, Duration patience, int mostBytes) {
    return run(List.of("-q", "--ipa"), voice, text, patience, mostBytes);
  }

  private Answer run(
      List<String> how, String voice, String text, Duration patience, int mostBytes) {
    if (patience.isNegative() || patience.isZero()) {
      return new Answer.TooSlow();
    }
    List<String> command = new ArrayList<>(List.of(program, "-v", voice, "-b", "1", "--stdin"));
    command.addAll(how);
    ProcessBuilder builder = new ProcessBuilder(command);
    String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
    builder.environment().clear();
    builder.environment().put("PATH", path);
    builder.environment().put("LANG", "C.UTF-8");
    Process child;
    try {
      child = builder.start();
    } catch (IOException e) {
      return new Answer.NotThere(
          "the program " + program + " cannot be started: " + e.getMessage());
    }
    try {
      return answer(child, text, patience, mostBytes);
    } finally {
      child.destroyForcibly();
    }
  }

  private static Answer answer(Process child, String text, Duration patience, int mostBytes) {
    CompletableFuture<byte[]> given =
        CompletableFuture.supplyAsync(() -> read(child, mostBytes), READERS);
    tell(child, withoutPhonemeMarks(text));
    try {
      if (!child.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return new Answer.TooSlow();
      }
      byte[] bytes = given.get(TO_READ_THE_REST.toNanos(), TimeUnit.NANOSECONDS);
      if (bytes.length > mostBytes) {
        return new Answer.TooMuch();
      }
      return child.exitValue() == 0
          ? new Answer.Bytes(bytes)
          : new Answer.Broke("espeak-ng ended with " + child.exitValue() + complaint(child));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Broke("it was cancelled");
    } catch (ExecutionException | TimeoutException e) {
      return new Answer.Broke("its pipe broke: " + e);
    }
  }

  private static String complaint(Process child) {
    String words = new String(first(child.getErrorStream(), MOST_COMPLAINT_BYTES), UTF_8).strip();
    return words.isEmpty() ? "" : ": " + words.lines().findFirst().orElse("");
  }

  /** Between double brackets eSpeak would read phonemes instead of words. */
  private static String withoutPhonemeMarks(String text) {
    return text.replace("[[", "[ [");
  }

  /** A line is shorter than what a pipe holds, so this never waits. */
  private static void tell(Process child, String text) {
    try (OutputStream in = child.getOutputStream()) {
      in.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      // It ended before it had read all; its exit value says why.
    }
  }

  /** One byte more than allowed tells that there is too much; the child is not left to write on. */
  private static byte[] read(Process child, int mostBytes) {
    byte[] bytes = first(child.getInputStream(), mostBytes + 1);
    if (bytes.length > mostBytes) {
      child.destroyForcibly();
    }
    return bytes;
  }

  private static byte[] first(InputStream stream, int mostBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (stream) {
      bytes.write(stream.readNBytes(mostBytes));
    } catch (IOException e) {
      // It was killed; what came so far is judged by its exit value.
    }
    return bytes.toByteArray();
  }
}

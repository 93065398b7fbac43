package io.streamlation.flink.engine.pocketsphinx;

import com.sun.jna.Native;
import io.streamlation.flink.engine.Resident;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionOutcome.Failed;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardSegment;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import io.streamlation.flink.recognise.RecognitionOutcome.Silent;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.flink.recognise.RecognitionRequest.Purpose;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The {@link Recogniser} port over Debian's PocketSphinx. Each child hears one utterance at a time.
 * A final is one full pass over the whole utterance. A partial goes on where a child has left that
 * utterance, or else begins at its start; what it says is the same.
 */
public final class PocketSphinxRecogniser implements Recogniser {
  private static final String MODEL_ENDS_WITH = "/en-us.lm.bin";
  private static final int CHILD_HEAP_MB = 48;

  private final PackManifest pack;
  private final List<Child> children = new ArrayList<>();
  private final ExecutorService askers;
  private long uses;
  private boolean closed;

  private PocketSphinxRecogniser(PackManifest pack, Path model) {
    this.pack = pack;
    for (int i = 0; i < pack.maxBatch(); i++) {
      children.add(new Child(new Resident(pack.id(), complaints -> start(model, complaints))));
    }
    AtomicInteger number = new AtomicInteger();
    this.askers =
        Executors.newFixedThreadPool(
            pack.maxBatch(),
            task -> {
              Thread thread = new Thread(task, "pocketsphinx-" + number.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts nothing yet.
   *
   * @throws PackException when the pack does not say what this engine needs
   */
  public static PocketSphinxRecogniser open(PackManifest pack) {
    List<String> complaints = new ArrayList<>();
    if (!pack.options().isEmpty()) {
      complaints.add(
          "engine %s knows no options (found: %s)".formatted(pack.engine(), pack.options()));
    }
    Optional<Path> model =
        pack.debian().stream()
            .flatMap(debian -> debian.files().stream())
            .filter(file -> file.endsWith(MODEL_ENDS_WITH))
            .map(file -> Path.of(file).getParent())
            .findFirst();
    if (model.isEmpty()) {
      complaints.add("none of the files under 'debian' ends with " + MODEL_ENDS_WITH);
    }
    if (!complaints.isEmpty()) {
      throw new PackException("pack " + pack.id() + " cannot be used", complaints);
    }
    return new PocketSphinxRecogniser(pack, model.orElseThrow());
  }

  /** A process of our own jar: the host and JNA, and nothing else of ours. */
  private static List<Process> start(Path model, Path complaints) throws IOException {
    ProcessBuilder host =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + CHILD_HEAP_MB + "m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-CreateCoredumpOnCrash",
            // Where a crash is told of: not on standard output, which carries answers.
            "-XX:ErrorFile=/dev/null",
            "-XX:+DisplayVMOutputToStderr",
            "-cp",
            home(SphinxHost.class) + File.pathSeparator + home(Native.class),
            SphinxHost.class.getName(),
            model.toString());
    return List.of(host.redirectError(complaints.toFile()).start());
  }

  private static Path home(Class<?> type) throws IOException {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(type + " lies nowhere a child could find it", e);
    }
  }

  @Override
  public List<RecognitionOutcome> recognise(List<RecognitionRequest> batch, Duration deadline) {
    long endNanos = System.nanoTime() + deadline.toNanos();
    List<CompletableFuture<RecognitionOutcome>> outcomes =
        batch.stream()
            .map(
                request ->
                    CompletableFuture.supplyAsync(() -> recognise(request, endNanos), askers))
            .toList();
    return outcomes.stream().map(CompletableFuture::join).toList();
  }

  private RecognitionOutcome recognise(RecognitionRequest request, long endNanos) {
    String language = request.language().split("-")[0];
    if (!language.equals("auto") && !pack.languages().contains(language)) {
      return new Failed(
          Failed.Reason.NO_MODEL,
          "pack %s does not hear %s, only %s"
              .formatted(pack.id(), request.language(), pack.languages()));
    }
    if (endNanos - System.nanoTime() <= 0) {
      return late("no time was left to ask " + pack.id());
    }
    short[] pcm = whatIsAskedAbout(request);
    if (pcm.length == 0) {
      return new Silent("no sound", 1);
    }
    Optional<Child> child = take(pcm, endNanos);
    if (child.isEmpty()) {
      return late("all " + children.size() + " processes of " + pack.id() + " were busy");
    }
    try {
      List<SphinxWord> words = child.get().hear(pcm, request.purpose(), endNanos);
      return words.isEmpty() ? new Silent("no words", 1) : heard(words, request.pcm().length);
    } catch (Resident.TooLate e) {
      return late(e.getMessage());
    } catch (Resident.Died e) {
      return new Failed(Failed.Reason.MODEL, e.getMessage());
    } finally {
      giveBack(child.get());
    }
  }

  private static RecognitionOutcome late(String why) {
    return new Failed(Failed.Reason.DEADLINE, why);
  }

  /** A partial is of whole pieces only: so it never depends on where the last one ended. */
  private static short[] whatIsAskedAbout(RecognitionRequest request) {
    short[] pcm = request.pcm();
    return request.purpose() == Purpose.FINAL
        ? pcm
        : Arrays.copyOf(pcm, pcm.length - pcm.length % SphinxHost.PIECE_SAMPLES);
  }

  /** The child that knows most of this utterance, else the one that was idle longest. */
  private synchronized Optional<Child> take(short[] pcm, long endNanos) {
    while (!closed) {
      Optional<Child> best =
          children.stream()
              .filter(child -> !child.busy)
              .max(
                  Comparator.comparingInt((Child child) -> child.known(pcm))
                      .thenComparingLong(child -> -child.lastUse));
      if (best.isPresent()) {
        best.get().busy = true;
        return best;
      }
      long leftMs = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
      if (leftMs <= 0) {
        return Optional.empty();
      }
      try {
        wait(leftMs);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private synchronized void giveBack(Child child) {
    child.busy = false;
    child.lastUse = ++uses;
    notifyAll();
  }

  private RecognitionOutcome heard(List<SphinxWord> words, int length) {
    List<HeardWord> heard = new ArrayList<>();
    double logProb = 0;
    for (SphinxWord word : words) {
      int end = Math.min(word.endSample(), length);
      int start = Math.min(word.startSample(), end - 1);
      heard.add(new HeardWord(asWritten(word.text()), start, end, word.confidence()));
      logProb += Math.log(Math.max(word.confidence(), 1e-6));
    }
    HeardSegment all =
        new HeardSegment(
            heard.get(0).startSample(), heard.get(heard.size() - 1).endSample(), heard);
    return new Heard(pack.languages().get(0), List.of(all), (float) (logProb / words.size()), 0);
  }

  /** The dictionary has no capitals; "I" is the one that English cannot do without. */
  private static String asWritten(String word) {
    return word.equals("i") || word.startsWith("i'") ? "I" + word.substring(1) : word;
  }

  @Override
  public int maxBatch() {
    return pack.maxBatch();
  }

  @Override
  public String pack() {
    return pack.id();
  }

  /** Process ids of the children that run. */
  List<Long> pids() {
    return children.stream().flatMap(child -> child.host.pids().stream()).toList();
  }

  /** Of those that hear something at the moment. */
  synchronized List<Long> busyPids() {
    return children.stream()
        .filter(child -> child.busy)
        .flatMap(child -> child.host.pids().stream())
        .toList();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    children.forEach(child -> child.host.close());
    askers.shutdownNow();
  }

  /** One process and what it has been told. */
  private static final class Child {
    private final Resident host;
    private boolean busy;
    private long lastUse;

    /** What its decoder of pieces has heard since it last began; empty: it must begin. */
    private short[] fed = {};

    Child(Resident host) {
      this.host = host;
    }

    /** How much of this sound it has decoded already. */
    int known(short[] pcm) {
      boolean sameSoFar =
          fed.length <= pcm.length && Arrays.equals(fed, 0, fed.length, pcm, 0, fed.length);
      return sameSoFar && host.isRunning() ? fed.length : 0;
    }

    List<SphinxWord> hear(short[] pcm, Purpose purpose, long endNanos)
        throws Resident.Died, Resident.TooLate {
      if (purpose == Purpose.FINAL) {
        return ask(SphinxHost.FINAL, pcm, 0, endNanos);
      }
      // All of it known means nothing new to feed, and so no answer: then it begins anew.
      int known = known(pcm) < pcm.length ? known(pcm) : 0;
      fed = new short[0];
      List<SphinxWord> words =
          ask(
              known > 0 ? SphinxHost.PARTIAL_GOING_ON : SphinxHost.PARTIAL_FROM_START,
              pcm,
              known,
              endNanos);
      fed = pcm;
      return words;
    }

    private List<SphinxWord> ask(byte kind, short[] pcm, int from, long endNanos)
        throws Resident.Died, Resident.TooLate {
      ByteBuffer sound =
          ByteBuffer.allocate((pcm.length - from) * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      sound.asShortBuffer().put(pcm, from, pcm.length - from);
      return host.ask(
          Duration.ofNanos(endNanos - System.nanoTime()),
          (to, answer) -> exchange(kind, sound.array(), to, answer));
    }

    private static List<SphinxWord> exchange(
        byte kind, byte[] sound, DataOutputStream to, DataInputStream answer) throws IOException {
      to.writeInt(sound.length + 1);
      to.writeByte(kind);
      to.write(sound);
      to.flush();
      int bytes = answer.readInt();
      if (bytes < Integer.BYTES || bytes > SphinxHost.MOST_BYTES) {
        throw new IOException("a child announced an answer of " + bytes + " bytes");
      }
      return SphinxWord.read(answer);
    }
  }
}

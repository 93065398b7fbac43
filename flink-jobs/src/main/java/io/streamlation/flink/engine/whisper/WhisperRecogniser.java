package io.streamlation.flink.engine.whisper;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.streamlation.flink.engine.Deadline;
import io.streamlation.flink.engine.OnnxRuntime;
import io.streamlation.flink.engine.RepetitionGuard;
import io.streamlation.flink.recognise.Recogniser;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.RecognitionOutcome.Failed;
import io.streamlation.flink.recognise.RecognitionOutcome.Heard;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardSegment;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import io.streamlation.flink.recognise.RecognitionOutcome.Silent;
import io.streamlation.flink.recognise.RecognitionRequest;
import io.streamlation.models.PackManifest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import java.util.zip.Deflater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link Recogniser} port over one Whisper pack. */
public final class WhisperRecogniser implements Recogniser {
  private static final Logger LOG = LoggerFactory.getLogger(WhisperRecogniser.class);

  // openai/whisper's thresholds
  private static final float NO_SPEECH_PROB = 0.6f;
  private static final float MIN_MEAN_LOG_PROB = -1f;
  private static final double MAX_COMPRESSION_RATIO = 2.4;
  private static final float[] TEMPERATURES = {0f, 0.2f, 0.4f, 0.6f, 0.8f, 1f};

  /** Hotter than this the model is guessing, and what was said before only feeds the guess. */
  private static final float PROMPT_UP_TO_TEMPERATURE = 0.5f;

  // No script needs more tokens for what can be said in a second.
  private static final int TOKENS_AT_LEAST = 30;
  private static final int TOKENS_PER_SECOND = 25;

  private final PackManifest pack;
  private final WhisperConfig config;
  private final WhisperWindow window;
  private final SpeechLimits limits;
  private final WhisperTokenizer tokenizer;
  private final WhisperModel model;
  private final TokenDecoder decoder;
  private final SegmentReader reader;
  private final LogMel logMel;
  private boolean closed;

  private WhisperRecogniser(
      PackManifest pack,
      WhisperConfig config,
      WhisperWindow window,
      SpeechLimits limits,
      WhisperTokenizer tokenizer,
      WhisperModel model) {
    this.pack = pack;
    this.config = config;
    this.window = window;
    this.limits = limits;
    this.tokenizer = tokenizer;
    this.model = model;
    this.decoder = new TokenDecoder(model, config);
    this.reader = new SegmentReader(tokenizer, config);
    this.logMel = new LogMel(config.sampleRateHz(), config.fftSize(), config.hop(), config.mels());
  }

  /**
   * @throws io.streamlation.models.PackException when a file of it cannot be used
   */
  public static WhisperRecogniser open(PackManifest pack, OnnxRuntime runtime) {
    WhisperConfig config = WhisperConfig.read(pack);
    WhisperWindow window = WhisperWindow.read(pack, config);
    SpeechLimits limits = SpeechLimits.read(pack);
    WhisperModel model = WhisperModel.open(pack, config, runtime);
    return new WhisperRecogniser(pack, config, window, limits, WhisperTokenizer.open(pack), model);
  }

  @Override
  public List<RecognitionOutcome> recognise(List<RecognitionRequest> batch, Duration patience) {
    if (batch.size() > maxBatch()) {
      throw new IllegalArgumentException(
          "%d requests in a batch, at most %d fit".formatted(batch.size(), maxBatch()));
    }
    Call call = new Call(batch);
    try (OrtSession.RunOptions options = new OrtSession.RunOptions();
        Deadline deadline = Deadline.in(patience, () -> terminate(options))) {
      call.run(options, deadline);
    } catch (OrtException e) {
      call.failRest(Failed.Reason.MODEL, "ONNX Runtime: " + e.getMessage());
    }
    return Arrays.asList(call.outcomes);
  }

  private static void terminate(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      LOG.warn("a run past its deadline could not be stopped", e);
    }
  }

  @Override
  public int maxBatch() {
    return pack.maxBatch();
  }

  @Override
  public String pack() {
    return pack.id();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      model.close();
      tokenizer.close();
    }
  }

  /** One request on its way. */
  private static final class Item {
    private final int place;
    private final RecognitionRequest request;
    private final float[] mel;
    private final int columns;
    private String language;
    private float[] hidden;

    private Item(int place, RecognitionRequest request, String language, float[] mel, int columns) {
      this.place = place;
      this.request = request;
      this.language = language;
      this.mel = mel;
      this.columns = columns;
    }
  }

  /**
   * Who goes through the model together: partials of equal window; a final goes alone. Rounding
   * depends on the company, and where two tokens are equally likely it decides: a final must not.
   */
  private record Company(int columns, OptionalInt onlyPlace) {
    static Company of(Item item) {
      boolean isFinal = item.request.purpose() == RecognitionRequest.Purpose.FINAL;
      return new Company(item.columns, isFinal ? OptionalInt.of(item.place) : OptionalInt.empty());
    }
  }

  /** One batch on its way. */
  private final class Call {
    private final List<RecognitionRequest> requests;
    private final RecognitionOutcome[] outcomes;

    private Call(List<RecognitionRequest> requests) {
      this.requests = requests;
      this.outcomes = new RecognitionOutcome[requests.size()];
    }

    private void run(OrtSession.RunOptions options, Deadline deadline) throws OrtException {
      try {
        Map<Company, List<Item>> companies = new LinkedHashMap<>();
        for (int i = 0; i < requests.size() && !deadline.passed(); i++) {
          prepare(i)
              .ifPresent(
                  item ->
                      companies
                          .computeIfAbsent(Company.of(item), c -> new ArrayList<>())
                          .add(item));
        }
        for (List<Item> group : companies.values()) {
          if (deadline.passed()) {
            break;
          }
          recogniseGroup(group, options, deadline);
        }
      } catch (OrtException e) {
        if (!deadline.passed()) {
          throw e;
        }
      }
      failRest(Failed.Reason.DEADLINE, "not recognised within the time given");
    }

    private void failRest(Failed.Reason reason, String detail) {
      for (int i = 0; i < outcomes.length; i++) {
        if (outcomes[i] == null) {
          outcomes[i] = new Failed(reason, detail);
        }
      }
    }

    private Optional<Item> prepare(int place) {
      RecognitionRequest request = requests.get(place);
      String language = primary(request.language());
      boolean auto = language.equals("auto");
      if (!auto && !pack.languages().contains(language)) {
        outcomes[place] =
            new Failed(
                Failed.Reason.NO_MODEL,
                "pack %s does not understand '%s', it understands %s"
                    .formatted(pack.id(), request.language(), pack.languages()));
        return Optional.empty();
      }
      if (auto && config.languageIds().isEmpty()) {
        language = pack.languages().get(0);
      }
      if (request.pcm().length == 0) {
        outcomes[place] = new Silent("no sound", 1);
        return Optional.empty();
      }
      float[] framed = window.frame(request.pcm());
      if (framed.length > config.windowSamples()) {
        outcomes[place] =
            new Failed(
                Failed.Reason.MODEL,
                "an utterance of %d samples is longer than the %d that pack %s looks at"
                    .formatted(request.pcm().length, config.windowSamples(), pack.id()));
        return Optional.empty();
      }
      return Optional.of(
          new Item(place, request, language, logMel.of(framed), logMel.columns(framed.length)));
    }

    private void recogniseGroup(List<Item> group, OrtSession.RunOptions options, Deadline deadline)
        throws OrtException {
      List<float[]> hidden =
          model.encode(
              group.stream().map(item -> item.mel).toList(), group.get(0).columns, options);
      for (int i = 0; i < group.size(); i++) {
        group.get(i).hidden = hidden.get(i);
      }
      detectLanguages(group, options);
      for (float temperature : TEMPERATURES) {
        List<Item> open = group.stream().filter(item -> outcomes[item.place] == null).toList();
        // Prompts of one run have one length.
        Map<Integer, List<TokenDecoder.Task>> tasks = new LinkedHashMap<>();
        Map<Integer, List<Item>> items = new LinkedHashMap<>();
        for (Item item : open) {
          long[] prompt = prompt(item, temperature);
          tasks
              .computeIfAbsent(prompt.length, n -> new ArrayList<>())
              .add(new TokenDecoder.Task(item.hidden, prompt, seed(item, temperature)));
          items.computeIfAbsent(prompt.length, n -> new ArrayList<>()).add(item);
        }
        for (int length : tasks.keySet()) {
          if (deadline.passed()) {
            return;
          }
          List<TokenDecoder.Decoded> decoded =
              decoder.decode(tasks.get(length), temperature, maxTokens(group.get(0)), options);
          for (int i = 0; i < decoded.size(); i++) {
            Item item = items.get(length).get(i);
            outcomes[item.place] = outcome(item, decoded.get(i), temperature).orElse(null);
          }
        }
      }
    }

    private void detectLanguages(List<Item> group, OrtSession.RunOptions options)
        throws OrtException {
      List<Item> unknown = group.stream().filter(item -> item.language.equals("auto")).toList();
      if (unknown.isEmpty()) {
        return;
      }
      List<TokenDecoder.Detected> detected =
          decoder.detect(unknown.stream().map(item -> item.hidden).toList(), options);
      for (int i = 0; i < unknown.size(); i++) {
        unknown.get(i).language = detected.get(i).language();
      }
    }

    private int maxTokens(Item item) {
      int seconds = item.columns * config.hop() / config.sampleRateHz() + 1;
      return Math.min(config.maxPositions() / 2, TOKENS_AT_LEAST + TOKENS_PER_SECOND * seconds);
    }
  }

  private long[] prompt(Item item, float temperature) {
    LongStream.Builder prompt = LongStream.builder();
    String previous = item.request.previousText().strip();
    if (window.previousText()
        && config.previousId() >= 0
        && !previous.isEmpty()
        && temperature <= PROMPT_UP_TO_TEMPERATURE) {
      long[] text = tokenizer.encode(" " + previous);
      int room = config.maxPositions() / 2 - 1;
      prompt.add(config.previousId());
      Arrays.stream(text, Math.max(0, text.length - room), text.length).forEach(prompt::add);
    }
    prompt.add(config.startId());
    if (!config.languageIds().isEmpty()) {
      prompt.add(config.languageIds().get(item.language));
      prompt.add(config.transcribeId());
    }
    return prompt.build().toArray();
  }

  private static long seed(Item item, float temperature) {
    return item.request.seed() * 31 + Math.round(temperature * 10);
  }

  /** Nothing where a higher temperature shall try again. */
  private Optional<RecognitionOutcome> outcome(
      Item item, TokenDecoder.Decoded decoded, float temperature) {
    boolean lastTry =
        temperature == TEMPERATURES[TEMPERATURES.length - 1]
            || item.request.purpose() == RecognitionRequest.Purpose.PARTIAL;
    float noSpeech = decoded.noSpeechProb();
    boolean unlikely = decoded.meanLogProb() < MIN_MEAN_LOG_PROB;
    if (noSpeech > NO_SPEECH_PROB && unlikely) {
      return Optional.of(new Silent("no speech", noSpeech));
    }
    Optional<String> beyond = limits.complaint(noSpeech, decoded.meanLogProb());
    if (beyond.isPresent()) {
      return Optional.of(new Silent(beyond.get(), noSpeech));
    }
    List<HeardSegment> segments =
        reader.read(decoded, item.language, window.leadSamples(), item.request.pcm().length);
    List<String> words =
        segments.stream().flatMap(s -> s.words().stream()).map(HeardWord::text).toList();
    boolean endless = compressionRatio(String.join(" ", words)) > MAX_COMPRESSION_RATIO;
    if (!lastTry && (unlikely || endless)) {
      return Optional.empty();
    }
    if (words.isEmpty()) {
      return Optional.of(new Silent("nothing was decoded", noSpeech));
    }
    Optional<String> complaint = RepetitionGuard.complaint(words);
    if (complaint.isPresent()) {
      return Optional.of(new Silent("guard: " + complaint.get(), noSpeech));
    }
    return Optional.of(new Heard(item.language, segments, (float) decoded.meanLogProb(), noSpeech));
  }

  /** How much smaller text gets: endless repetition gets very small. */
  private static double compressionRatio(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] buffer = new byte[1024];
      int size = 0;
      while (!deflater.finished()) {
        size += deflater.deflate(buffer);
      }
      return bytes.length / (double) size;
    } finally {
      deflater.end();
    }
  }

  /** {@code en-GB} becomes {@code en}. */
  private static String primary(String language) {
    int end = language.indexOf('-');
    return end < 0 ? language : language.substring(0, end);
  }
}

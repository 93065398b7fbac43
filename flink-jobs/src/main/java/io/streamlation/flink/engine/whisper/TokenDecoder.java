package io.streamlation.flink.engine.whisper;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** From an encoded window to tokens: greedy at temperature 0, else sampled from the given seed. */
final class TokenDecoder {
  private final WhisperModel model;
  private final WhisperConfig config;
  private final TokenRules rules;

  TokenDecoder(WhisperModel model, WhisperConfig config) {
    this.model = model;
    this.config = config;
    this.rules = new TokenRules(config);
  }

  /**
   * @param hidden what the encoder made of the window
   * @param prompt ids the decoder is given; all tasks of one call have equally many
   * @param seed of the sampling
   */
  record Task(float[] hidden, long[] prompt, long seed) {}

  /**
   * @param tokens after the prompt, without the end
   * @param logProbs of each of them
   * @param meanLogProb over all of them and the end, as openai/whisper counts it
   * @param noSpeechProb 0 … 1
   */
  record Decoded(int[] tokens, float[] logProbs, double meanLogProb, float noSpeechProb) {}

  /**
   * @param language the likeliest, BCP-47
   * @param probability of it, among all languages
   */
  record Detected(String language, float probability) {}

  /**
   * @param maxTokens after which a window is broken off
   */
  List<Decoded> decode(
      List<Task> tasks, float temperature, int maxTokens, OrtSession.RunOptions options)
      throws OrtException {
    int promptLength = tasks.get(0).prompt().length;
    int limit = Math.min(maxTokens, config.maxPositions() - promptLength);
    List<Line> lines = new ArrayList<>();
    for (Task task : tasks) {
      lines.add(new Line(new Random(task.seed()), limit));
    }
    try (WhisperModel.Decoding decoding =
        model.decode(tasks.stream().map(Task::hidden).toList(), options)) {
      long[] ids = tasks.stream().flatMapToLong(t -> Arrays.stream(t.prompt())).toArray();
      FloatBuffer logits = decoding.step(ids);
      int vocabulary = logits.capacity() / ids.length;
      int start = startIndex(tasks.get(0).prompt());
      for (int i = 0; i < lines.size(); i++) {
        lines.get(i).noSpeechProb = noSpeech(row(logits, i * promptLength + start, vocabulary));
      }
      int rows = promptLength; // of logits per line; the last is the next token's
      while (true) {
        boolean open = false;
        long[] next = new long[lines.size()];
        for (int i = 0; i < lines.size(); i++) {
          Line line = lines.get(i);
          if (!line.ended) {
            choose(line, row(logits, i * rows + rows - 1, vocabulary), temperature);
          }
          line.ended |= line.count == limit;
          open |= !line.ended;
          next[i] = line.ended ? config.endId() : line.tokens[line.count - 1];
        }
        if (!open) {
          break;
        }
        logits = decoding.step(next);
        rows = 1;
      }
    }
    return lines.stream().map(Line::decoded).toList();
  }

  /** Asks for the language only: what follows the start token is a language. */
  List<Detected> detect(List<float[]> hidden, OrtSession.RunOptions options) throws OrtException {
    try (WhisperModel.Decoding decoding = model.decode(hidden, options)) {
      long[] ids = new long[hidden.size()];
      Arrays.fill(ids, config.startId());
      FloatBuffer logits = decoding.step(ids);
      int vocabulary = logits.capacity() / ids.length;
      List<Detected> detected = new ArrayList<>();
      for (int i = 0; i < ids.length; i++) {
        float[] row = row(logits, i, vocabulary);
        String best = "";
        double bestWeight = -1;
        double sum = 0;
        for (Map.Entry<String, Integer> language : config.languageIds().entrySet()) {
          double weight = Math.exp(row[language.getValue()]);
          sum += weight;
          if (weight > bestWeight) {
            best = language.getKey();
            bestWeight = weight;
          }
        }
        detected.add(new Detected(best, (float) (bestWeight / sum)));
      }
      return detected;
    }
  }

  private int startIndex(long[] prompt) {
    for (int i = 0; i < prompt.length; i++) {
      if (prompt[i] == config.startId()) {
        return i;
      }
    }
    throw new IllegalArgumentException("a prompt without the start token");
  }

  private float noSpeech(float[] logits) {
    return config.noSpeechId() < 0
        ? 0
        : (float)
            Math.exp(logits[config.noSpeechId()] - TokenRules.logSum(logits, 0, logits.length));
  }

  private void choose(Line line, float[] logits, float temperature) {
    rules.apply(logits, line.tokens, line.count);
    int id = temperature == 0 ? likeliest(logits) : sampled(logits, temperature, line.random);
    float logProb = (float) (logits[id] - TokenRules.logSum(logits, 0, logits.length));
    line.sumLogProb += logProb;
    if (id == config.endId()) {
      line.ended = true;
    } else {
      line.tokens[line.count] = id;
      line.logProbs[line.count++] = logProb;
    }
  }

  private static int likeliest(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }

  private static int sampled(float[] logits, float temperature, Random random) {
    float[] cooled = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      cooled[i] = logits[i] / temperature;
    }
    double logSum = TokenRules.logSum(cooled, 0, cooled.length);
    double left = random.nextDouble();
    int last = -1;
    for (int i = 0; i < cooled.length; i++) {
      double probability = Math.exp(cooled[i] - logSum);
      if (probability > 0) {
        last = i;
        left -= probability;
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }

  private static float[] row(FloatBuffer logits, int index, int vocabulary) {
    float[] row = new float[vocabulary];
    logits.get(index * vocabulary, row);
    return row;
  }

  /** One window while it is being decoded. */
  private static final class Line {
    private final Random random;
    private final int[] tokens;
    private final float[] logProbs;
    private int count;
    private double sumLogProb;
    private float noSpeechProb;
    private boolean ended;

    private Line(Random random, int limit) {
      this.random = random;
      this.tokens = new int[limit];
      this.logProbs = new float[limit];
    }

    private Decoded decoded() {
      return new Decoded(
          Arrays.copyOf(tokens, count),
          Arrays.copyOf(logProbs, count),
          sumLogProb / (count + 1),
          noSpeechProb);
    }
  }
}

package io.streamlation.flink.engine.whisper;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.streamlation.flink.engine.OnnxRuntime;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encoder and decoder graphs of one pack. The decoder comes in either of the two layouts of the
 * public exports: merged (one graph, {@code use_cache_branch}) or a pair (first step, later steps).
 */
final class WhisperModel implements AutoCloseable {
  private static final String PAST = "past_key_values";
  private static final String PRESENT = "present";

  private final OrtEnvironment environment;
  private final WhisperConfig config;
  private final OrtSession encoder;
  private final OrtSession firstStep;
  private final OrtSession laterSteps;

  private WhisperModel(
      OrtEnvironment environment,
      WhisperConfig config,
      OrtSession encoder,
      OrtSession firstStep,
      OrtSession laterSteps) {
    this.environment = environment;
    this.config = config;
    this.encoder = encoder;
    this.firstStep = firstStep;
    this.laterSteps = laterSteps;
  }

  static WhisperModel open(PackManifest pack, WhisperConfig config, OnnxRuntime runtime) {
    List<OrtSession> opened = new ArrayList<>();
    try {
      OrtSession encoder = open(pack, "encoder_model", runtime, opened);
      Path merged = pack.path(pack.variant().fileName("decoder_model_merged"));
      OrtSession first;
      OrtSession later;
      if (Files.exists(merged)) {
        first = open(pack, "decoder_model_merged", runtime, opened);
        later = first;
      } else {
        first = open(pack, "decoder_model", runtime, opened);
        later = open(pack, "decoder_with_past_model", runtime, opened);
      }
      return new WhisperModel(runtime.environment(), config, encoder, first, later);
    } catch (OrtException e) {
      opened.forEach(WhisperModel::closeQuietly);
      throw new PackException("a model of pack " + pack.id() + " cannot be opened", e);
    }
  }

  private static OrtSession open(
      PackManifest pack, String stem, OnnxRuntime runtime, List<OrtSession> opened)
      throws OrtException {
    OrtSession session = runtime.open(pack.path(pack.variant().fileName(stem)));
    opened.add(session);
    return session;
  }

  /**
   * @param mels each [mels, columns], the same number of columns
   * @return for each, [columns / 2, width] row by row
   */
  List<float[]> encode(List<float[]> mels, int columns, OrtSession.RunOptions options)
      throws OrtException {
    FloatBuffer input = FloatBuffer.allocate(mels.size() * config.mels() * columns);
    mels.forEach(input::put);
    long[] shape = {mels.size(), config.mels(), columns};
    try (OnnxTensor features = OnnxTensor.createTensor(environment, input.flip(), shape);
        OrtSession.Result result =
            encoder.run(Map.of("input_features", features), encoder.getOutputNames(), options)) {
      FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
      List<float[]> each = new ArrayList<>();
      for (int i = 0; i < mels.size(); i++) {
        float[] one = new float[hidden.capacity() / mels.size()];
        hidden.get(one);
        each.add(one);
      }
      return each;
    }
  }

  /** Begins decoding of some windows together, all of the same length. */
  Decoding decode(List<float[]> hidden, OrtSession.RunOptions options) throws OrtException {
    return new Decoding(hidden, options);
  }

  /** The keys and values of what was said so far. One thread's, to be closed. */
  final class Decoding implements AutoCloseable {
    private final int batch;
    private final OrtSession.RunOptions options;
    private final OnnxTensor hidden;
    private final Map<String, OnnxTensor> past = new HashMap<>();
    private final List<OnnxTensor> placeholders = new ArrayList<>();
    private OrtSession.Result firstResult;
    private OrtSession.Result lastResult;

    private Decoding(List<float[]> hidden, OrtSession.RunOptions options) throws OrtException {
      this.batch = hidden.size();
      this.options = options;
      int width = config.heads() * config.headWidth();
      FloatBuffer all = FloatBuffer.allocate(batch * hidden.get(0).length);
      hidden.forEach(all::put);
      long[] shape = {batch, hidden.get(0).length / width, width};
      this.hidden = OnnxTensor.createTensor(environment, all.flip(), shape);
    }

    /**
     * @param ids [batch, length] row by row; the whole prompt at first, then one token each
     * @return logits [batch, length, vocabulary] row by row
     */
    FloatBuffer step(long[] ids) throws OrtException {
      boolean first = firstResult == null;
      OrtSession session = first ? firstStep : laterSteps;
      Map<String, OnnxTensor> inputs = new HashMap<>();
      List<OnnxTensor> ours = new ArrayList<>();
      try {
        ours.add(
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(ids), new long[] {batch, ids.length / batch}));
        inputs.put("input_ids", ours.get(0));
        for (String name : session.getInputNames()) {
          if (name.equals("encoder_hidden_states")) {
            inputs.put(name, hidden);
          } else if (name.equals("use_cache_branch")) {
            OnnxTensor flag = OnnxTensor.createTensor(environment, new boolean[] {!first});
            ours.add(flag);
            inputs.put(name, flag);
          } else if (name.startsWith(PAST)) {
            inputs.put(name, first ? placeholder() : past.get(name));
          }
        }
        keep(session.run(inputs, session.getOutputNames(), options), first);
        return ((OnnxTensor) lastResult.get("logits").orElseThrow()).getFloatBuffer();
      } finally {
        ours.forEach(OnnxTensor::close);
      }
    }

    /** What a merged graph wants to see where it looks at nothing. */
    private OnnxTensor placeholder() throws OrtException {
      if (placeholders.isEmpty()) {
        placeholders.add(
            OnnxTensor.createTensor(
                environment,
                FloatBuffer.allocate(batch * config.heads() * config.headWidth()),
                new long[] {batch, config.heads(), 1, config.headWidth()}));
      }
      return placeholders.get(0);
    }

    /**
     * Keys and values of the encoder come once; later steps return none, or dummies in a merged
     * graph.
     */
    private void keep(OrtSession.Result result, boolean first) {
      for (Map.Entry<String, ai.onnxruntime.OnnxValue> output : result) {
        String name = output.getKey();
        if (name.startsWith(PRESENT) && (first || name.contains(".decoder."))) {
          past.put(PAST + name.substring(PRESENT.length()), (OnnxTensor) output.getValue());
        }
      }
      if (first) {
        firstResult = result;
      } else if (lastResult != firstResult) {
        lastResult.close();
      }
      lastResult = result;
    }

    @Override
    public void close() {
      hidden.close();
      placeholders.forEach(OnnxTensor::close);
      if (lastResult != null && lastResult != firstResult) {
        lastResult.close();
      }
      if (firstResult != null) {
        firstResult.close();
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(encoder);
    closeQuietly(firstStep);
    if (laterSteps != firstStep) {
      closeQuietly(laterSteps);
    }
  }

  private static void closeQuietly(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      org.slf4j.LoggerFactory.getLogger(WhisperModel.class)
          .warn("a session of ONNX Runtime did not close", e);
    }
  }
}

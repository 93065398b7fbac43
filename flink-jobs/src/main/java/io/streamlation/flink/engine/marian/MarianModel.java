package io.streamlation.flink.engine.marian;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.streamlation.flink.engine.OnnxRuntime;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encoder and decoder graphs of one pack as DJL models. The decoder comes in either of the two
 * layouts of the public exports: merged (one graph, {@code use_cache_branch}) or a pair (first
 * step, later steps).
 */
final class MarianModel implements AutoCloseable {
  private static final String PAST = "past_key_values";
  private static final String PRESENT = "present";
  private static final String ENCODER_PART = ".encoder.";

  private final MarianConfig config;
  private final OrtSession.SessionOptions options;
  private final Model encoder;
  private final Model firstStep;
  private final Model laterSteps;

  private MarianModel(
      MarianConfig config,
      OrtSession.SessionOptions options,
      Model encoder,
      Model firstStep,
      Model laterSteps) {
    this.config = config;
    this.options = options;
    this.encoder = encoder;
    this.firstStep = firstStep;
    this.laterSteps = laterSteps;
  }

  static MarianModel open(PackManifest pack, MarianConfig config, OnnxRuntime runtime) {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      OrtSession.SessionOptions options = runtime.sessionOptions();
      opened.add(options);
      Model encoder = open(pack, "encoder_model", options, opened);
      Model first;
      Model later;
      if (Files.exists(pack.path(pack.variant().fileName("decoder_model_merged")))) {
        first = open(pack, "decoder_model_merged", options, opened);
        later = first;
      } else {
        first = open(pack, "decoder_model", options, opened);
        later = open(pack, "decoder_with_past_model", options, opened);
      }
      return new MarianModel(config, options, encoder, first, later);
    } catch (OrtException | IOException | MalformedModelException | RuntimeException e) {
      for (AutoCloseable one : opened) {
        try {
          one.close();
        } catch (Exception again) {
          e.addSuppressed(again);
        }
      }
      throw new PackException("a model of pack " + pack.id() + " cannot be opened", e);
    }
  }

  private static Model open(
      PackManifest pack, String stem, OrtSession.SessionOptions options, List<AutoCloseable> opened)
      throws IOException, MalformedModelException {
    Model model = Model.newInstance(pack.name() + "/" + stem, Device.cpu(), OnnxRuntime.DJL_ENGINE);
    opened.add(model);
    String file = pack.variant().fileName(stem);
    model.load(pack.folder(), file.replaceAll("\\.onnx$", ""), Map.of("sessionOptions", options));
    return model;
  }

  /** Begins the translation of one sentence. */
  Decoding decode(long[] source) {
    return new Decoding(source);
  }

  private static NDList run(Model model, NDList inputs) {
    return model.getBlock().forward(new ParameterStore(), inputs, false);
  }

  private static NDArray named(String name, NDArray array) {
    array.setName(name);
    return array;
  }

  /** One sentence, some beams, and what each beam has said. One thread's, to be closed. */
  final class Decoding implements AutoCloseable {
    private final NDManager memory = encoder.getNDManager().newSubManager();
    private final long[] mask;
    private final float[] hidden;
    private final long width;
    private final Map<String, NDArray> past = new HashMap<>();
    private NDManager lastStep;
    private int beams;

    private Decoding(long[] source) {
      mask = new long[source.length];
      java.util.Arrays.fill(mask, 1);
      try {
        Shape shape = new Shape(1, source.length);
        NDArray result =
            run(
                    encoder,
                    new NDList(
                        named("input_ids", memory.create(source, shape)),
                        named("attention_mask", memory.create(mask, shape))))
                .get(0);
        width = result.getShape().get(2);
        hidden = result.toFloatArray();
      } catch (RuntimeException e) {
        memory.close();
        throw e;
      }
    }

    /**
     * @param tokens the last one of each beam; one alone at first, the start
     * @param parents which beam of the step before each goes on from; not looked at in the first
     * @return logits of the next token, [beam][vocabulary]
     */
    float[][] step(int[] tokens, int[] parents) {
      boolean first = lastStep == null;
      if (!first) {
        follow(parents);
      }
      beams = tokens.length;
      NDManager step = memory.newSubManager();
      try {
        Model model = first ? firstStep : laterSteps;
        NDList outputs = run(model, inputs(model.getBlock(), step, tokens, first));
        float[] logits = null;
        for (NDArray output : outputs) {
          String name = output.getName();
          if (name.equals("logits")) {
            logits = output.toFloatArray();
          } else if (name.startsWith(PRESENT)) {
            keep(output, PAST + name.substring(PRESENT.length()), first);
          }
        }
        if (lastStep != null) {
          lastStep.close();
        }
        lastStep = step;
        return rows(logits, beams);
      } catch (RuntimeException e) {
        step.close();
        throw e;
      }
    }

    private NDList inputs(Block block, NDManager step, int[] tokens, boolean first) {
      NDList inputs = new NDList();
      // The first array's manager owns what comes out.
      long[] ids = java.util.Arrays.stream(tokens).asLongStream().toArray();
      inputs.add(named("input_ids", step.create(ids, new Shape(beams, 1))));
      for (String name : block.describeInput().keys()) {
        switch (name) {
          case "input_ids" -> {}
          case "encoder_attention_mask" ->
              inputs.add(named(name, step.create(tiled(mask), new Shape(beams, mask.length))));
          case "encoder_hidden_states" ->
              inputs.add(
                  named(name, step.create(tiled(hidden), new Shape(beams, mask.length, width))));
          case "use_cache_branch" -> inputs.add(named(name, step.create(new boolean[] {!first})));
          default -> inputs.add(named(name, first ? placeholder(step) : past.get(name)));
        }
      }
      return inputs;
    }

    /** What a merged graph wants to see where it looks at nothing. */
    private NDArray placeholder(NDManager step) {
      Shape shape = new Shape(beams, config.heads(), 1, config.headWidth());
      return step.create(new float[(int) shape.size()], shape);
    }

    /**
     * The encoder's part comes with the first step and stays; later steps return none, or dummies
     * in a merged graph.
     */
    private void keep(NDArray output, String name, boolean first) {
      if (!name.contains(ENCODER_PART)) {
        past.put(name, named(name, output));
      } else if (first) {
        output.attach(memory);
        past.put(name, named(name, output));
      }
    }

    /** Gives each beam the past of its parent. */
    private void follow(int[] parents) {
      boolean asBefore = parents.length == beams;
      for (int i = 0; i < parents.length; i++) {
        asBefore &= parents[i] == i;
      }
      if (asBefore) {
        return;
      }
      for (Map.Entry<String, NDArray> entry : past.entrySet()) {
        boolean ofEncoder = entry.getKey().contains(ENCODER_PART);
        if (ofEncoder && parents.length == beams) {
          continue; // the same for all beams
        }
        NDArray before = entry.getValue();
        long[] shape = before.getShape().getShape();
        float[] all = before.toFloatArray();
        int one = all.length / beams;
        float[] chosen = new float[one * parents.length];
        for (int i = 0; i < parents.length; i++) {
          System.arraycopy(all, parents[i] * one, chosen, i * one, one);
        }
        shape[0] = parents.length;
        NDManager owner = ofEncoder ? memory : lastStep;
        NDArray after = owner.create(chosen, new Shape(shape));
        before.close();
        entry.setValue(named(entry.getKey(), after));
      }
    }

    private long[] tiled(long[] one) {
      long[] all = new long[one.length * beams];
      for (int i = 0; i < beams; i++) {
        System.arraycopy(one, 0, all, i * one.length, one.length);
      }
      return all;
    }

    private float[] tiled(float[] one) {
      float[] all = new float[one.length * beams];
      for (int i = 0; i < beams; i++) {
        System.arraycopy(one, 0, all, i * one.length, one.length);
      }
      return all;
    }

    private static float[][] rows(float[] all, int count) {
      float[][] rows = new float[count][];
      int length = all.length / count;
      for (int i = 0; i < count; i++) {
        rows[i] = java.util.Arrays.copyOfRange(all, i * length, (i + 1) * length);
      }
      return rows;
    }

    @Override
    public void close() {
      if (lastStep != null) {
        lastStep.close();
      }
      memory.close();
    }
  }

  @Override
  public void close() {
    encoder.close();
    firstStep.close();
    if (laterSteps != firstStep) {
      laterSteps.close();
    }
    options.close();
  }
}

package io.streamlation.flink.engine;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one ONNX Runtime of this JVM, with one thread pool under all models. DJL makes the native
 * environment (it refuses one it did not make), so it is asked first; both kinds of adapter then
 * share it.
 */
public final class OnnxRuntime {
  public static final String DJL_ENGINE = "OnnxRuntime";
  private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntime.class);

  private final OrtEnvironment environment;
  private final boolean cuda;
  private final String device;

  private OnnxRuntime(OrtEnvironment environment, boolean cuda, String device) {
    this.environment = environment;
    this.cuda = cuda;
    this.device = device;
  }

  /**
   * @param threads of the shared pool; what the first caller in a JVM says, holds for all
   */
  static OnnxRuntime start(int threads, EngineSettings.Device wish) {
    // DJL reads these when its classes load: no downloads, no telemetry, no second engine.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    System.setProperty("ai.djl.default_engine", DJL_ENGINE);
    System.setProperty("ai.djl.onnx.disable_alternative", "true");
    System.setProperty("ai.djl.onnxruntime.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.onnxruntime.num_interop_threads", "1");
    Engine.getEngine(DJL_ENGINE);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    String why = wish == EngineSettings.Device.CPU ? "the settings say cpu" : whyNoCuda();
    String device = why.isEmpty() ? "cuda:0" : "cpu";
    LOG.info(
        "models run on {}{} (ONNX Runtime {}, {} thread(s))",
        device,
        why.isEmpty() ? "" : ": " + why,
        environment.getVersion(),
        threads);
    return new OnnxRuntime(environment, why.isEmpty(), device);
  }

  /** The list of providers names CUDA whether or not it can be loaded; only trying tells. */
  private static String whyNoCuda() {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.addCUDA(0);
      return "";
    } catch (OrtException | LinkageError e) {
      return "no CUDA here: " + firstLine(e.getMessage());
    }
  }

  private static String firstLine(String text) {
    return text == null ? "no reason given" : text.lines().findFirst().orElse("no reason given");
  }

  public OrtEnvironment environment() {
    return environment;
  }

  public String device() {
    return device;
  }

  /** Options every session is opened with; the caller closes them after the session. */
  public OrtSession.SessionOptions sessionOptions() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.disablePerSessionThreads();
    if (cuda) {
      options.addCUDA(0);
    }
    return options;
  }

  public OrtSession open(Path model) throws OrtException {
    try (OrtSession.SessionOptions options = sessionOptions()) {
      return environment.createSession(model.toString(), options);
    }
  }
}

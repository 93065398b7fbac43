package io.streamlation.flink.engine.piper;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import io.streamlation.contracts.ClipFormat;
import io.streamlation.flink.engine.Deadline;
import io.streamlation.flink.engine.OnnxRuntime;
import io.streamlation.flink.engine.SpeakableText;
import io.streamlation.flink.engine.espeak.ESpeak;
import io.streamlation.flink.engine.espeak.ESpeakSynthesiser;
import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.speak.SynthesisOutcome.Failed;
import io.streamlation.flink.speak.SynthesisOutcome.Nothing;
import io.streamlation.flink.speak.SynthesisOutcome.Spoken;
import io.streamlation.flink.speak.SynthesisRequest;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import io.streamlation.models.Voices;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A VITS voice. One line at a time: what lines of different length give together differs. */
public final class PiperSynthesiser implements SpeechSynthesiser {
  public static final String ENGINE = "piper-onnx";

  private static final Logger LOG = LoggerFactory.getLogger(PiperSynthesiser.class);
  private static final int MAX_BATCH = 8;
  private static final int MOST_PHONEME_BYTES = 64 * 1024;

  /** Piper draws the loudest sample to full scale; a decibel is left for whoever mixes. */
  private static final float LOUDEST = 0.89f;

  private static final float SILENCE = 0.01f;
  private static final float NO_CHANCE = 0;

  private final PackManifest pack;
  private final PiperConfig config;
  private final ESpeak espeak;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private boolean closed;

  private PiperSynthesiser(
      PackManifest pack, PiperConfig config, OrtEnvironment environment, OrtSession session) {
    this.pack = pack;
    this.config = config;
    this.espeak = new ESpeak();
    this.environment = environment;
    this.session = session;
  }

  public static PiperSynthesiser open(PackManifest pack, OnnxRuntime runtime) {
    PiperConfig config = PiperConfig.read(pack);
    if (!List.copyOf(config.speakers().keySet()).containsAll(pack.voices())) {
      throw new PackException(
          "pack " + pack.id() + " cannot be loaded",
          List.of(
              "it offers the voices %s, %s knows %s"
                  .formatted(pack.voices(), PiperConfig.FILE_NAME, config.speakers().keySet())));
    }
    try {
      return new PiperSynthesiser(
          pack,
          config,
          runtime.environment(),
          runtime.open(pack.path(pack.variant().fileName("voice"))));
    } catch (OrtException e) {
      throw new PackException("the voice of pack " + pack.id() + " cannot be loaded", e);
    }
  }

  @Override
  public List<SynthesisOutcome> synthesise(List<SynthesisRequest> batch, Duration patience) {
    List<SynthesisOutcome> outcomes = new ArrayList<>();
    long endNanos = System.nanoTime() + patience.toNanos();
    for (SynthesisRequest request : batch) {
      outcomes.add(synthesise(request, Duration.ofNanos(endNanos - System.nanoTime())));
    }
    return outcomes;
  }

  private SynthesisOutcome synthesise(SynthesisRequest request, Duration patience) {
    Optional<Voices.Voice> voice =
        Voices.of(List.of(pack)).choose(request.language(), request.voice());
    if (voice.isEmpty()) {
      return new Failed(
          Failed.Reason.NO_VOICE,
          "%s has no voice \"%s\" for %s"
              .formatted(pack.id(), request.voice(), request.language()));
    }
    String text = SpeakableText.of(request.text());
    if (text.length() > SpeakableText.MOST_CHARACTERS) {
      return new Failed(
          Failed.Reason.TOO_LONG,
          "the line has %,d characters, a voice is given %,d"
              .formatted(text.length(), SpeakableText.MOST_CHARACTERS));
    }
    if (!SpeakableText.saysSomething(text)) {
      return new Nothing();
    }
    long endNanos = System.nanoTime() + patience.toNanos();
    ESpeak.Answer ipa = espeak.phonemes(config.espeakVoice(), text, patience, MOST_PHONEME_BYTES);
    if (!(ipa instanceof ESpeak.Answer.Bytes phonemes)) {
      return ESpeakSynthesiser.failed(ipa, patience);
    }
    String symbols =
        Phonemes.symbols(
            new String(phonemes.bytes(), java.nio.charset.StandardCharsets.UTF_8), text);
    return speak(
        Phonemes.ids(symbols, config.phonemeIds()),
        voice.get(),
        Duration.ofNanos(endNanos - System.nanoTime()));
  }

  private synchronized SynthesisOutcome speak(long[] ids, Voices.Voice voice, Duration patience) {
    if (closed) {
      return new Failed(Failed.Reason.MODEL, "the voice is closed");
    }
    List<OnnxTensor> ours = new ArrayList<>();
    try (OrtSession.RunOptions options = new OrtSession.RunOptions();
        Deadline deadline = Deadline.in(patience, () -> terminate(options))) {
      if (deadline.passed()) {
        return tooSlow();
      }
      try (OrtSession.Result result =
          session.run(inputs(ids, voice, ours), session.getOutputNames(), options)) {
        FloatBuffer sound = ((OnnxTensor) result.get(0)).getFloatBuffer();
        if (sound.remaining() * Short.BYTES > ClipFormat.MOST_AUDIO_BYTES) {
          return new Failed(Failed.Reason.TOO_LONG, pack.id() + " gave more than a clip may have");
        }
        return sound.hasRemaining()
            ? new Spoken(pcm(sound), config.sampleRateHz(), voice.name())
            : new Failed(Failed.Reason.MODEL, pack.id() + " gave no sound");
      } catch (OrtException e) {
        return deadline.passed() ? tooSlow() : new Failed(Failed.Reason.MODEL, e.getMessage());
      }
    } catch (OrtException e) {
      return new Failed(Failed.Reason.MODEL, e.getMessage());
    } finally {
      ours.forEach(OnnxTensor::close);
    }
  }

  private Failed tooSlow() {
    return new Failed(Failed.Reason.DEADLINE, pack.id() + " gave nothing in time");
  }

  private Map<String, OnnxTensor> inputs(long[] ids, Voices.Voice voice, List<OnnxTensor> ours)
      throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    inputs.put("input", longs(ids, new long[] {1, ids.length}, ours));
    inputs.put("input_lengths", longs(new long[] {ids.length}, new long[] {1}, ours));
    OnnxTensor scales =
        OnnxTensor.createTensor(
            environment,
            FloatBuffer.wrap(new float[] {NO_CHANCE, config.lengthScale(), NO_CHANCE}),
            new long[] {3}); // noise, length, noise of lengths
    ours.add(scales);
    inputs.put("scales", scales);
    if (session.getInputNames().contains("sid")) {
      long speaker = config.speakers().getOrDefault(voice.speaker(), 0L);
      inputs.put("sid", longs(new long[] {speaker}, new long[] {1}, ours));
    }
    return inputs;
  }

  private OnnxTensor longs(long[] values, long[] shape, List<OnnxTensor> ours) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
    ours.add(tensor);
    return tensor;
  }

  private static ByteString pcm(FloatBuffer sound) {
    float peak = SILENCE;
    for (int i = 0; i < sound.remaining(); i++) {
      peak = Math.max(peak, Math.abs(sound.get(i)));
    }
    ByteBuffer pcm =
        ByteBuffer.allocate(sound.remaining() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < sound.remaining(); i++) {
      pcm.putShort((short) Math.round(sound.get(i) / peak * LOUDEST * Short.MAX_VALUE));
    }
    return ByteString.copyFrom(pcm.flip());
  }

  private static void terminate(OrtSession.RunOptions options) {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      LOG.warn("a voice could not be told to stop", e);
    }
  }

  @Override
  public int maxBatch() {
    return MAX_BATCH;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      session.close();
    } catch (OrtException e) {
      LOG.warn("the session of {} did not close", pack.id(), e);
    }
  }
}

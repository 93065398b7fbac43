package io.streamlation.flink.job;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.CutState;
import io.streamlation.contracts.v1.End;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.RecogniseState;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SettleState;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.flink.cut.SpectralDetector;
import io.streamlation.flink.cut.SpeechCutter;
import io.streamlation.flink.engine.EngineSettings;
import io.streamlation.flink.engine.Engines;
import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.SpeechRecogniser;
import io.streamlation.flink.room.Outbox;
import io.streamlation.flink.settle.CaptionSettler;
import io.streamlation.flink.think.Model;
import io.streamlation.flink.translate.TextTranslator;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.translate.TranslationRequest;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One recording through the rooms' own logic in this process: the same cutter, engines and settler,
 * finals only, no Kafka and no Flink. What it prints (a JSON object a line) is what a live run over
 * the same sound must say too.
 */
public final class OfflineRun {
  private static final String SESSION = "offline";

  private final JobSettings settings;
  private final List<Caption> captions = new ArrayList<>();
  private double heardSeconds;
  private double spokenSeconds;

  private OfflineRun(JobSettings settings) {
    this.settings = settings;
  }

  /**
   * @param args the recording (s16le, mono, 16 kHz), its language, a target language or an empty
   *     text, then settings as the job takes them
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 3) {
      System.err.println("usage: OfflineRun RECORDING.pcm LANGUAGE TARGET [key=value…]");
      System.exit(2);
    }
    JobSettings settings =
        JobSettings.of(List.of(args).subList(3, args.length).toArray(String[]::new));
    // Libraries may print what they like to standard output, but not into ours.
    PrintStream out = System.out;
    System.setOut(System.err);
    new OfflineRun(settings).run(Files.readAllBytes(Path.of(args[0])), args[1], args[2], out);
    System.exit(0);
  }

  private void run(byte[] pcm, String language, String target, PrintStream out) {
    EngineSettings engine = settings.engine();
    try (Engines engines = Engines.acquire(engine);
        Model<RecogniseQuestion, RecognitionOutcome> model =
            EngineModels.recogniser(engine, settings.tier()).open()) {
      hear(pcm, language, model);
      for (Caption caption : captions) {
        JsonObject line = new JsonObject();
        line.addProperty("startSample", caption.getMediaStartSample());
        line.addProperty("endSample", caption.getMediaEndSample());
        line.addProperty("text", caption.getText());
        if (!target.isEmpty()) {
          line.addProperty("translation", translated(engines.translator(), caption, target));
        }
        print(out, line);
      }
      JsonObject figures = new JsonObject();
      figures.addProperty("soundSeconds", seconds(pcm.length));
      figures.addProperty("spokenSeconds", spokenSeconds);
      figures.addProperty("recogniserSeconds", heardSeconds);
      print(out, figures);
    }
  }

  private static void print(PrintStream out, JsonObject line) {
    out.println(line);
    out.flush();
  }

  private void hear(
      byte[] pcm, String language, Model<RecogniseQuestion, RecognitionOutcome> model) {
    SpeechCutter cutter =
        new SpeechCutter(
            settings.rooms().cut(), new SpectralDetector(settings.rooms().cut().quietRms()));
    SpeechRecogniser recogniser = new SpeechRecogniser(settings.rooms().recognise());
    CaptionSettler settler = new CaptionSettler(settings.rooms().settle());
    // Nobody waits here: at one moment for all, nothing is ever late.
    WallTime now = new WallTime(0);
    Optional<CutState> cutting = Optional.empty();
    List<SpeechChunk> chunks = new ArrayList<>();
    for (AudioFrame frame : frames(pcm, language)) {
      cutting = cutter.take(cutting, frame, now, into(chunks));
    }
    List<Hypothesis> hypotheses = new ArrayList<>();
    Optional<RecogniseState> hearing = Optional.empty();
    for (SpeechChunk chunk : chunks) {
      hearing = recogniser.take(hearing, chunk, now, into(hypotheses));
      Optional<RecogniseQuestion> question = finalQuestion(recogniser, hearing, now);
      while (question.isPresent()) {
        RecognitionOutcome answer = ask(model, question.get());
        hearing = recogniser.apply(hearing, question.get(), answer, now, into(hypotheses));
        question = finalQuestion(recogniser, hearing, now);
      }
    }
    List<SettledCaption> settled = new ArrayList<>();
    Optional<SettleState> settling = Optional.empty();
    for (Hypothesis hypothesis : hypotheses) {
      settling = settler.take(settling, hypothesis, now, into(settled));
    }
    settled.stream()
        .filter(SettledCaption::hasCaption)
        .map(SettledCaption::getCaption)
        .filter(caption -> caption.getState() == Caption.State.STATE_FINAL)
        .forEach(captions::add);
  }

  private static Optional<RecogniseQuestion> finalQuestion(
      SpeechRecogniser recogniser, Optional<RecogniseState> hearing, WallTime now) {
    return hearing.flatMap(state -> recogniser.next(state, now)).filter(recogniser::isFinal);
  }

  private RecognitionOutcome ask(
      Model<RecogniseQuestion, RecognitionOutcome> model, RecogniseQuestion question) {
    long startNanos = System.nanoTime();
    RecognitionOutcome answer =
        model.answer(List.of(question), settings.rooms().recogniseAsks().deadline()).get(0);
    heardSeconds += (System.nanoTime() - startNanos) / 1e9;
    spokenSeconds += AudioFormat.secondsOfSamples(question.request().pcm().length);
    return answer;
  }

  private String translated(TextTranslator translator, Caption caption, String target) {
    TranslationRequest request =
        new TranslationRequest(
            caption.getText(), caption.getLanguage(), target, "", TranslationRequest.Purpose.FINAL);
    Duration deadline = settings.rooms().translateAsks().deadline();
    TranslationOutcome outcome = translator.translate(List.of(request), deadline).get(0);
    return outcome instanceof TranslationOutcome.Translated done
        ? done.text()
        : "[not translated: " + outcome + "]";
  }

  /** As a bridge would write them: one epoch, and its end. */
  private static List<AudioFrame> frames(byte[] pcm, String language) {
    List<AudioFrame> frames = new ArrayList<>();
    int frameBytes = AudioFormat.SAMPLES_PER_FRAME * AudioFormat.BYTES_PER_SAMPLE;
    int whole = pcm.length - pcm.length % AudioFormat.BYTES_PER_SAMPLE;
    for (int from = 0; from < whole; from += frameBytes) {
      int bytes = Math.min(frameBytes, whole - from);
      frames.add(
          frame(frames.size(), from, language)
              .setPcm(ByteString.copyFrom(pcm, from, bytes))
              .build());
    }
    frames.add(
        frame(frames.size(), whole, language)
            .setEnd(End.newBuilder().setReason(End.Reason.REASON_SOURCE_ENDED))
            .build());
    return frames;
  }

  private static AudioFrame.Builder frame(int number, int startByte, String language) {
    return AudioFrame.newBuilder()
        .setSessionId(SESSION)
        .setEpoch(1)
        .setFrameNumber(number)
        .setStartSample(startByte / AudioFormat.BYTES_PER_SAMPLE)
        .setPlanRevision(1)
        .setSourceLanguage(language);
  }

  private static double seconds(int bytes) {
    return AudioFormat.secondsOfSamples(bytes / AudioFormat.BYTES_PER_SAMPLE);
  }

  /** Only what goes to the next room is wanted here. */
  private static <O> Outbox<O> into(List<O> given) {
    return new Outbox<>() {
      @Override
      public void give(O out) {
        given.add(out);
      }

      @Override
      public void tally(LedgerTally tally) {}

      @Override
      public void event(SessionEvent event) {}

      @Override
      public void count(String counter, long howMany) {}

      @Override
      public void measure(String what, long value) {}
    };
  }
}

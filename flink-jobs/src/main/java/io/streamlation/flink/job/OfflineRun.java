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
  private final FrontierLag cutting = new FrontierLag();
  private final FrontierLag settling = new FrontierLag();
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
      List<Said> captions = hear(pcm, language, model);
      FrontierLag translating = new FrontierLag();
      double translatedAt = 0;
      for (Said said : captions) {
        translatedAt = Math.max(translatedAt, said.atSeconds());
        if (!said.settled().hasCaption()) {
          translating.moved(translatedAt, said.settled().getFrontier());
          continue;
        }
        Caption caption = said.settled().getCaption();
        JsonObject line = new JsonObject();
        line.addProperty("startSample", caption.getMediaStartSample());
        line.addProperty("endSample", caption.getMediaEndSample());
        line.addProperty("text", caption.getText());
        if (!target.isEmpty()) {
          long startNanos = System.nanoTime();
          line.addProperty("translation", translated(engines.translator(), caption, target));
          translatedAt += (System.nanoTime() - startNanos) / 1e9;
        }
        print(out, line);
      }
      JsonObject figures = new JsonObject();
      figures.addProperty("soundSeconds", seconds(pcm.length));
      figures.addProperty("spokenSeconds", spokenSeconds);
      figures.addProperty("recogniserSeconds", heardSeconds);
      JsonObject lags = new JsonObject();
      lags.add("cut", cutting.figures(seconds(pcm.length)));
      lags.add("settle", settling.figures(seconds(pcm.length)));
      if (!target.isEmpty()) {
        lags.add("translate", translating.figures(seconds(pcm.length)));
      }
      figures.add("frontierLagSeconds", lags);
      print(out, figures);
    }
  }

  private static void print(PrintStream out, JsonObject line) {
    out.println(line);
    out.flush();
  }

  /**
   * What was settled, and when a machine with nothing else to do would have said it.
   *
   * @param atSeconds of the sound, as if it had been heard while it was spoken
   */
  private record Said(double atSeconds, SettledCaption settled) {}

  private List<Said> hear(
      byte[] pcm, String language, Model<RecogniseQuestion, RecognitionOutcome> model) {
    SpeechCutter cutter =
        new SpeechCutter(
            settings.rooms().cut(), new SpectralDetector(settings.rooms().cut().quietRms()));
    SpeechRecogniser recogniser = new SpeechRecogniser(settings.rooms().recognise());
    CaptionSettler settler = new CaptionSettler(settings.rooms().settle());
    // Nobody waits here: at one moment for all, nothing is ever late.
    WallTime now = new WallTime(0);
    Optional<CutState> cut = Optional.empty();
    Optional<RecogniseState> heard = Optional.empty();
    Optional<SettleState> settled = Optional.empty();
    List<Said> all = new ArrayList<>();
    double heardAt = 0;
    for (AudioFrame frame : frames(pcm, language)) {
      double atSeconds =
          AudioFormat.secondsOfSamples(frame.getStartSample() + frame.getPcm().size() / 2);
      List<SpeechChunk> chunks = new ArrayList<>();
      cut = cutter.take(cut, frame, now, into(chunks));
      for (SpeechChunk chunk : chunks) {
        heardAt = Math.max(heardAt, atSeconds);
        if (chunk.hasFrontier()) {
          cutting.moved(atSeconds, chunk.getFrontier());
        }
        List<Hypothesis> hypotheses = new ArrayList<>();
        heard = recogniser.take(heard, chunk, now, into(hypotheses));
        Optional<RecogniseQuestion> question = finalQuestion(recogniser, heard, now);
        while (question.isPresent()) {
          double before = heardSeconds;
          RecognitionOutcome answer = ask(model, question.get());
          heardAt += heardSeconds - before;
          heard = recogniser.apply(heard, question.get(), answer, now, into(hypotheses));
          question = finalQuestion(recogniser, heard, now);
        }
        List<SettledCaption> captions = new ArrayList<>();
        for (Hypothesis hypothesis : hypotheses) {
          settled = settler.take(settled, hypothesis, now, into(captions));
        }
        for (SettledCaption caption : captions) {
          if (caption.hasFrontier()) {
            settling.moved(heardAt, caption.getFrontier());
          }
          if (caption.hasFrontier()
              || caption.getCaption().getState() == Caption.State.STATE_FINAL) {
            all.add(new Said(heardAt, caption));
          }
        }
      }
    }
    return all;
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

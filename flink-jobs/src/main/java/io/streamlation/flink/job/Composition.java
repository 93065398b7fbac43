package io.streamlation.flink.job;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.AudioArrival;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.RecogniseState;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.SpeakState;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.contracts.v1.TranslateState;
import io.streamlation.contracts.v1.TranslatedCaption;
import io.streamlation.flink.cut.CutSpeech;
import io.streamlation.flink.fanout.FanOutCaptions;
import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.SpeechRecogniser;
import io.streamlation.flink.room.ScreenLines;
import io.streamlation.flink.room.SessionTarget;
import io.streamlation.flink.settle.SettleCaptions;
import io.streamlation.flink.speak.CaptionSpeaker;
import io.streamlation.flink.speak.SpeakQuestion;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.think.Model;
import io.streamlation.flink.think.Think;
import io.streamlation.flink.translate.CaptionTranslator;
import io.streamlation.flink.translate.TranslateQuestion;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.wire.AdmitAudio;
import io.streamlation.flink.wire.AdmitPlans;
import io.streamlation.flink.wire.Passing;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.util.Collector;

/**
 * Frames are cut, recognised, settled, fanned out, translated and spoken. Sources and sinks are
 * handed in and out, so that a test brings its own, and so that Kafka may one day stand between two
 * rooms.
 */
public final class Composition {
  private final JobSettings.Rooms settings;
  private final Model.Source<RecogniseQuestion, RecognitionOutcome> recogniser;
  private final Model.Source<TranslateQuestion, TranslationOutcome> translator;
  private final Model.Source<SpeakQuestion, SynthesisOutcome> synthesiser;

  public Composition(
      JobSettings.Rooms settings,
      Model.Source<RecogniseQuestion, RecognitionOutcome> recogniser,
      Model.Source<TranslateQuestion, TranslationOutcome> translator,
      Model.Source<SpeakQuestion, SynthesisOutcome> synthesiser) {
    this.settings = settings;
    this.recogniser = recogniser;
    this.translator = translator;
    this.synthesiser = synthesiser;
  }

  /**
   * What there is to say, for every topic: rooms let by what is not meant for them, so the sayings
   * of all leave behind the last one.
   */
  public DataStream<Message> of(DataStream<AudioArrival> audio, DataStream<PlanArrival> sessions) {
    return speak(translate(fanOut(settle(recognise(cut(admit(audio, sessions)))))));
  }

  private static DataStream<Message> admit(
      DataStream<AudioArrival> audio, DataStream<PlanArrival> sessions) {
    return audio
        .process(new AdmitAudio(), Passing.TYPE)
        .setParallelism(audio.getParallelism()) // or the order of a partition would be lost
        .uid("admit-audio")
        .name("admit audio")
        .union(
            sessions
                .process(new AdmitPlans(), Passing.TYPE)
                .setParallelism(sessions.getParallelism())
                .uid("admit-plans")
                .name("admit plans"));
  }

  private DataStream<Message> cut(DataStream<Message> arrivals) {
    return arrivals
        .keyBy(Passing::sessionOf, Types.STRING)
        .process(new CutSpeech(settings.cut()), Passing.TYPE)
        .uid(CutSpeech.UID)
        .name("cut speech");
  }

  private DataStream<Message> recognise(DataStream<Message> utterances) {
    return Think.about(
            "recognise speech",
            stillBySession(utterances),
            SpeechChunk.class,
            new SpeechRecogniser(settings.recognise()),
            recogniser,
            settings.recogniseAsks(),
            RecogniseState.class)
        .uid("recognise-speech");
  }

  private DataStream<Message> settle(DataStream<Message> hypotheses) {
    return stillBySession(hypotheses)
        .process(new SettleCaptions(settings.settle()), Passing.TYPE)
        .uid(SettleCaptions.UID)
        .name("settle captions")
        .flatMap(Composition::sayCaption)
        .returns(Passing.TYPE)
        .uid("say-captions")
        .name("say captions");
  }

  private DataStream<Message> fanOut(DataStream<Message> captions) {
    return stillBySession(captions)
        .process(new FanOutCaptions(settings.fanOut()), Passing.TYPE)
        .uid(FanOutCaptions.UID)
        .name("fan out captions");
  }

  private DataStream<Message> translate(DataStream<Message> targeted) {
    return Think.about(
            "translate captions",
            stillByTarget(targeted),
            TargetedCaption.class,
            new CaptionTranslator(
                settings.translate(),
                new ScreenLines(settings.settle().charsPerLine(), settings.settle().lines())),
            translator,
            settings.translateAsks(),
            TranslateState.class)
        .uid("translate-captions")
        .flatMap(Composition::sayTranslation)
        .returns(Passing.TYPE)
        .uid("say-translations")
        .name("say translations");
  }

  private DataStream<Message> speak(DataStream<Message> translated) {
    return Think.about(
            "speak captions",
            stillByTarget(translated),
            TranslatedCaption.class,
            new CaptionSpeaker(settings.speak()),
            synthesiser,
            settings.speakAsks(),
            SpeakState.class)
        .uid("speak-captions");
  }

  /** A caption is said as soon as it is settled, and goes on to be translated. */
  private static void sayCaption(Message passing, Collector<Message> out) {
    if (passing instanceof SettledCaption settled && settled.hasCaption()) {
      out.collect(settled.getCaption());
    }
    out.collect(passing);
  }

  /** What was translated is said; what is to be spoken goes on. */
  private static void sayTranslation(Message passing, Collector<Message> out) {
    if (!(passing instanceof TranslatedCaption translated)) {
      out.collect(passing);
      return;
    }
    if (translated.hasTranslation() && !translated.getAsSpoken()) {
      out.collect(translated.getTranslation());
    }
    if (CaptionSpeaker.concerns(translated)) {
      out.collect(translated);
    }
  }

  /**
   * Sound and plan are brought together once, by session. After that nothing has to be sorted anew:
   * the rooms run in one task, and a record is handed over by a call. Each still has a state of its
   * own.
   */
  private static KeyedStream<Message, String> stillBySession(DataStream<Message> stream) {
    return DataStreamUtils.reinterpretAsKeyedStream(stream, Passing::sessionOf, Types.STRING);
  }

  private static KeyedStream<Message, SessionTarget> stillByTarget(DataStream<Message> stream) {
    return DataStreamUtils.reinterpretAsKeyedStream(
        stream, Composition::targetOf, Types.POJO(SessionTarget.class));
  }

  private static SessionTarget targetOf(Message passing) {
    if (passing instanceof TargetedCaption targeted) {
      return CaptionTranslator.key(targeted);
    }
    if (passing instanceof TranslatedCaption translated) {
      return CaptionSpeaker.key(translated);
    }
    return new SessionTarget(Passing.sessionOf(passing), ""); // goes by
  }
}

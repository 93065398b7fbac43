package io.streamlation.flink.job;

import io.streamlation.contracts.v1.AudioArrival;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.Hypothesis;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.RecogniseState;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SettledCaption;
import io.streamlation.contracts.v1.SpeakState;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.TargetedCaption;
import io.streamlation.contracts.v1.TranslateState;
import io.streamlation.contracts.v1.TranslatedCaption;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.flink.cut.CutSpeech;
import io.streamlation.flink.fanout.FanOutCaptions;
import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.recognise.SpeechRecogniser;
import io.streamlation.flink.room.ScreenLines;
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
import io.streamlation.flink.wire.ProtobufTypeInfo;
import io.streamlation.flink.wire.Sides;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

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

  /** What leaves the job. */
  public record Products(
      DataStream<Caption> captions,
      DataStream<Translation> translations,
      DataStream<SpokenSegment> speech,
      DataStream<LedgerTally> ledger,
      DataStream<SessionEvent> events,
      DataStream<DeadLetter> deadLetters) {}

  public Products of(DataStream<AudioArrival> audio, DataStream<PlanArrival> sessions) {
    var frames = admitAudio(audio);
    var plans = admitPlans(sessions);
    var utterances = cut(frames);
    var hypotheses = recognise(utterances);
    var captions = settle(hypotheses);
    var targeted = fanOut(captions, plans);
    var translated = translate(targeted);
    var spoken = speak(translated);
    return new Products(
        onlyCaptions(captions),
        onlyTranslations(translated),
        spoken,
        utterances
            .getSideOutput(Sides.LEDGER)
            .union(
                hypotheses.getSideOutput(Sides.LEDGER),
                captions.getSideOutput(Sides.LEDGER),
                targeted.getSideOutput(Sides.LEDGER),
                translated.getSideOutput(Sides.LEDGER),
                spoken.getSideOutput(Sides.LEDGER)),
        frames
            .getSideOutput(Sides.EVENTS)
            .union(
                plans.getSideOutput(Sides.EVENTS),
                utterances.getSideOutput(Sides.EVENTS),
                hypotheses.getSideOutput(Sides.EVENTS),
                captions.getSideOutput(Sides.EVENTS),
                targeted.getSideOutput(Sides.EVENTS),
                translated.getSideOutput(Sides.EVENTS),
                spoken.getSideOutput(Sides.EVENTS)),
        frames.getSideOutput(Sides.DEAD_LETTERS).union(plans.getSideOutput(Sides.DEAD_LETTERS)));
  }

  private static SingleOutputStreamOperator<AudioFrame> admitAudio(DataStream<AudioArrival> audio) {
    return audio
        .process(new AdmitAudio(), ProtobufTypeInfo.ofMessage(AudioFrame.class))
        .setParallelism(audio.getParallelism()) // or the order of a partition would be lost
        .uid("admit-audio")
        .name("admit audio");
  }

  private static SingleOutputStreamOperator<PlanArrival> admitPlans(
      DataStream<PlanArrival> sessions) {
    return sessions
        .process(new AdmitPlans(), ProtobufTypeInfo.ofMessage(PlanArrival.class))
        .setParallelism(sessions.getParallelism())
        .uid("admit-plans")
        .name("admit plans");
  }

  private SingleOutputStreamOperator<SpeechChunk> cut(DataStream<AudioFrame> frames) {
    return frames
        .keyBy(AudioFrame::getSessionId, Types.STRING)
        .process(new CutSpeech(settings.cut()), ProtobufTypeInfo.ofMessage(SpeechChunk.class))
        .uid(CutSpeech.UID)
        .name("cut speech");
  }

  private SingleOutputStreamOperator<Hypothesis> recognise(DataStream<SpeechChunk> utterances) {
    return Think.about(
            "recognise speech",
            stillKeyed(utterances, SpeechChunk::getSessionId),
            new SpeechRecogniser(settings.recognise()),
            recogniser,
            settings.recogniseAsks(),
            RecogniseState.class,
            Hypothesis.class)
        .uid("recognise-speech");
  }

  private SingleOutputStreamOperator<SettledCaption> settle(DataStream<Hypothesis> hypotheses) {
    return stillKeyed(hypotheses, Hypothesis::getSessionId)
        .process(
            new SettleCaptions(settings.settle()), ProtobufTypeInfo.ofMessage(SettledCaption.class))
        .uid(SettleCaptions.UID)
        .name("settle captions");
  }

  private SingleOutputStreamOperator<TargetedCaption> fanOut(
      DataStream<SettledCaption> captions, DataStream<PlanArrival> plans) {
    return captions
        .keyBy(SettledCaption::getSessionId, Types.STRING)
        .connect(plans.keyBy(PlanArrival::getSessionId, Types.STRING))
        .process(
            new FanOutCaptions(settings.fanOut()),
            ProtobufTypeInfo.ofMessage(TargetedCaption.class))
        .uid(FanOutCaptions.UID)
        .name("fan out captions");
  }

  private SingleOutputStreamOperator<TranslatedCaption> translate(
      DataStream<TargetedCaption> targeted) {
    return Think.about(
            "translate captions",
            targeted.keyBy(CaptionTranslator::key, Types.STRING),
            new CaptionTranslator(
                settings.translate(),
                new ScreenLines(settings.settle().charsPerLine(), settings.settle().lines())),
            translator,
            settings.translateAsks(),
            TranslateState.class,
            TranslatedCaption.class)
        .uid("translate-captions");
  }

  private SingleOutputStreamOperator<SpokenSegment> speak(
      DataStream<TranslatedCaption> translated) {
    return Think.about(
            "speak captions",
            stillKeyed(
                translated
                    .filter(CaptionSpeaker::concerns)
                    .uid("only-to-be-spoken")
                    .name("only to be spoken"),
                CaptionSpeaker::key),
            new CaptionSpeaker(settings.speak()),
            synthesiser,
            settings.speakAsks(),
            SpeakState.class,
            SpokenSegment.class)
        .uid("speak-captions");
  }

  /**
   * Where a room keeps the key of the room before it, nothing has to be sorted anew: both run in
   * one task, and a record is handed over by a call. Each room still has a state of its own.
   */
  private static <T> KeyedStream<T, String> stillKeyed(
      DataStream<T> stream, KeySelector<T, String> key) {
    return DataStreamUtils.reinterpretAsKeyedStream(stream, key, Types.STRING);
  }

  private static DataStream<Caption> onlyCaptions(DataStream<SettledCaption> settled) {
    return settled
        .filter(SettledCaption::hasCaption)
        .uid("only-captions")
        .name("only captions")
        .map(SettledCaption::getCaption, ProtobufTypeInfo.ofMessage(Caption.class))
        .uid("captions")
        .name("captions");
  }

  private static DataStream<Translation> onlyTranslations(
      DataStream<TranslatedCaption> translated) {
    return translated
        .filter(one -> one.hasTranslation() && !one.getAsSpoken())
        .uid("only-translations")
        .name("only translations")
        .map(TranslatedCaption::getTranslation, ProtobufTypeInfo.ofMessage(Translation.class))
        .uid("translations")
        .name("translations");
  }
}

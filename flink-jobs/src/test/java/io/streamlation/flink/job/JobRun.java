package io.streamlation.flink.job;

import com.google.protobuf.Message;
import io.streamlation.contracts.v1.AudioArrival;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SessionPlan;
import io.streamlation.contracts.v1.SpokenSegment;
import io.streamlation.contracts.v1.Target;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.flink.recognise.RecogniseQuestion;
import io.streamlation.flink.recognise.RecognitionOutcome;
import io.streamlation.flink.speak.SpeakQuestion;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.think.Model;
import io.streamlation.flink.translate.TranslateQuestion;
import io.streamlation.flink.translate.TranslationOutcome;
import io.streamlation.flink.wire.ProtobufTypeInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The whole composition in a cluster in this JVM, on frames that come to an end. */
final class JobRun {
  private static final double FRAMES_PER_SECOND = 400;

  private final String name;

  /** All that follow, in the order in which a session's were said. */
  final Collected<Message> sayings;

  final Collected<Caption> captions;
  final Collected<Translation> translations;
  final Collected<SpokenSegment> speech;
  final Collected<LedgerTally> ledger;
  final Collected<SessionEvent> events;
  final Collected<DeadLetter> deadLetters;

  JobRun(String name) {
    this.name = name;
    this.sayings = new Collected<>(name, Message.class);
    this.captions = new Collected<>(name, Caption.class);
    this.translations = new Collected<>(name, Translation.class);
    this.speech = new Collected<>(name, SpokenSegment.class);
    this.ledger = new Collected<>(name, LedgerTally.class);
    this.events = new Collected<>(name, SessionEvent.class);
    this.deadLetters = new Collected<>(name, DeadLetter.class);
  }

  private List<Collected<?>> all() {
    return List.of(sayings, captions, translations, speech, ledger, events, deadLetters);
  }

  JobRun run(
      Path checkpoints,
      Model.Source<RecogniseQuestion, RecognitionOutcome> recogniser,
      Model.Source<TranslateQuestion, TranslationOutcome> translator,
      Model.Source<SpeakQuestion, SynthesisOutcome> voice,
      List<AudioArrival> audio,
      List<PlanArrival> plans,
      boolean breaks)
      throws Exception {
    JobSettings settings =
        JobSettings.of(
            "checkpoints.dir=" + checkpoints, "checkpoints.every=100ms", "parallelism=2");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            2, FlinkConfiguration.job(settings, Optional.empty()));
    var arrivals =
        env.fromSource(
                new DataGeneratorSource<>(
                    new InOrder<>(List.copyOf(audio)),
                    audio.size(),
                    RateLimiterStrategy.perSecond(FRAMES_PER_SECOND),
                    ProtobufTypeInfo.ofMessage(AudioArrival.class)),
                WatermarkStrategy.noWatermarks(),
                "audio")
            .setParallelism(1)
            .uid("audio")
            .map(new BreaksOnce(name, breaks ? audio.size() / 2 : Long.MAX_VALUE))
            .returns(ProtobufTypeInfo.ofMessage(AudioArrival.class))
            .setParallelism(1)
            .uid("breaks-once");
    var sessions =
        env.fromSource(
                new DataGeneratorSource<>(
                    new InOrder<>(List.copyOf(plans)),
                    plans.size(),
                    ProtobufTypeInfo.ofMessage(PlanArrival.class)),
                WatermarkStrategy.noWatermarks(),
                "sessions")
            .setParallelism(1)
            .uid("sessions");
    DataStream<Message> said =
        new Composition(settings.rooms(), recogniser, translator, voice).of(arrivals, sessions);
    for (Collected<?> collected : all()) {
      said.sinkTo(collected).uid("collect-" + collected.what()).name("collect " + collected.what());
    }
    env.execute();
    return this;
  }

  private record InOrder<T>(List<T> all) implements GeneratorFunction<Long, T> {
    @Override
    public T map(Long index) {
      return all.get(index.intValue());
    }
  }

  /** Throws once in the middle, after a checkpoint has been completed. */
  private static final class BreaksOnce extends RichMapFunction<AudioArrival, AudioArrival>
      implements CheckpointListener {
    private static final long serialVersionUID = 1;
    private static final Set<String> CHECKPOINTED = ConcurrentHashMap.newKeySet();
    private static final Set<String> BROKEN = ConcurrentHashMap.newKeySet();

    private final String run;
    private final long after;
    private long passed;

    BreaksOnce(String run, long after) {
      this.run = run;
      this.after = after;
    }

    @Override
    public AudioArrival map(AudioArrival arrival) {
      passed++;
      if (passed >= after && CHECKPOINTED.contains(run) && BROKEN.add(run)) {
        throw new IllegalStateException("broken on purpose");
      }
      return arrival;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      CHECKPOINTED.add(run);
    }
  }

  boolean broke() {
    return BreaksOnce.BROKEN.contains(name);
  }

  /** Of each final its id and text, and of its translations. */
  Map<String, String> finals() {
    Map<String, String> finals = new TreeMap<>();
    captions.messages().stream()
        .filter(caption -> caption.getState() == Caption.State.STATE_FINAL)
        .forEach(caption -> once(finals, caption.getId(), caption.getText()));
    return finals;
  }

  Map<String, String> finalTranslations() {
    Map<String, String> finals = new TreeMap<>();
    translations.messages().stream()
        .filter(translation -> translation.getState() == Caption.State.STATE_FINAL)
        .forEach(t -> once(finals, t.getCaptionId() + ">" + t.getTargetLanguage(), t.getText()));
    return finals;
  }

  /** Of each clip its sound, or why there is none. */
  Map<String, String> clips() {
    Map<String, String> clips = new TreeMap<>();
    for (SpokenSegment segment : speech.messages()) {
      once(
          clips,
          segment.getCaptionId() + ">" + segment.getTargetLanguage(),
          segment.hasClip()
              ? segment.getVoice() + " " + segment.getClip().getAudio().hashCode()
              : segment.getSkipped().getReason());
    }
    return clips;
  }

  private static void once(Map<String, String> finals, String id, String text) {
    String before = finals.put(id, text);
    if (before != null && !before.equals(text)) {
      throw new AssertionError("final %s was \"%s\" and then \"%s\"".formatted(id, before, text));
    }
  }

  /** The closing tally of each stage, by session and stage. */
  Map<String, Map<String, Long>> closingSums() {
    Map<String, Map<String, Long>> sums = new TreeMap<>();
    ledger.messages().stream()
        .filter(LedgerTally::getClosed)
        .forEach(
            tally ->
                sums.put(
                    tally.getSessionId() + "/" + tally.getStage(),
                    new TreeMap<>(tally.getCountersMap())));
    return sums;
  }

  static List<AudioArrival> interleaved(List<List<AudioFrame>> sessions) {
    List<AudioArrival> all = new ArrayList<>();
    int longest = sessions.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (List<AudioFrame> frames : sessions) {
        if (i < frames.size()) {
          all.add(AudioArrival.newBuilder().setFrame(frames.get(i)).build());
        }
      }
    }
    return all;
  }

  /** Targets are languages, or {@code language:voice} where they are dubbed. */
  static PlanArrival plan(String session, long revision, String... targets) {
    return PlanArrival.newBuilder()
        .setSessionId(session)
        .setPlan(
            SessionPlan.newBuilder()
                .setSessionId(session)
                .setRevision(revision)
                .setDesired(SessionPlan.Desired.DESIRED_ON_AIR)
                .addAllTargets(Stream.of(targets).map(JobRun::target).toList()))
        .build();
  }

  private static Target target(String wish) {
    String[] parts = wish.split(":", -1);
    Target.Builder target = Target.newBuilder().setLanguage(parts[0]);
    return parts.length == 1
        ? target.build()
        : target.setVoiceMode(Target.VoiceMode.VOICE_MODE_DUB).setVoice(parts[1]).build();
  }
}

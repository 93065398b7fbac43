package io.streamlation.flink.job;

import static io.streamlation.contracts.LedgerCounters.AS_SPOKEN;
import static io.streamlation.contracts.LedgerCounters.CLIPS;
import static io.streamlation.contracts.LedgerCounters.FINALS;
import static io.streamlation.contracts.LedgerCounters.FRAMES_IN;
import static io.streamlation.contracts.LedgerCounters.FRAMES_REFUSED;
import static io.streamlation.contracts.LedgerCounters.GAP_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.HEARD;
import static io.streamlation.contracts.LedgerCounters.MISSING_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.PCM_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.REQUESTS;
import static io.streamlation.contracts.LedgerCounters.SAMPLES_IN;
import static io.streamlation.contracts.LedgerCounters.SKIPPED;
import static io.streamlation.contracts.LedgerCounters.SPEECH_SAMPLES;
import static io.streamlation.contracts.LedgerCounters.TRANSLATED;
import static io.streamlation.contracts.LedgerCounters.UNTRANSLATED;
import static io.streamlation.contracts.LedgerCounters.UTTERANCES;
import static io.streamlation.contracts.LedgerCounters.VOICED;
import static io.streamlation.flink.cut.Sounds.noise;
import static io.streamlation.flink.cut.Sounds.one;
import static io.streamlation.flink.cut.Sounds.over;
import static io.streamlation.flink.cut.Sounds.seconds;
import static io.streamlation.flink.cut.Sounds.silence;
import static io.streamlation.flink.cut.Sounds.voice;
import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.v1.AudioArrival;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.DeadLetter;
import io.streamlation.contracts.v1.PlanArrival;
import io.streamlation.contracts.v1.StageTime;
import io.streamlation.flink.cut.Frames;
import io.streamlation.flink.think.ScriptedRecogniser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class CompositionTest {
  private static final int SESSIONS = 3;

  @TempDir Path checkpoints;

  private static List<AudioFrame> frames(int session) {
    Frames frames = new Frames("session-" + session, 5);
    for (int i = 0; i < 6; i++) {
      double length = 1 + .3 * ((i + session) % 4);
      frames.sound(
          over(
              one(silence(seconds(.7)), voice(seconds(length)), silence(seconds(.7))),
              noise(seconds(length + 1.4), 20, 10 * session + i)));
    }
    return frames.gap(seconds(2)).sound(voice(seconds(1.3))).end().all();
  }

  private static List<AudioArrival> audio() {
    List<List<AudioFrame>> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      sessions.add(frames(i));
    }
    return JobRun.interleaved(sessions);
  }

  private static List<PlanArrival> plans() {
    List<PlanArrival> plans = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      plans.add(JobRun.plan("session-" + i, 1, "es:loud", "fr:soft", "en:own"));
    }
    return plans;
  }

  private JobRun run(String name, boolean breaks) throws Exception {
    return new JobRun(name)
        .run(
            checkpoints.resolve(name),
            new ScriptedRecogniser(name),
            new ScriptedTranslator(name),
            new ScriptedVoice(name),
            audio(),
            plans(),
            breaks);
  }

  @Test
  void addsUpAndGivesTheSameFinalsThoughItBreaksInTheMiddle() throws Exception {
    JobRun undisturbed = run("undisturbed", false);
    JobRun broken = run("broken", true);

    assertThat(undisturbed.broke()).isFalse();
    assertThat(broken.broke()).isTrue();
    assertThat(undisturbed.finals()).hasSizeGreaterThanOrEqualTo(7 * SESSIONS);
    assertThat(broken.finals()).isEqualTo(undisturbed.finals());
    assertThat(broken.finalTranslations()).isEqualTo(undisturbed.finalTranslations());
    assertThat(broken.clips()).isEqualTo(undisturbed.clips());
    assertThat(broken.closingSums()).isEqualTo(undisturbed.closingSums());
    for (int i = 0; i < SESSIONS; i++) {
      addsUp(undisturbed, i);
      for (String stage : List.of("settle", "translate:es", "translate:fr")) {
        // One behind each utterance; of those that wait in a row only the newest is told.
        assertThat(Frontiers.checked(undisturbed, "session-" + i, stage).moves())
            .isGreaterThanOrEqualTo(7);
        Frontiers.checked(broken, "session-" + i, stage);
      }
    }
  }

  private static void addsUp(JobRun run, int session) {
    String id = "session-" + session;
    Map<String, Map<String, Long>> all = run.closingSums();
    Map<String, Long> cut = all.get(id + "/cut");
    Map<String, Long> recognise = all.get(id + "/recognise");
    Map<String, Long> settle = all.get(id + "/settle");
    Map<String, Long> fanout = all.get(id + "/fanout");
    long pcm = frames(session).stream().mapToLong(frame -> frame.getPcm().size() / 2).sum();
    assertThat(cut)
        .containsEntry(FRAMES_IN, (long) frames(session).size())
        .containsEntry(PCM_SAMPLES, pcm)
        .containsEntry(GAP_SAMPLES, 32_000L);
    assertThat(recognise)
        .containsEntry(UTTERANCES, cut.get(UTTERANCES))
        .containsEntry(HEARD, cut.get(UTTERANCES))
        .containsEntry(SAMPLES_IN, cut.get(SPEECH_SAMPLES));
    long finals = run.finals().keySet().stream().filter(f -> f.startsWith(id + ".")).count();
    assertThat(settle).containsEntry(FINALS, finals).containsEntry(UTTERANCES, cut.get(UTTERANCES));
    assertThat(fanout).containsEntry(FINALS, finals).containsEntry(REQUESTS, 3 * finals);
    assertThat(all.get(id + "/translate:es")).containsEntry(TRANSLATED, finals);
    assertThat(all.get(id + "/translate:fr")).containsEntry(UNTRANSLATED, finals);
    assertThat(all.get(id + "/translate:en")).containsEntry(AS_SPOKEN, finals);
    assertThat(fanout).containsEntry(VOICED, 3 * finals);
    assertThat(all.get(id + "/speak:es")).containsEntry(CLIPS, finals);
    assertThat(all.get(id + "/speak:fr")).containsEntry(SKIPPED, finals);
    assertThat(all.get(id + "/speak:en")).containsEntry(CLIPS, finals);
    assertThat(run.clips()).hasSizeGreaterThanOrEqualTo(3 * (int) finals);
    assertThat(run.clips().values())
        .anyMatch(clip -> clip.startsWith("loud "))
        .anyMatch(clip -> clip.startsWith("own "))
        .contains("untranslated");
    assertThat(run.translations.messages()).noneMatch(t -> t.getTargetLanguage().equals("en"));
  }

  /** What playout rests on: docs/03-time-and-loss.md, "The frontier". */
  @Test
  void tellsOfNoFrontierThatAFinalComesBehind() throws Exception {
    List<AudioFrame> frames =
        new Frames("quiet", 5)
            .sound(one(silence(seconds(1)), voice(seconds(2)), silence(seconds(1))))
            .sound(one(voice(seconds(14)), silence(seconds(30))))
            .all();
    JobRun run =
        new JobRun("frontier")
            .run(
                checkpoints,
                new ScriptedRecogniser("frontier"),
                new ScriptedTranslator("frontier"),
                new ScriptedVoice("frontier"),
                JobRun.interleaved(List.of(frames)),
                List.of(JobRun.plan("quiet", 1, "es", "fr", "en")),
                false);

    assertThat(run.finals()).hasSizeGreaterThanOrEqualTo(3);
    long newest = 48 * AudioFormat.SAMPLE_RATE_HZ;
    for (String stage : List.of("settle", "translate:es", "translate:fr", "translate:en")) {
      assertThat(Frontiers.checked(run, "quiet", stage).told())
          .as("%s after 30 s of silence", stage)
          .isBetween(newest - 2 * AudioFormat.SAMPLE_RATE_HZ, newest);
    }
  }

  @Test
  void tracesTheLagOfEveryStage() throws Exception {
    JobRun run = run("traced", false);
    Caption caption =
        run.captions.messages().stream()
            .filter(c -> c.getState() == Caption.State.STATE_FINAL)
            .findFirst()
            .orElseThrow();
    assertThat(caption.getLag().getStagesList())
        .extracting(StageTime::getStage)
        .containsExactly("cut", "recognise", "settle");
    assertThat(run.translations.messages().get(0).getLag().getStagesList())
        .extracting(StageTime::getStage)
        .containsExactly("cut", "recognise", "settle", "fanout", "translate");
    assertThat(run.translations.messages().get(0).getLag().getStagesList())
        .allSatisfy(
            stage ->
                assertThat(stage.getLetGoAtMs()).isGreaterThanOrEqualTo(stage.getTakenUpAtMs()));
  }

  @Test
  void letsNoSessionSufferFromAnothersRubbish() throws Exception {
    List<AudioArrival> audio = new ArrayList<>(audio());
    AudioArrival good = audio.get(30);
    audio.set(
        30,
        AudioArrival.newBuilder()
            .setFrame(good.getFrame().toBuilder().clearContent())
            .setRefused(
                DeadLetter.newBuilder()
                    .setTopic("audio")
                    .setKey(good.getFrame().getSessionIdBytes())
                    .setReason("its sound has 3 bytes"))
            .build());
    JobRun run =
        new JobRun("rubbish")
            .run(
                checkpoints,
                new ScriptedRecogniser("rubbish"),
                new ScriptedTranslator("rubbish"),
                new ScriptedVoice("rubbish"),
                audio,
                plans(),
                false);

    assertThat(run.deadLetters.messages()).hasSize(1);
    assertThat(run.events.messages()).anyMatch(e -> e.getCode().equals("record-refused"));
    assertThat(run.closingSums().get("session-0/cut"))
        .containsEntry(FRAMES_REFUSED, 1L)
        .containsEntry(MISSING_SAMPLES, 1_600L);
    addsUp(run, 1);
    addsUp(run, 2);
  }
}

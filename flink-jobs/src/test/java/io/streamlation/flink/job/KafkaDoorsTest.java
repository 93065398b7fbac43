package io.streamlation.flink.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.flink.think.ScriptedRecogniser;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaDoorsTest {
  @TempDir Path checkpoints;

  /** Every further task is a thread, a shuffle and a barrier more for each record. */
  @Test
  void allRoomsAndTheirWriterShareATask() {
    JobSettings settings = JobSettings.of("checkpoints.dir=" + checkpoints, "parallelism=2");
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            2, FlinkConfiguration.job(settings, Optional.empty()));
    KafkaDoors doors = new KafkaDoors("127.0.0.1:1"); // nobody is asked before the job starts
    doors.write(
        new Composition(
                settings.rooms(),
                new ScriptedRecogniser("graph"),
                new ScriptedTranslator("graph"),
                new ScriptedVoice("graph"))
            .of(doors.audio(env), doors.sessions(env)));

    List<String> tasks =
        StreamSupport.stream(env.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
            .map(JobVertex::getName)
            .toList();
    assertThat(tasks)
        .hasSize(3)
        .anyMatch(task -> task.startsWith("Source: read audio -> admit audio"))
        .anyMatch(task -> task.startsWith("Source: read sessions -> admit plans"))
        .anyMatch(
            task ->
                task.startsWith("cut speech -> recognise speech -> settle captions")
                    && task.contains("write sayings: Writer"));
  }
}

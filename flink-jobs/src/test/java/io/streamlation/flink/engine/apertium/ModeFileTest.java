package io.streamlation.flink.engine.apertium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ModeFileTest {
  @Test
  void readsStagesAsAShellWould() {
    assertThat(
            ModeFile.stages(
                "lt-proc '/usr/share/a b.bin' | apertium-tagger -g $2 '/x.prob' | lt-proc $1 '/y'",
                "m.mode"))
        .containsExactly(
            List.of("lt-proc", "-z", "/usr/share/a b.bin"),
            List.of("apertium-tagger", "-z", "-g", "/x.prob"),
            List.of("lt-proc", "-z", "-n", "/y"));
  }

  @Test
  void refusesAStageThatIsNoProgramOfThePath() {
    assertThatThrownBy(() -> ModeFile.stages("/tmp/evil | lt-proc", "m.mode"))
        .hasMessageContaining("m.mode")
        .hasMessageContaining("'/tmp/evil'");
    assertThatThrownBy(() -> ModeFile.stages("lt-proc | | x", "m.mode"))
        .hasMessageContaining("does not begin with a program's name");
  }
}

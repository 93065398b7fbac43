package io.streamlation.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RunSqlTest {
  @Test
  void splitsAfterEachSemicolonAtTheEndOfALine() {
    assertThat(RunSql.statements("SELECT ';' AS a;  \nSELECT 2;\r\n\n", Map.of()))
        .containsExactly("SELECT ';' AS a", "SELECT 2");
  }

  @Test
  void putsInWhatTheCommandLineGives() {
    assertThat(
            RunSql.statements(
                "SELECT '${kafka.bootstrap}'; -- ${…} stays", Map.of("kafka.bootstrap", "h:1")))
        .containsExactly("SELECT 'h:1'; -- ${…} stays");
  }

  @Test
  void namesWhatNobodyGave() {
    assertThatThrownBy(() -> RunSql.statements("SELECT ${since};", Map.of("until", "1")))
        .hasMessage("it wants ${since}; say since=VALUE behind the file");
  }
}

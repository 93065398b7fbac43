package io.streamlation.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code openapi.json} is checked in: the UI's client is generated from it. With {@code
 * -Dopenapi.write=true} this test writes it anew.
 */
class OpenApiTest {
  private static final Path CHECKED_IN = Path.of("openapi.json");
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Test
  void theCheckedInDescriptionIsWhatTheCodeSays() throws Exception {
    ControlApiUnderTest api = ControlApiUnderTest.shared();
    JsonNode generated = api.send(api.anonymous("/v3/api-docs").GET()).json();
    String text = PRETTY.writeValueAsString(generated) + "\n";
    if (Boolean.getBoolean("openapi.write")) {
      Files.writeString(CHECKED_IN, text);
    }
    assertThat(CHECKED_IN)
        .as("run mvn -f control-api/pom.xml test -Dtest=OpenApiTest -Dopenapi.write=true")
        .hasContent(text);
  }
}

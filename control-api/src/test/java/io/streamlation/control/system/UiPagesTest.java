package io.streamlation.control.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.streamlation.control.ControlApiUnderTest;
import io.streamlation.control.ControlApiUnderTest.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UiPagesTest {
  private static final String PAGE =
      "<html><script src=\"/_next/static/a.js\"></script><script>alert(1)</script></html>";

  @Test
  void servesTheExportedPagesAndNothingElse(@TempDir Path folder) throws Exception {
    Path ui = Files.createDirectories(folder.resolve("out"));
    Files.writeString(ui.resolve("index.html"), PAGE);
    Files.writeString(ui.resolve("live.html"), "<html>live</html>");
    Files.writeString(ui.resolve("embed.html"), "<html>a player</html>");
    Files.createDirectories(ui.resolve("_next/static"));
    Files.writeString(ui.resolve("_next/static/a.js"), "1");
    Files.writeString(folder.resolve("secret.txt"), "secret");

    try (ControlApiUnderTest api = ControlApiUnderTest.start("--streamlation.ui-dir=" + ui)) {
      Answer index = api.send(api.anonymous("/").GET());
      assertThat(index.status()).isEqualTo(200);
      assertThat(index.body()).isEqualTo(PAGE);
      assertThat(index.header("Content-Security-Policy"))
          .contains(
              "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='",
              "frame-ancestors 'none'");
      assertThat(index.header("X-Frame-Options")).isEqualTo("DENY");
      for (String address : new String[] {"/embed", "/embed/?t=x", "/embed.html"}) {
        Answer player = api.send(api.anonymous(address).GET());
        assertThat(player.body()).as(address).isEqualTo("<html>a player</html>");
        assertThat(player.header("Content-Security-Policy"))
            .contains("frame-ancestors *", "connect-src 'self' http: https:", "script-src 'self'");
        assertThat(player.header("X-Frame-Options")).as(address).isEmpty();
      }
      assertThat(index.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(index.header("Cache-Control")).isEqualTo("no-cache");

      assertThat(api.send(api.anonymous("/live").GET()).body()).isEqualTo("<html>live</html>");
      assertThat(api.send(api.anonymous("/live?session=x").GET()).status()).isEqualTo(200);
      Answer script = api.send(api.anonymous("/_next/static/a.js").GET());
      assertThat(script.header("Content-Type")).startsWith("text/javascript");
      assertThat(script.header("Cache-Control")).contains("immutable");

      for (String hostile :
          new String[] {
            "/nothing",
            "/_next",
            "/_next/static/",
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/_next/static/..%5c..%5c..%5csecret.txt",
            "/%252e%252e/secret.txt",
            "/..;/secret.txt",
            "/live.html/../../secret.txt",
            "//etc/passwd",
            "/%2fetc%2fpasswd",
            "/file:%2f%2f%2fetc%2fpasswd",
            "/..%c0%afsecret.txt",
            "/live%00.html",
            "/%0d%0aX:y"
          }) {
        Answer refused = api.send(api.anonymous(hostile).GET());
        assertThat(refused.status()).as(hostile).isIn(400, 404);
        assertThat(refused.body()).doesNotContain("secret.txt\n", "a.js");
      }
      assertThat(api.send(api.anonymous("/api/v1/nothing").GET()).status()).isEqualTo(401);
      assertThat(api.send(api.anonymous("/swagger-ui.html").GET()).header("Location"))
          .endsWith("/swagger-ui/index.html");
      assertThat(api.send(api.anonymous("/swagger-ui/index.html").GET()).body())
          .contains("swagger-ui-bundle.js");
    }
  }
}

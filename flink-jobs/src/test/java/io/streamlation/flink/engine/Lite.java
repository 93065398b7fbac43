package io.streamlation.flink.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.streamlation.models.PackManifest;
import io.streamlation.models.PackStore;
import java.util.List;

/** The packs that rest on Debian's packages. */
public final class Lite {
  private static final String DEMANDED = "streamlation.lite.demanded";

  private Lite() {}

  public static PackManifest pocketSphinx() {
    return PackStore.read(NewsTiny.PACKS.resolve("pocketsphinx-en-us"));
  }

  public static PackManifest apertium() {
    return PackStore.read(NewsTiny.PACKS.resolve("apertium-eng-spa"));
  }

  /** Skips, loudly, on a machine without its packages; fails where the profile demands them. */
  public static void needs(PackManifest pack) {
    List<String> lacking = PackStore.lacking(pack);
    if (lacking.isEmpty()) {
      return;
    }
    String why =
        "NOT TESTED: %s, for Debian's %s is not installed (./streamlation model pull %s)"
            .formatted(pack.id(), String.join(", ", lacking), pack.name());
    assertThat(Boolean.getBoolean(DEMANDED)).as(why).isFalse();
    System.err.println(why);
    assumeTrue(false, why);
  }
}

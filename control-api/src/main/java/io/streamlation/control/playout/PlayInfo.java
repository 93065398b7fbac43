package io.streamlation.control.playout;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "PlayInfo", description = "What the page of a player shows beside the picture")
record PlayInfo(
    @Schema(requiredMode = RequiredMode.REQUIRED) String name,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            allowableValues = {"waiting", "live", "ended", "none"},
            description =
                "waiting: nothing to play yet, ask again. none: this channel is not played out")
        String state,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            allowableValues = {"sidecar", "rehost", "none"})
        String mode,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "Relative to this answer")
        String playlist,
    @Schema(requiredMode = RequiredMode.REQUIRED) List<PlayLanguage> languages,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            types = {"integer", "null"},
            description = "How far behind the edge a player should stay; null = not known yet")
        @Nullable Long holdBackMs,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description = "So much playlists are held back besides")
        long delayMs,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            types = {"string", "null"},
            description =
                "Why pages cannot play it, though other players may; null = they can, or it is not known")
        @Nullable String unreadable,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "When this link closes")
        Instant expiresAt) {

  @Schema(name = "PlayLanguage")
  record PlayLanguage(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "BCP-47; empty = of speech whose language is found out")
          String language,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "As the playlist calls it, in its own language")
          String name,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"ltr", "rtl"})
          String direction,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "Not translated") boolean spoken,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Its media playlist, relative to this answer")
          String playlist) {
    static PlayLanguage of(Language language) {
      return new PlayLanguage(
          language.tag(),
          language.name(),
          language.isRightToLeft() ? "rtl" : "ltr",
          language.isSpoken(),
          "captions/" + language.key() + "/index.m3u8");
    }
  }
}

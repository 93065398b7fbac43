package io.streamlation.control.system;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "languages")
@RestController
class LanguagesController {
  private final InstalledPacks packs;

  LanguagesController(InstalledPacks packs) {
    this.packs = packs;
  }

  @Schema(name = "Languages")
  record Languages(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "BCP-47 tags of speech that is understood")
          List<String> sources,
      @Schema(requiredMode = RequiredMode.REQUIRED) List<LanguagePair> pairs,
      @Schema(requiredMode = RequiredMode.REQUIRED) List<String> tiers) {}

  @Schema(name = "LanguagePair")
  record LanguagePair(
      @Schema(requiredMode = RequiredMode.REQUIRED) String source,
      @Schema(requiredMode = RequiredMode.REQUIRED) String target,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "The model pack that translates it")
          String pack) {}

  @Operation(
      operationId = "getLanguages",
      summary = "What the installed model packs hear and translate")
  @GetMapping("/api/v1/languages")
  Languages languages() {
    return new Languages(
        List.copyOf(packs.sources()),
        packs.pairs().stream()
            .map(pair -> new LanguagePair(pair.source(), pair.target(), pair.pack()))
            .toList(),
        List.copyOf(packs.tiers()));
  }
}

package io.streamlation.control.system;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Who speaks the languages that are heard or translated into")
          List<LanguageVoices> voices,
      @Schema(requiredMode = RequiredMode.REQUIRED) List<String> tiers) {}

  @Schema(name = "LanguageVoices")
  record LanguageVoices(
      @Schema(requiredMode = RequiredMode.REQUIRED) String language,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description =
                  "Names; the first speaks where none is chosen. Empty: nobody speaks it.")
          List<String> names) {}

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
      summary = "What the installed model packs hear, translate and speak")
  @GetMapping("/api/v1/languages")
  Languages languages() {
    return new Languages(
        List.copyOf(packs.sources()),
        packs.pairs().stream()
            .map(pair -> new LanguagePair(pair.source(), pair.target(), pair.pack()))
            .toList(),
        speakable().stream()
            .map(language -> new LanguageVoices(language, packs.voices(language)))
            .toList(),
        List.copyOf(packs.tiers()));
  }

  private Set<String> speakable() {
    Set<String> languages = new TreeSet<>(packs.sources());
    packs.pairs().forEach(pair -> languages.add(pair.target()));
    return languages;
  }
}

package io.streamlation.control.ledger;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ledger's verdict. */
@Schema(name = "Ledger")
record LedgerView(
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description = "Everything is over and every check holds")
        boolean balanced,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description =
                "Sum of all differences that are counted in samples, over the checks that can be made")
        long unaccountedSamples,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description =
                "Every stage has seen the end of every epoch. Until then stages are at different places and only what one"
                    + " stage says of itself can be checked.")
        boolean closed,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description =
                "By stage, then counter: over all epochs; \"stored\" is what PostgreSQL holds")
        Map<String, Map<String, Long>> sums,
    @Schema(requiredMode = RequiredMode.REQUIRED) List<EpochView> epochs) {

  @Schema(name = "LedgerEpoch")
  record EpochView(
      @Schema(requiredMode = RequiredMode.REQUIRED) long epoch,
      @Schema(requiredMode = RequiredMode.REQUIRED) boolean closed,
      @Schema(requiredMode = RequiredMode.REQUIRED) Map<String, StageView> stages,
      @Schema(requiredMode = RequiredMode.REQUIRED) List<Check> checks) {}

  @Schema(name = "LedgerStage")
  record StageView(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "Samples at 16 kHz since the epoch began")
          long asOfSample,
      @Schema(requiredMode = RequiredMode.REQUIRED) boolean closed,
      @Schema(requiredMode = RequiredMode.REQUIRED) Map<String, Long> counters) {}

  /**
   * @param holds null while the stages compared have not both seen the end of the epoch
   */
  @Schema(name = "LedgerCheck")
  record Check(
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "What is compared, in words")
          String name,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"samples", "items"})
          String unit,
      @Schema(requiredMode = RequiredMode.REQUIRED) long left,
      @Schema(requiredMode = RequiredMode.REQUIRED) long right,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"boolean", "null"},
              description =
                  "null while the stages compared are not yet both through with the epoch")
          @Nullable Boolean holds) {}
}

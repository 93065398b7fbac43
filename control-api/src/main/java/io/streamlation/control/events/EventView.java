package io.streamlation.control.events;

import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

@Schema(name = "Event")
record EventView(
    @Schema(requiredMode = RequiredMode.REQUIRED) String id,
    @Schema(requiredMode = RequiredMode.REQUIRED) Instant at,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            types = {"integer", "null"})
        @Nullable Long epoch,
    @Schema(requiredMode = RequiredMode.REQUIRED, example = "stalled") String kind,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            allowableValues = {"", "source", "model", "platform"})
        String party,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            description = "Stable, for programs",
            example = "hls-segment-lost")
        String code,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "A whole sentence") String message,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "What to do, and who; or empty")
        String action,
    @Schema(requiredMode = RequiredMode.REQUIRED, description = "The process that says so")
        String reporter,
    @Schema(
            requiredMode = RequiredMode.REQUIRED,
            types = {"integer", "null"},
            description = "Media position it speaks of: samples at 16 kHz since the epoch began")
        @Nullable Long mediaSample,
    @Schema(requiredMode = RequiredMode.REQUIRED) long planRevision) {}

package io.streamlation.control.probe;

import io.streamlation.contracts.v1.Found;
import io.streamlation.contracts.v1.ProbeAnswer;
import io.streamlation.contracts.v1.ProbeRequest;
import io.streamlation.contracts.v1.ProbeTrouble;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.control.problem.Complaint;
import io.streamlation.control.problem.ProblemType;
import io.streamlation.control.problem.Refusal;
import io.streamlation.control.session.Session;
import io.streamlation.control.session.SessionDoor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.RequiredMode;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

@Tag(name = "probes")
@RestController
class ProbeController {
  private static final String TAKES_IT = "What audioTrack takes to choose it";

  private final SessionDoor door;
  private final BridgeProbe bridge;

  ProbeController(SessionDoor door, BridgeProbe bridge) {
    this.door = door;
    this.bridge = bridge;
  }

  @Schema(name = "NewProbe")
  record NewProbe(
      @Schema(requiredMode = RequiredMode.REQUIRED) @Nullable ProbeSource source,
      @Schema(
              description = "BCP-47 tag of the speech: which of several audio renditions is heard",
              example = "en")
          @Nullable String sourceLanguage) {}

  @Schema(name = "ProbeSource")
  record ProbeSource(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              allowableValues = {"hls", "dash", "rtmp", "srt", "rtsp", "http-audio", "file"})
          @Nullable String protocol,
      @Schema(requiredMode = RequiredMode.REQUIRED) @Nullable String url,
      @Schema(
              types = {"string", "null"},
              description = "As a session's: the sound that is looked at")
          @Nullable String audioTrack) {}

  @Schema(name = "Probe", description = "What a bridge found, by the way that a channel would take")
  record Probe(
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "More is to come; else it has an end")
          boolean live,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"})
          @Nullable Long lengthMs,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              types = {"integer", "null"},
              description = "How long the segments are that it comes in")
          @Nullable Long segmentMs,
      @Schema(requiredMode = RequiredMode.REQUIRED) List<ProbeVariant> variants,
      @Schema(requiredMode = RequiredMode.REQUIRED) List<ProbeRendition> renditions,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "What lies in the sound that was looked at")
          List<ProbeTrack> tracks,
      @Schema(requiredMode = RequiredMode.REQUIRED) long tookMs) {}

  @Schema(name = "ProbeVariant")
  record ProbeVariant(
      @Schema(requiredMode = RequiredMode.REQUIRED) long bandwidthBps,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "1920x1080, or empty")
          String resolution,
      @Schema(requiredMode = RequiredMode.REQUIRED) String codecs) {}

  @Schema(name = "ProbeRendition")
  record ProbeRendition(
      @Schema(requiredMode = RequiredMode.REQUIRED) String name,
      @Schema(requiredMode = RequiredMode.REQUIRED) String language,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "The one that would be heard")
          boolean heard,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = TAKES_IT) String id,
      @Schema(
              requiredMode = RequiredMode.REQUIRED,
              description = "main, commentary, …; empty where the source does not say")
          String role,
      @Schema(requiredMode = RequiredMode.REQUIRED) String codecs,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "0: the source does not say")
          int sampleRateHz,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "0: the source does not say")
          int channels) {}

  @Schema(name = "ProbeTrack")
  record ProbeTrack(
      @Schema(requiredMode = RequiredMode.REQUIRED, example = "aac") String codec,
      @Schema(requiredMode = RequiredMode.REQUIRED) int sampleRateHz,
      @Schema(requiredMode = RequiredMode.REQUIRED) int channels,
      @Schema(requiredMode = RequiredMode.REQUIRED) String language,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = TAKES_IT) String id,
      @Schema(requiredMode = RequiredMode.REQUIRED, description = "The one that would be heard")
          boolean heard) {}

  @Operation(
      operationId = "probeSource",
      summary = "Looks at a source before it is accepted; nothing is kept")
  @ApiResponse(responseCode = "200", description = "It holds sound that can be captioned")
  @PostMapping("/api/v1/probes")
  Probe probe(@RequestBody NewProbe asked) {
    Session.Source source =
        door.source(
            asked.source() == null ? null : asked.source().protocol(),
            asked.source() == null ? null : asked.source().url(),
            asked.source() == null ? null : asked.source().audioTrack());
    ProbeAnswer answer =
        bridge.ask(
            ProbeRequest.newBuilder()
                .setSource(door.onTheWire(source))
                .setSourceLanguage(asked.sourceLanguage() == null ? "" : asked.sourceLanguage())
                .build());
    if (!answer.hasFound()) {
      throw refusal(source, answer.getTrouble());
    }
    return view(answer.getFound(), answer.getTookMs());
  }

  private static Refusal refusal(Session.Source source, ProbeTrouble trouble) {
    String said = sentence(trouble.getMessage()) + " " + trouble.getAction();
    return trouble.getParty() == Party.PARTY_PLATFORM
        ? Refusal.of(ProblemType.BRIDGE_AWAY, "PLATFORM: " + said)
        : Refusal.of(
            List.of(
                Complaint.of(
                    trouble.getPassing()
                        ? ProblemType.SOURCE_NOT_THERE
                        : ProblemType.UNSUPPORTED_SOURCE,
                    "source.url",
                    source.url(),
                    said)));
  }

  private static String sentence(String said) {
    String begun =
        said.isEmpty() ? said : Character.toUpperCase(said.charAt(0)) + said.substring(1);
    return begun.endsWith(".") ? begun : begun + ".";
  }

  private static Probe view(Found found, long tookMs) {
    return new Probe(
        found.getLive(),
        found.hasLengthMs() ? found.getLengthMs() : null,
        found.hasSegmentMs() ? found.getSegmentMs() : null,
        found.getVariantsList().stream()
            .map(v -> new ProbeVariant(v.getBandwidthBps(), v.getResolution(), v.getCodecs()))
            .toList(),
        found.getRenditionsList().stream()
            .map(
                r ->
                    new ProbeRendition(
                        r.getName(),
                        r.getLanguage(),
                        r.getHeard(),
                        r.getId(),
                        r.getRole(),
                        r.getCodecs(),
                        r.getSampleRateHz(),
                        r.getChannels()))
            .toList(),
        found.getTracksList().stream()
            .map(
                t ->
                    new ProbeTrack(
                        t.getCodec(),
                        t.getSampleRateHz(),
                        t.getChannels(),
                        t.getLanguage(),
                        t.getId(),
                        t.getHeard()))
            .toList(),
        tookMs);
  }
}

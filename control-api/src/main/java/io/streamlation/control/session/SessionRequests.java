package io.streamlation.control.session;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies as they come, before anything is believed. {@link SessionDoor} makes sense of them. */
final class SessionRequests {
  private SessionRequests() {}

  @Schema(name = "NewSession")
  record NewSession(
      @Schema(
              description = "What people call the channel; made from the source if absent",
              maxLength = SessionDoor.LONGEST_NAME)
          @Nullable String name,
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable NewSource source,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description = "BCP-47 tag of the speech, or \"auto\"",
              example = "en")
          @Nullable String sourceLanguage,
      @Schema(description = "Languages to translate into or to speak; empty = captions only")
          @Nullable List<@Nullable NewTarget> targets,
      @Schema(description = "Tier of model packs; absent = the default", example = "tiny")
          @Nullable String tier,
      @Schema(
              types = {"object", "null"},
              description = "How viewers get it; absent = as the source allows, without delay")
          @Nullable NewPlayout playout) {}

  @Schema(name = "NewPlayout")
  record NewPlayout(
      @Schema(
              types = {"string", "null"},
              allowableValues = {"sidecar", "rehost", "none"},
              description =
                  "sidecar: picture and sound from the origin's own addresses, captions from here (hls alone)."
                      + " rehost: copied by the bridge into segments of ours. none: nothing is played out."
                      + " Absent or null = sidecar for hls, rehost for all else")
          @Nullable String mode,
      @Schema(
              types = {"integer", "null"},
              minimum = "0",
              maximum = "600000",
              description =
                  "Our playlists are held back by so much, where captions are to be there for certain; absent = 0")
          @Nullable Long delayMs,
      @Schema(
              types = {"integer", "null"},
              minimum = "0",
              maximum = "86400",
              description =
                  "How much of the past stays playable, at least 30; absent or 0 = the platform's default")
          @Nullable Long windowSeconds) {}

  @Schema(name = "NewSource")
  record NewSource(
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              allowableValues = {
                "hls",
                "dash",
                "rtmp",
                "srt",
                "rtsp",
                "http-audio",
                "rtmp-push",
                "srt-push",
                "file"
              })
          @Nullable String protocol,
      @Schema(
              requiredMode = Schema.RequiredMode.REQUIRED,
              description =
                  "hls, dash: http(s) address of a playlist or a manifest; rtmp: rtmp(s)://host/app/stream; srt:"
                      + " srt://host:port, which is called; rtsp: rtsp(s) address; http-audio: http(s) address"
                      + " of an endless body of MP3, AAC or Ogg. All without user info. file: a path below the"
                      + " bridge's file root. rtmp-push, srt-push: absent, for the sender comes to us",
              example = "https://example.org/live/master.m3u8")
          @Nullable String url,
      @Schema(
              types = {"string", "null"},
              description =
                  "Which of several sounds is heard: an id that a probe lists, or a language. Absent or null = the one"
                      + " in the language of the speech, else the source's default",
              example = "de")
          @Nullable String audioTrack,
      @Schema(
              types = {"array", "null"},
              description =
                  "The same programme from elsewhere, in the order in which it is tried when what is on air is dead."
                      + " Each is of the protocol that its scheme tells, and over http(s) its path (.m3u8, .mpd)",
              example = "[\"https://backup.example.org/live/master.m3u8\"]")
          @Nullable List<@Nullable String> backupUrls) {}

  @Schema(name = "NewTarget")
  record NewTarget(
      @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "es")
          @Nullable String language,
      @Schema(
              types = {"boolean", "null"},
              description =
                  "Speak the finals of this language; with it the source's own language may be listed too."
                      + " Absent = captions only.")
          @Nullable Boolean dub,
      @Schema(
              types = {"string", "null"},
              description =
                  "A voice that /api/v1/languages lists for this language; absent or null = the first listed",
              example = "espeak-ng")
          @Nullable String voice) {}

  @Schema(name = "SessionChange")
  record SessionChange(
      @Schema(
              types = {"array", "null"},
              description =
                  "All languages to translate into or to speak from now on. Absent = unchanged")
          @Nullable List<@Nullable NewTarget> targets,
      @Schema(
              types = {"string", "null"},
              description =
                  "Which of several sounds is heard from now on: the channel begins anew. Empty = the source's own"
                      + " choice. Absent = unchanged")
          @Nullable String audioTrack,
      @Schema(
              types = {"array", "null"},
              description =
                  "All backup addresses of the source from now on; the channel goes on where it is. Absent = unchanged")
          @Nullable List<@Nullable String> backupUrls,
      @Schema(
              types = {"object", "null"},
              description = "How viewers get it from now on, all of it. Absent = unchanged")
          @Nullable NewPlayout playout) {}
}

package io.streamlation.infra.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.bulletin.air.LiveChannel;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.Caption;
import io.streamlation.contracts.v1.LiveMessage;
import io.streamlation.contracts.v1.Translation;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.client.LiveSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/** One channel on air, its session, and somebody who watches it over the live socket. */
final class OnAir implements AutoCloseable {
  static final String SPOKEN = "en";
  static final String TRANSLATED = "es";

  /**
   * @param saidAtMs when its sound began, by the programme's own clock
   */
  private record Shown(long saidAtMs, long receivedAtMs) {}

  private final String name;
  private final LiveChannel broadcast;
  private final ControlClient client;
  private final String sessionId;
  private final LiveSocket socket;
  private final List<Shown> captions = new CopyOnWriteArrayList<>();
  private final List<Shown> translations = new CopyOnWriteArrayList<>();
  private volatile boolean over;

  OnAir(String name, LiveChannel broadcast, ControlClient client, Clock clock) {
    this.name = name;
    this.broadcast = broadcast;
    this.client = client;
    this.sessionId = open(client, "channel " + name, broadcast.playlistUrl());
    this.socket =
        LiveSocket.watch(client, sessionId, List.of(), (message, at) -> hear(message, at), clock);
  }

  /** A session for an address. */
  static String open(ControlClient client, String name, String url) {
    return client
        .create(
            new ControlClient.NewSession(
                Optional.of(name), "hls", url, SPOKEN, List.of(TRANSLATED), Optional.empty()))
        .path("id")
        .asText();
  }

  private void hear(LiveMessage message, WallTime at) {
    switch (message.getBodyCase()) {
      case CAPTION -> {
        Caption c = message.getCaption();
        if (c.getState() == Caption.State.STATE_FINAL) {
          captions.add(new Shown(c.getProgramDateTimeUs() / 1_000, at.epochMs()));
        }
      }
      case TRANSLATION -> {
        Translation t = message.getTranslation();
        if (t.getState() == Caption.State.STATE_FINAL) {
          translations.add(new Shown(t.getProgramDateTimeUs() / 1_000, at.epochMs()));
        }
      }
      default -> {}
    }
  }

  /** When the first final of sound from then on was shown, in both languages; empty: not yet. */
  OptionalLong shownOfSoundSince(long wallMs) {
    OptionalLong heard = first(captions, wallMs);
    OptionalLong translated = first(translations, wallMs);
    return heard.isEmpty() || translated.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(heard.getAsLong(), translated.getAsLong()));
  }

  private static OptionalLong first(List<Shown> shown, long wallMs) {
    return shown.stream().filter(s -> s.saidAtMs() >= wallMs).mapToLong(Shown::receivedAtMs).min();
  }

  String name() {
    return name;
  }

  LiveChannel broadcast() {
    return broadcast;
  }

  String sessionId() {
    return sessionId;
  }

  /** Its stream is over, and its session with it. */
  boolean isOver() {
    return over;
  }

  void isOverNow() {
    over = true;
  }

  JsonNode session() {
    return client.session(sessionId);
  }

  /** Stored finals of a session in one language. */
  static List<Comparison.Cue> cues(ControlClient client, String session, String language) {
    List<Comparison.Cue> cues = new ArrayList<>();
    for (JsonNode cue : client.captions(session, language).path("cues")) {
      String id = cue.path("id").asText();
      int dot = id.lastIndexOf('.');
      cues.add(
          new Comparison.Cue(
              id.substring(0, dot),
              Integer.parseInt(id.substring(dot + 1)),
              cue.path("startMs").asLong(),
              cue.path("endMs").asLong(),
              cue.path("text").asText() + cue.path("untranslated").asText()));
    }
    return cues;
  }

  @Override
  public void close() {
    socket.close();
  }
}

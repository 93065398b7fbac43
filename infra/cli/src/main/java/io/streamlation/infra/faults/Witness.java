package io.streamlation.infra.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.streamlation.infra.client.ApiAway;
import io.streamlation.infra.client.ApiRefused;
import io.streamlation.infra.client.ControlClient;
import io.streamlation.infra.stack.StackState.ComponentState;
import io.streamlation.infra.stack.StackState.Life;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What an operator could read while something was wrong: the state of the processes, the alarms,
 * each session as the API shows it, its events, and the warnings in the logs. Every text once, with
 * a count.
 */
final class Witness implements AutoCloseable {
  private static final long GLANCE_MS = 400;
  private static final int LOG_LINES_OF_A_PROCESS = 4;
  private static final int LONGEST = 420;
  private static final int EVENTS = 200;

  /**
   * @param where it stood: status, session, event, log
   * @param like the same without what differs from time to time
   */
  record Said(String where, String text, String like) {}

  private final Arena arena;
  private final long fromMs;
  private final Map<String, Long> logEnds = new TreeMap<>();
  private final Map<String, Said> said = new LinkedHashMap<>(); // guarded by itself
  private final Map<String, Integer> counts = new TreeMap<>(); // guarded by said
  private final Set<String> troubled = new TreeSet<>(); // guarded by said
  private final CountDownLatch enough = new CountDownLatch(1);
  private final List<Thread> threads =
      List.of(
          new Thread(() -> look(this::processes), "witness-of-processes"),
          new Thread(() -> look(this::sessions), "witness-of-sessions"));

  Witness(Arena arena, long fromMs) {
    this.arena = arena;
    this.fromMs = fromMs;
    for (ComponentState c : arena.supervisor().state().components()) {
      logEnds.put(c.name(), size(Path.of(c.log())));
    }
    for (Thread thread : threads) { // an API that does not answer hides no process
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void processes() {
    arena.supervisor().state().components().forEach(this::component);
  }

  private void sessions() {
    arena.channels().forEach(this::session);
    try {
      arena.client().alarms().forEach(this::alarm);
    } catch (ApiAway | ApiRefused e) {
      say("alarm", "the API does not answer");
    }
  }

  private void alarm(JsonNode alarm) {
    say(
        "alarm",
        "%s %s %s: %s%s"
            .formatted(
                alarm.path("sessionName").asText("").replace("null", "platform-wide"),
                alarm.path("party").asText(),
                alarm.path("code").asText(),
                alarm.path("message").asText(),
                arrow(alarm.path("action").asText())));
  }

  private void look(Runnable glance) {
    try {
      do {
        glance.run();
      } while (!enough.await(GLANCE_MS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void component(ComponentState c) {
    if (c.life() != Life.READY) {
      String life = c.life().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      say(
          "status",
          c.name()
              + " "
              + life
              + (c.note().isEmpty() ? "" : ": " + c.note())
              + (c.lastEnd().isEmpty() || !c.note().isEmpty()
                  ? ""
                  : " (last: " + c.lastEnd() + ")"));
    }
  }

  private void session(OnAir channel) {
    try {
      JsonNode session = channel.session();
      JsonNode actual = session.path("actual");
      String state = actual.path("state").asText();
      String notYet = session.path("notYet").asText("");
      if (!state.equals("on-air") || !(notYet.isEmpty() || notYet.equals("null"))) {
        say(
            "session",
            "%s %s: %s %s%s%s"
                .formatted(
                    channel.name(),
                    state,
                    actual.path("party").asText(),
                    actual.path("message").asText(),
                    arrow(actual.path("action").asText()),
                    notYet.isEmpty() || notYet.equals("null") ? "" : " | not yet: " + notYet));
      }
    } catch (ApiAway e) {
      say("session", "the API does not answer");
    } catch (ApiRefused e) {
      say("session", "the API answers: " + e.getMessage());
    }
  }

  /** Ends the looking, and reads events and logs of the time since. */
  @Override
  public void close() throws InterruptedException {
    enough.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    for (OnAir channel : arena.channels()) {
      for (JsonNode event : arena.client().events(channel.sessionId(), EVENTS).path("items")) {
        if (Instant.parse(event.path("at").asText()).toEpochMilli() >= fromMs) {
          event(channel, event);
        }
      }
    }
    for (ComponentState c : arena.supervisor().state().components()) {
      log(c);
    }
  }

  private void event(OnAir channel, JsonNode event) {
    String party = event.path("party").asText();
    say(
        "event",
        "%s %s %s (%s): %s%s"
            .formatted(
                channel.name(),
                party.isEmpty() ? "-" : party,
                event.path("code").asText(),
                event.path("kind").asText(),
                event.path("message").asText(),
                arrow(event.path("action").asText())));
    if (!party.isEmpty()) {
      synchronized (said) {
        troubled.add(channel.name());
      }
    }
  }

  private void log(ComponentState c) {
    List<String> lines;
    try (RandomAccessFile file = new RandomAccessFile(c.log(), "r")) {
      long from = logEnds.getOrDefault(c.name(), 0L);
      file.seek(file.length() < from ? 0 : from); // rotated meanwhile
      byte[] bytes = new byte[(int) Math.min(file.length() - file.getFilePointer(), 8 << 20)];
      file.readFully(bytes);
      lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      say("log", c.name() + ": its log cannot be read: " + e.getMessage());
      return;
    }
    Set<String> kinds = new TreeSet<>();
    for (String line : lines) {
      String warning = warning(line);
      if (!warning.isEmpty()) {
        String text = c.name() + " " + warning;
        kinds.add(like(text));
        if (kinds.size() <= LOG_LINES_OF_A_PROCESS || !kinds.contains(like(text))) {
          say("log", text);
        }
      }
    }
    if (kinds.size() > LOG_LINES_OF_A_PROCESS) {
      say("log", c.name() + " … and " + (kinds.size() - LOG_LINES_OF_A_PROCESS) + " kinds more");
    }
  }

  private static String warning(String line) {
    if (line.startsWith("{")) {
      try {
        JsonNode json = ControlClient.JSON.readTree(line);
        String level =
            json.path("log.level").asText(json.path("log").path("level").asText("")).strip();
        if (level.equals("WARN") || level.equals("ERROR") || level.equals("FATAL")) {
          String error =
              json.path("error.message").asText(json.path("error").path("message").asText(""));
          return level
              + " "
              + json.path("message").asText()
              + (error.isEmpty() ? "" : " (" + error + ")");
        }
      } catch (JsonProcessingException e) {
        return "";
      }
      return "";
    }
    return line.matches(".*\\b(ERROR|FATAL|PANIC|WARN)\\b.*") ? line : "";
  }

  private void say(String where, String text) {
    String one = text.replaceAll("\\s+", " ").strip();
    String shown = one.length() > LONGEST ? one.substring(0, LONGEST - 1) + "…" : one;
    synchronized (said) {
      String like = where + " " + like(shown);
      said.putIfAbsent(like, new Said(where, shown, like));
      counts.merge(like, 1, Integer::sum);
    }
  }

  private static String like(String text) {
    return text.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…")
        .replaceAll("\\d+", "#")
        .replaceAll("(#[.,:T-]?)+", "#");
  }

  private static String arrow(String action) {
    return action.isEmpty() ? "" : " → " + action;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** In the order in which it was read first. */
  List<String> lines() {
    synchronized (said) {
      List<String> lines = new ArrayList<>();
      for (Said s : said.values()) {
        int count = s.where().equals("log") || s.where().equals("event") ? counts.get(s.like()) : 1;
        lines.add("%-7s %s%s".formatted(s.where(), s.text(), count > 1 ? " (×" + count + ")" : ""));
      }
      return lines;
    }
  }

  /** Names of the channels of which an event said that something was somebody's fault. */
  Set<String> troubled() {
    synchronized (said) {
      return new TreeSet<>(troubled);
    }
  }
}

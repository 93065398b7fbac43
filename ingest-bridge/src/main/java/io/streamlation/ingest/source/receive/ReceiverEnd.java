package io.streamlation.ingest.source.receive;

import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.address.Relay;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.SourceTrouble.Hope;
import io.streamlation.ingest.telemetry.Murmur;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A receiver child and its relay: what they say of how a connection ended. */
final class ReceiverEnd implements Line.FarEnd {
  private static final Logger LOG = LoggerFactory.getLogger(ReceiverEnd.class);
  private static final int SIGKILLED = 128 + 9;
  private static final int SIGTERMED = 128 + 15;
  private static final int LONGEST_LINE = 300;

  private final String protocol;
  private final String place;
  private final Process child;
  private final Relay relay;
  private final Murmur murmur = new Murmur(LOG);
  private volatile String lastWords = "";

  ReceiverEnd(String protocol, String place, Process child, Relay relay) {
    this.protocol = protocol;
    this.place = place;
    this.child = child;
    this.relay = relay;
    Thread listener = new Thread(this::listen, "receiver-err-" + child.pid());
    listener.setDaemon(true);
    listener.start();
  }

  private void listen() {
    try (BufferedReader err =
        new BufferedReader(
            new InputStreamReader(child.getErrorStream(), StandardCharsets.UTF_8), 1024)) {
      err.lines()
          .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) : line)
          .filter(line -> !line.contains("not on whitelist")) // the picture, left alone on purpose
          .map(line -> line.replaceFirst("^\\[[^]]*] ", ""))
          .forEach(
              line -> {
                lastWords = line.replaceAll("\\S+://127\\.0\\.0\\.1\\S*", place);
                murmur.warn("receiver " + child.pid() + ": " + lastWords);
              });
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("the receiver's complaints ended early", e);
    }
  }

  @Override
  public SourceTrouble over(boolean heard) {
    Optional<Relay.FarSide> far = relay.ended();
    if (far.isPresent()) {
      return far.get().closed()
          ? trouble(
              "ended",
              place + " " + far.get().words(),
              "Nothing, if the broadcast is over: stop the session. It is taken up again when the"
                  + " sender comes back.")
          : trouble(
              relay.bytes() == 0 ? "unreachable" : "broke",
              place + " " + far.get().words(),
              "See whether the sender still runs, and the way to it.");
    }
    if (wasKilled()) {
      return new SourceTrouble(
          protocol + "-receiver-killed",
          Hope.PASSING,
          Party.PARTY_PLATFORM,
          "the receiver of " + place + " was killed, by somebody or by a kernel short of memory",
          "Nothing, if it happens once; if it goes on, see the machine's memory.");
    }
    String words = lastWords.isEmpty() ? "" : ": " + lastWords;
    if (heard) {
      return trouble(
          "broke",
          place + " broke off, or ended; its receiver cannot tell" + words,
          "See whether the sender still runs, and the way to it.");
    }
    return trouble(
        "refused",
        place + " gave no stream that can be read" + words,
        "See whether the stream's name and key are right, and whether it is on air.");
  }

  private SourceTrouble trouble(String code, String message, String action) {
    return new SourceTrouble(
        protocol + "-" + code, Hope.PASSING, Party.PARTY_SOURCE, message, action);
  }

  private boolean wasKilled() {
    try {
      return child.waitFor(1, TimeUnit.SECONDS)
          && (child.exitValue() == SIGKILLED || child.exitValue() == SIGTERMED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public long bytes() {
    return relay.bytes();
  }

  @Override
  public void hangUp() {
    child.destroyForcibly();
    relay.close();
  }
}

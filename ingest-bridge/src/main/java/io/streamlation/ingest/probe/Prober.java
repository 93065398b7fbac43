package io.streamlation.ingest.probe;

import io.streamlation.contracts.v1.Found;
import io.streamlation.contracts.v1.ProbeAnswer;
import io.streamlation.contracts.v1.ProbeRequest;
import io.streamlation.contracts.v1.ProbeTrouble;
import io.streamlation.contracts.v1.SessionEvent.Party;
import io.streamlation.ingest.decode.SoundProbe;
import io.streamlation.ingest.source.AudioWish;
import io.streamlation.ingest.source.Piece;
import io.streamlation.ingest.source.SourceTrouble;
import io.streamlation.ingest.source.StreamOutline;
import io.streamlation.ingest.source.StreamSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A few looks at a time, each within a limit. It answers with a value whatever it meets. */
public final class Prober implements AutoCloseable {
  private final Function<ProbeRequest, StreamSource> sources;
  private final SoundProbe sound;
  private final Duration limit;
  private final LongSupplier nanoTime;
  private final Semaphore free;
  private final ExecutorService workers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "probe");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param sources opens what is asked about, as a channel's source is opened
   * @param most looks at once; more are told to come again
   */
  public Prober(
      Function<ProbeRequest, StreamSource> sources,
      SoundProbe sound,
      Duration limit,
      int most,
      LongSupplier nanoTime) {
    this.sources = sources;
    this.sound = sound;
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.free = new Semaphore(most);
  }

  public ProbeAnswer probe(ProbeRequest request) throws InterruptedException {
    if (!free.tryAcquire()) {
      return ProbeAnswer.newBuilder()
          .setTrouble(
              trouble(
                  "busy",
                  Party.PARTY_PLATFORM,
                  true,
                  "the bridge is looking at as many sources as it may at once",
                  "Ask again in a few seconds."))
          .build();
    }
    long begunNanos = nanoTime.getAsLong();
    try (StreamSource source = sources.apply(request)) {
      AudioWish wish =
          new AudioWish(request.getSource().getAudioTrack(), request.getSourceLanguage());
      ProbeAnswer.Builder answer = within(source, wish);
      return answer.setTookMs((nanoTime.getAsLong() - begunNanos) / 1_000_000).build();
    } finally {
      free.release();
    }
  }

  private ProbeAnswer.Builder within(StreamSource source, AudioWish wish)
      throws InterruptedException {
    Future<ProbeAnswer.Builder> look = workers.submit(() -> look(source, wish));
    try {
      return look.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return refused(
          trouble(
              "too-slow",
              Party.PARTY_SOURCE,
              true,
              "no sound came within " + limit.toSeconds() + " s",
              "See whether the source is on air, and how quickly its origin answers."));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a source could not be looked at", e.getCause());
    } finally {
      look.cancel(true);
    }
  }

  private ProbeAnswer.Builder look(StreamSource source, AudioWish wish)
      throws IOException, InterruptedException {
    try {
      Optional<Piece.Media> media = firstPiece(source);
      if (media.isEmpty()) {
        return refused(
            trouble(
                "empty",
                Party.PARTY_SOURCE,
                false,
                "the source has ended, and there is nothing in it",
                "Give the address of a stream with sound."));
      }
      SoundProbe.Heard heard =
          sound.probe(media.get(), source.grantsTrack() ? wish.granted() : wish);
      return judged(media.get(), source.outline(), heard);
    } catch (SourceTrouble e) {
      return refused(
          trouble(
              e.code(),
              e.party(),
              e.hope() != SourceTrouble.Hope.NONE,
              e.getMessage(),
              e.action()));
    }
  }

  private static Optional<Piece.Media> firstPiece(StreamSource source)
      throws SourceTrouble, InterruptedException {
    while (true) {
      Piece piece = source.next();
      if (piece instanceof Piece.Media media) {
        return Optional.of(media);
      }
      if (piece instanceof Piece.Ended) {
        return Optional.empty();
      }
      if (piece instanceof Piece.Later later) {
        Thread.sleep(later.pause().toMillis() + 1);
      }
    }
  }

  private static ProbeAnswer.Builder judged(
      Piece.Media media, StreamOutline outline, SoundProbe.Heard heard) {
    if (heard.tracks().isEmpty()) {
      return refused(
          trouble(
              "no-audio",
              Party.PARTY_SOURCE,
              false,
              "there is no sound in " + media.uri() + " (" + heard.complaint() + ")",
              "Give the address of a stream with sound."));
    }
    SoundProbe.Track first =
        heard.tracks().stream()
            .filter(SoundProbe.Track::heard)
            .findFirst()
            .orElse(heard.tracks().get(0));
    if (!heard.decodes()) {
      return refused(
          trouble(
              "undecodable",
              Party.PARTY_SOURCE,
              false,
              "the sound in "
                  + media.uri()
                  + " is "
                  + first.codec()
                  + ", which cannot be decoded here",
              "Have the encoder send AAC, MP3, AC-3, Opus or FLAC."));
    }
    Found.Builder found = Found.newBuilder().setLive(outline.live());
    OptionalLong length = outline.lengthMs().isPresent() ? outline.lengthMs() : heard.lengthMs();
    if (!outline.live()) {
      length.ifPresent(found::setLengthMs);
    }
    outline.segmentMs().ifPresent(found::setSegmentMs);
    outline
        .variants()
        .forEach(
            v ->
                found
                    .addVariantsBuilder()
                    .setBandwidthBps(v.bandwidthBps())
                    .setResolution(v.resolution())
                    .setCodecs(v.codecs()));
    outline
        .renditions()
        .forEach(
            r ->
                found
                    .addRenditionsBuilder()
                    .setId(r.id())
                    .setName(r.name())
                    .setLanguage(r.language())
                    .setRole(r.role())
                    .setCodecs(r.codecs())
                    .setSampleRateHz(r.sampleRateHz())
                    .setChannels(r.channels())
                    .setHeard(r.heard()));
    heard
        .tracks()
        .forEach(
            t ->
                found
                    .addTracksBuilder()
                    .setId(t.id())
                    .setHeard(t.heard())
                    .setCodec(t.codec())
                    .setSampleRateHz(t.sampleRateHz())
                    .setChannels(t.channels())
                    .setLanguage(t.language()));
    return ProbeAnswer.newBuilder().setFound(found);
  }

  private static ProbeAnswer.Builder refused(ProbeTrouble trouble) {
    return ProbeAnswer.newBuilder().setTrouble(trouble);
  }

  private static ProbeTrouble trouble(
      String code, Party party, boolean passing, String message, String action) {
    return ProbeTrouble.newBuilder()
        .setCode(code)
        .setParty(party)
        .setPassing(passing)
        .setMessage(message)
        .setAction(action)
        .build();
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}

package io.streamlation.bench.road;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.AudioFormat;
import io.streamlation.contracts.WallTime;
import io.streamlation.contracts.v1.AudioFrame;
import io.streamlation.contracts.v1.Border;
import io.streamlation.contracts.v1.CutState;
import io.streamlation.contracts.v1.LedgerTally;
import io.streamlation.contracts.v1.SessionEvent;
import io.streamlation.contracts.v1.SpeechChunk;
import io.streamlation.flink.cut.CutSettings;
import io.streamlation.flink.cut.SpectralDetector;
import io.streamlation.flink.cut.SpeechCutter;
import io.streamlation.flink.room.Outbox;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A voice that says a sentence and pauses, for ever: 2.4 s of vowels, 0.6 s of silence. Channels
 * begin at different frames of it, so that their sentences do not end all at once.
 */
final class Tape {
  private static final int SPEECH_FRAMES = 24;
  private static final int PAUSE_FRAMES = 6;
  static final int FRAMES = SPEECH_FRAMES + PAUSE_FRAMES; // 3 s

  private static final ByteString[] PCM = record();

  private Tape() {}

  /** Sound of the channel's frame with that number. */
  static ByteString pcm(int channel, int frame) {
    return PCM[(startOf(channel) + frame) % FRAMES];
  }

  /** Sevenths, so that neighbours are far apart. */
  private static int startOf(int channel) {
    return channel * 7 % FRAMES;
  }

  /** How many different channels there are; the others repeat them. */
  static int kinds() {
    return FRAMES;
  }

  static int kindOf(int channel) {
    return channel % FRAMES;
  }

  /**
   * Where utterances begin, and with which frame the cutter knows that they are over: from that
   * frame on, waiting is the road's.
   *
   * @return start sample → number of the frame that ends the utterance
   */
  static Map<Long, Integer> utterances(int kind, int frames, CutSettings settings) {
    SpeechCutter cutter = new SpeechCutter(settings, new SpectralDetector(settings.quietRms()));
    Map<Long, Integer> ends = new LinkedHashMap<>();
    Optional<CutState> state = Optional.empty();
    for (int frame = 0; frame < frames; frame++) {
      int number = frame;
      state =
          cutter.take(
              state,
              frame("tape", kind, frame, 0),
              new WallTime(0),
              new Ends(part -> ends.put(part.getPart().getUtterance().getStartSample(), number)));
    }
    return ends;
  }

  /** As a bridge would write it. */
  static AudioFrame frame(String sessionId, int channel, int frame, long capturedAtMs) {
    return AudioFrame.newBuilder()
        .setSessionId(sessionId)
        .setEpoch(1)
        .setFrameNumber(frame)
        .setStartSample((long) frame * AudioFormat.SAMPLES_PER_FRAME)
        .setCapturedAtMs(capturedAtMs)
        .setPlanRevision(1)
        .setSourceLanguage("en")
        .setPcm(pcm(channel, frame))
        .build();
  }

  private static ByteString[] record() {
    ByteString[] frames = new ByteString[FRAMES];
    for (int frame = 0; frame < FRAMES; frame++) {
      ByteBuffer bytes =
          ByteBuffer.allocate(AudioFormat.BYTES_PER_FRAME).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < AudioFormat.SAMPLES_PER_FRAME; i++) {
        int sample = frame * AudioFormat.SAMPLES_PER_FRAME + i;
        bytes.putShort(
            frame < SPEECH_FRAMES ? voice(sample / (double) AudioFormat.SAMPLE_RATE_HZ) : 0);
      }
      frames[frame] = ByteString.copyFrom(bytes.array());
    }
    return frames;
  }

  /**
   * 120 Hz and its overtones through two formants that wander, in syllables of a quarter second.
   */
  private static short voice(double seconds) {
    double first = 550 + 300 * Math.sin(2 * Math.PI * 3.1 * seconds);
    double second = 1700 + 700 * Math.sin(2 * Math.PI * 2.3 * seconds + 1);
    double sum = 0;
    for (int overtone = 1; overtone <= 25; overtone++) {
      double hz = 120.0 * overtone;
      double formants =
          Math.exp(-Math.pow((hz - first) / 150, 2))
              + .5 * Math.exp(-Math.pow((hz - second) / 200, 2))
              + .01;
      sum += formants * Math.sin(2 * Math.PI * hz * seconds + overtone * overtone);
    }
    return (short) (4000 * Math.pow(Math.sin(Math.PI * seconds / .25), 2) * sum);
  }

  /** Looks only for what ends an utterance. */
  private record Ends(java.util.function.Consumer<SpeechChunk> ended)
      implements Outbox<SpeechChunk> {
    @Override
    public void give(SpeechChunk chunk) {
      if (chunk.hasPart() && chunk.getPart().getClosedBy() != Border.BORDER_UNSPECIFIED) {
        ended.accept(chunk);
      }
    }

    @Override
    public void tally(LedgerTally tally) {}

    @Override
    public void event(SessionEvent event) {}

    @Override
    public void count(String counter, long howMany) {}

    @Override
    public void measure(String what, long value) {}
  }
}

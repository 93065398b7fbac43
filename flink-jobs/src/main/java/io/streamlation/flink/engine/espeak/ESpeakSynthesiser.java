package io.streamlation.flink.engine.espeak;

import com.google.protobuf.ByteString;
import io.streamlation.contracts.ClipFormat;
import io.streamlation.flink.engine.SpeakableText;
import io.streamlation.flink.speak.SpeechSynthesiser;
import io.streamlation.flink.speak.SynthesisOutcome;
import io.streamlation.flink.speak.SynthesisOutcome.Failed;
import io.streamlation.flink.speak.SynthesisOutcome.Nothing;
import io.streamlation.flink.speak.SynthesisOutcome.Spoken;
import io.streamlation.flink.speak.SynthesisRequest;
import io.streamlation.models.PackManifest;
import io.streamlation.models.Voices;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A voice for a hundred languages that is always there. */
public final class ESpeakSynthesiser implements SpeechSynthesiser {
  public static final String ENGINE = "espeak-ng";

  private static final int MAX_BATCH = 8;
  private static final int WAV_HEADER_BYTES = 44;
  private static final int RATE_AT = 24;

  private final PackManifest pack;
  private final ESpeak espeak;

  private ESpeakSynthesiser(PackManifest pack, ESpeak espeak) {
    this.pack = pack;
    this.espeak = espeak;
  }

  public static ESpeakSynthesiser open(PackManifest pack) {
    return new ESpeakSynthesiser(pack, new ESpeak());
  }

  /**
   * @param program another one in the place of espeak-ng
   */
  static ESpeakSynthesiser open(PackManifest pack, String program) {
    return new ESpeakSynthesiser(pack, new ESpeak(program));
  }

  @Override
  public List<SynthesisOutcome> synthesise(List<SynthesisRequest> batch, Duration patience) {
    long endNanos = System.nanoTime() + patience.toNanos();
    List<SynthesisOutcome> outcomes = new ArrayList<>();
    for (SynthesisRequest request : batch) {
      outcomes.add(synthesise(request, Duration.ofNanos(endNanos - System.nanoTime())));
    }
    return outcomes;
  }

  private SynthesisOutcome synthesise(SynthesisRequest request, Duration patience) {
    if (Voices.of(List.of(pack)).choose(request.language(), request.voice()).isEmpty()) {
      return new Failed(
          Failed.Reason.NO_VOICE,
          "%s has no voice \"%s\" for %s"
              .formatted(pack.id(), request.voice(), request.language()));
    }
    String text = SpeakableText.of(request.text());
    if (text.length() > SpeakableText.MOST_CHARACTERS) {
      return new Failed(
          Failed.Reason.TOO_LONG,
          "the line has %,d characters, a voice is given %,d"
              .formatted(text.length(), SpeakableText.MOST_CHARACTERS));
    }
    if (!SpeakableText.saysSomething(text)) {
      return new Nothing();
    }
    ESpeak.Answer answer =
        espeak.speak(
            voice(request.language()),
            text,
            patience,
            ClipFormat.MOST_AUDIO_BYTES + WAV_HEADER_BYTES);
    if (answer instanceof ESpeak.Answer.Bytes wav) {
      return spoken(wav.bytes());
    }
    return failed(answer, patience);
  }

  /** The pack's own spelling where it has the region, else the language alone. */
  private String voice(String language) {
    int dash = language.indexOf('-');
    return ESpeak.voiceFor(
        pack.languages().contains(language) || dash < 0 ? language : language.substring(0, dash));
  }

  /** What became of a child that gave nothing usable. */
  public static Failed failed(ESpeak.Answer answer, Duration patience) {
    if (answer instanceof ESpeak.Answer.NotThere away) {
      return new Failed(Failed.Reason.NO_VOICE, away.detail());
    }
    if (answer instanceof ESpeak.Answer.TooSlow) {
      return new Failed(
          Failed.Reason.DEADLINE,
          "espeak-ng gave nothing within " + Math.max(0, patience.toMillis()) + " ms");
    }
    if (answer instanceof ESpeak.Answer.TooMuch) {
      return new Failed(Failed.Reason.TOO_LONG, "espeak-ng gave more than a clip may have");
    }
    return new Failed(
        Failed.Reason.MODEL,
        answer instanceof ESpeak.Answer.Broke broke ? broke.detail() : "espeak-ng gave no sound");
  }

  /** Written to a pipe, the header's lengths are not true; the sound ends where the file does. */
  private SynthesisOutcome spoken(byte[] wav) {
    int bytes = (wav.length - WAV_HEADER_BYTES) / 2 * 2;
    if (bytes <= 0 || !new String(wav, 0, 4, StandardCharsets.US_ASCII).equals("RIFF")) {
      return new Failed(Failed.Reason.MODEL, "espeak-ng gave no sound");
    }
    int rateHz = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).getInt(RATE_AT);
    return new Spoken(ByteString.copyFrom(wav, WAV_HEADER_BYTES, bytes), rateHz, pack.name());
  }

  @Override
  public int maxBatch() {
    return MAX_BATCH;
  }

  /** Nothing outlives a call. */
  @Override
  public void close() {}
}

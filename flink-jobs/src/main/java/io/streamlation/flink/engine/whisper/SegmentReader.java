package io.streamlation.flink.engine.whisper;

import io.streamlation.flink.recognise.RecognitionOutcome.HeardSegment;
import io.streamlation.flink.recognise.RecognitionOutcome.HeardWord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tokens to segments and words. The model's timestamps bound the segments; inside one, words share
 * its time by their length, for want of anything better.
 */
final class SegmentReader {
  private final WhisperTokenizer tokenizer;
  private final WhisperConfig config;

  SegmentReader(WhisperTokenizer tokenizer, WhisperConfig config) {
    this.tokenizer = tokenizer;
    this.config = config;
  }

  /**
   * @param leadSamples of silence that stood before the sound
   * @param lengthSamples of the sound; nothing lies outside it
   */
  List<HeardSegment> read(
      TokenDecoder.Decoded decoded, String language, long leadSamples, long lengthSamples) {
    List<HeardSegment> segments = new ArrayList<>();
    int[] tokens = decoded.tokens();
    long start = 0;
    int from = 0;
    for (int i = 0; i <= tokens.length; i++) {
      boolean time = i < tokens.length && tokens[i] >= config.timestampId();
      if (!time && i < tokens.length) {
        continue;
      }
      long at = lengthSamples;
      if (time) {
        long position = (long) (tokens[i] - config.timestampId()) * config.samplesPerTimestamp();
        at = Math.min(lengthSamples, Math.max(start, position - leadSamples));
      }
      if (i > from) {
        segment(decoded, from, i, language, start, at, lengthSamples).ifPresent(segments::add);
      }
      start = at;
      from = i + 1;
    }
    return segments;
  }

  private java.util.Optional<HeardSegment> segment(
      TokenDecoder.Decoded decoded,
      int from,
      int to,
      String language,
      long start,
      long end,
      long lengthSamples) {
    long[] ids = Arrays.stream(decoded.tokens(), from, to).asLongStream().toArray();
    List<WhisperTokenizer.Word> words =
        tokenizer.words(ids, language).stream().filter(w -> !w.text().isBlank()).toList();
    if (words.isEmpty()) {
      return java.util.Optional.empty();
    }
    // Even a segment the model gave no time has a sample for each word.
    long last = Math.min(lengthSamples, Math.max(end, start + words.size()));
    long first = Math.max(0, Math.min(start, last - words.size()));
    double letters = words.stream().mapToInt(w -> w.text().length()).sum();
    List<HeardWord> heard = new ArrayList<>();
    double said = 0;
    for (WhisperTokenizer.Word word : words) {
      long wordStart = first + Math.round((last - first) * (said / letters));
      said += word.text().length();
      long wordEnd = first + Math.round((last - first) * (said / letters));
      double sum = 0;
      for (int i = word.from(); i < word.to(); i++) {
        sum += decoded.logProbs()[from + i];
      }
      float confidence = (float) Math.min(1, Math.exp(sum / (word.to() - word.from())));
      heard.add(new HeardWord(word.text().strip(), wordStart, wordEnd, confidence));
    }
    return java.util.Optional.of(new HeardSegment(first, last, heard));
  }
}

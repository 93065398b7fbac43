package io.streamlation.flink.engine.pocketsphinx;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One native decoder. What it says is a function of the utterance alone: the running cepstral mean,
 * which would carry the last speaker into the next utterance, is set back before each.
 *
 * <p>A decoder that was fed piece by piece once keeps to running means for good, so one that hears
 * whole utterances never is.
 */
final class SphinxDecoder {
  /** A window of speech features every 10 ms. */
  private static final int SAMPLES_PER_FEATURE = 160;

  /**
   * Where feat_t keeps its normaliser, and that its mean; sphinxbase has no call for it. What is
   * found there is compared with the model's own numbers before it is believed.
   */
  private static final int NORMALISER_OFFSET_BYTES = 88;

  private static final int MEAN_LENGTH_OFFSET_BYTES = 28;
  private static final int MEAN_LENGTH = 13;
  private static final float[] INITIAL_MEAN = {41.00f, -5.29f, -0.12f};

  private static final Pattern NOT_A_WORD = Pattern.compile("<.*>|\\[.*]|\\+\\+.*\\+\\+");
  private static final Pattern PRONUNCIATION = Pattern.compile("\\(\\d+\\)$");

  private final SphinxLibrary sphinx;
  private final SphinxLibrary.Base base;
  private final Pointer decoder;

  private Memory initialMean;
  private Pointer normaliser;

  private SphinxDecoder(SphinxLibrary sphinx, SphinxLibrary.Base base, Pointer decoder) {
    this.sphinx = sphinx;
    this.base = base;
    this.decoder = decoder;
  }

  /**
   * @param model folder with {@code en-us}, {@code en-us.lm.bin} and {@code cmudict-en-us.dict}
   */
  static SphinxDecoder open(SphinxLibrary sphinx, SphinxLibrary.Base base, Path model) {
    Pointer config =
        base.cmd_ln_init(
            null,
            sphinx.ps_args(),
            1,
            "-hmm",
            model.resolve("en-us").toString(),
            "-lm",
            model.resolve("en-us.lm.bin").toString(),
            "-dict",
            model.resolve("cmudict-en-us.dict").toString(),
            null);
    Pointer decoder = config == null ? null : sphinx.ps_init(config);
    if (decoder == null) {
      throw new IllegalStateException("PocketSphinx does not open the model in " + model);
    }
    return new SphinxDecoder(sphinx, base, decoder);
  }

  /** One full pass, cepstral mean of the whole: what a final is made of. */
  List<SphinxWord> hearWhole(short[] samples) {
    begin();
    must(sphinx.ps_process_raw(decoder, samples, new NativeLong(samples.length), 0, 1));
    must(sphinx.ps_end_utt(decoder));
    return words();
  }

  /** Begins an utterance that comes piece by piece. */
  void beginPieces() {
    if (normaliser == null) {
      findNormaliser();
    }
    base.cmn_live_set(normaliser, initialMean);
    begin();
  }

  /** The best guess so far, of all pieces since the beginning. */
  List<SphinxWord> hearPiece(short[] samples) {
    must(sphinx.ps_process_raw(decoder, samples, new NativeLong(samples.length), 0, 0));
    return words();
  }

  void endPieces() {
    must(sphinx.ps_end_utt(decoder));
  }

  private void begin() {
    must(sphinx.ps_start_stream(decoder));
    must(sphinx.ps_start_utt(decoder));
  }

  private void findNormaliser() {
    normaliser = sphinx.ps_get_feat(decoder).getPointer(NORMALISER_OFFSET_BYTES);
    float[] mean = normaliser.getPointer(0).getFloatArray(0, INITIAL_MEAN.length);
    boolean asKnown = normaliser.getInt(MEAN_LENGTH_OFFSET_BYTES) == MEAN_LENGTH;
    for (int i = 0; i < INITIAL_MEAN.length; i++) {
      asKnown &= Math.abs(mean[i] - INITIAL_MEAN[i]) < 0.01;
    }
    if (!asKnown) {
      throw new IllegalStateException(
          "this build of libsphinxbase keeps its cepstral mean elsewhere than Debian 12's");
    }
    initialMean = new Memory(MEAN_LENGTH * (long) Float.BYTES);
    initialMean.write(0, normaliser.getPointer(0).getFloatArray(0, MEAN_LENGTH), 0, MEAN_LENGTH);
  }

  private List<SphinxWord> words() {
    List<SphinxWord> words = new ArrayList<>();
    Pointer logmath = sphinx.ps_get_logmath(decoder);
    IntByReference first = new IntByReference();
    IntByReference last = new IntByReference();
    IntByReference unused = new IntByReference();
    for (Pointer at = sphinx.ps_seg_iter(decoder); at != null; at = sphinx.ps_seg_next(at)) {
      String text = PRONUNCIATION.matcher(sphinx.ps_seg_word(at)).replaceFirst("");
      if (NOT_A_WORD.matcher(text).matches()) {
        continue;
      }
      sphinx.ps_seg_frames(at, first, last);
      double likely = base.logmath_exp(logmath, sphinx.ps_seg_prob(at, unused, unused, unused));
      words.add(
          new SphinxWord(
              text,
              first.getValue() * SAMPLES_PER_FEATURE,
              (last.getValue() + 1) * SAMPLES_PER_FEATURE,
              (float) Math.max(0, Math.min(1, likely))));
    }
    return words;
  }

  private static void must(int result) {
    if (result < 0) {
      throw new IllegalStateException("PocketSphinx answered " + result);
    }
  }
}

package io.streamlation.flink.engine.pocketsphinx;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;

/** What is called of PocketSphinx 5prealpha's two libraries, under their own names. */
interface SphinxLibrary extends Library {
  static SphinxLibrary load() {
    return Native.load("libpocketsphinx.so.3", SphinxLibrary.class);
  }

  Pointer ps_args();

  Pointer ps_init(Pointer config);

  Pointer ps_get_feat(Pointer decoder);

  Pointer ps_get_logmath(Pointer decoder);

  int ps_start_stream(Pointer decoder);

  int ps_start_utt(Pointer decoder);

  int ps_process_raw(
      Pointer decoder, short[] samples, NativeLong count, int noSearch, int fullUtterance);

  int ps_end_utt(Pointer decoder);

  Pointer ps_seg_iter(Pointer decoder);

  Pointer ps_seg_next(Pointer segment);

  String ps_seg_word(Pointer segment);

  void ps_seg_frames(Pointer segment, IntByReference first, IntByReference last);

  int ps_seg_prob(
      Pointer segment, IntByReference acoustic, IntByReference language, IntByReference backoff);

  /** The library below it. */
  interface Base extends Library {
    static Base load() {
      return Native.load("libsphinxbase.so.3", Base.class);
    }

    Pointer cmd_ln_init(Pointer before, Pointer definitions, int strict, Object... nameAndValue);

    void err_set_logfp(Pointer file);

    double logmath_exp(Pointer logmath, int value);

    void cmn_live_set(Pointer normaliser, Pointer mean);
  }
}

package io.streamlation.contracts;

/** Names of the sums in a {@code LedgerTally}. docs/03-time-and-loss.md says how they add up. */
public final class LedgerCounters {
  // ingest: frames_published = pcm_frames + gap_frames + end_frames
  public static final String FRAMES_PUBLISHED = "frames_published";
  public static final String PCM_SAMPLES = "pcm_samples";
  public static final String GAP_SAMPLES = "gap_samples";
  public static final String GAPS = "gaps";
  // cut: frames_in = frames_taken + frames_stale + frames_repeated + frames_refused
  public static final String FRAMES_IN = "frames_in";
  public static final String FRAMES_TAKEN = "frames_taken";
  public static final String FRAMES_STALE = "frames_stale";
  public static final String FRAMES_REPEATED = "frames_repeated";
  public static final String FRAMES_REFUSED = "frames_refused";

  /** Samples that lie between two frames that came, and were not declared as a gap. */
  public static final String MISSING_SAMPLES = "missing_samples";

  // cut: pcm_samples = speech_samples + silence_samples
  public static final String SPEECH_SAMPLES = "speech_samples";
  public static final String SILENCE_SAMPLES = "silence_samples";
  public static final String UTTERANCES = "utterances";
  // recognise: utterances = heard + silent + skipped + failed
  public static final String HEARD = "heard";
  public static final String SILENT = "silent";
  public static final String SKIPPED = "skipped";
  public static final String FAILED = "failed";

  /** Samples of the utterances taken up; equals cut's speech_samples. */
  public static final String SAMPLES_IN = "samples_in";

  // settle: finals_out captions from utterances in
  public static final String FINALS = "finals";
  public static final String WITHDRAWN = "withdrawn";
  // fanout: requests = sum over finals of that final's targets
  public static final String REQUESTS = "requests";

  /** fanout: sum over finals of those of its targets that are to be spoken. */
  public static final String VOICED = "voiced";

  // translate: requests = translated + untranslated
  public static final String TRANSLATED = "translated";
  public static final String UNTRANSLATED = "untranslated";

  /** translate: finals in the target's own language, to be spoken as they are. */
  public static final String AS_SPOKEN = "as_spoken";

  // speak: requests = clips + skipped
  public static final String CLIPS = "clips";

  private LedgerCounters() {}
}

package io.streamlation.flink.recognise;

import io.streamlation.contracts.v1.RecogniseState;
import io.streamlation.contracts.v1.Speaker;
import io.streamlation.contracts.v1.VoicePrint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who spoke an utterance: the speaker before it, one who was heard before, or a new one. Voices are
 * compared by the squared Mahalanobis distance of their means under the covariance that both have
 * together, as Hotelling's T² does (B. Zhou, J. H. L. Hansen: Unsupervised audio stream
 * segmentation and clustering via the Bayesian information criterion, ICSLP 2000). The figures are
 * chosen so that a change that is told is one: docs/decisions/0172. Pure.
 */
final class Diarisation {
  /** From here on it is somebody else than the speaker before. */
  static final double OTHER = 6;

  /** Up to here it is somebody who was heard earlier. */
  static final double KNOWN = .6 * OTHER;

  /** Less of a voice (0.6 s) says nothing. */
  static final int FEWEST_WINDOWS = 30;

  /** What was heard longer ago than so many windows (30 s) fades. */
  static final int MOST_WINDOWS = 1_500;

  static final int MOST_SPEAKERS = 8;

  /** Keeps a voice that never moves from being unlike everything. */
  private static final double LEAST_VARIANCE = 1e-6;

  private Diarisation() {}

  /** The name of who spoke; empty where nobody was heard clearly so far. */
  static String speaker(RecogniseState.Builder state, Optional<VoicePrint> heard) {
    List<Speaker> speakers = new ArrayList<>(state.getSpeakersList()); // newest first
    if (heard.isPresent() && heard.get().getWindows() >= FEWEST_WINDOWS) {
      VoicePrint voice = heard.get();
      int who = who(speakers, voice);
      Speaker speaker;
      if (who < 0) {
        state.setSpeakersHeard(state.getSpeakersHeard() + 1);
        speaker = Speaker.newBuilder().setNumber(state.getSpeakersHeard()).setVoice(voice).build();
      } else {
        Speaker known = speakers.remove(who);
        speaker = known.toBuilder().setVoice(both(known.getVoice(), voice)).build();
      }
      speakers.add(0, speaker);
      if (speakers.size() > MOST_SPEAKERS) {
        speakers.remove(MOST_SPEAKERS);
      }
      state.clearSpeakers().addAllSpeakers(speakers);
    }
    return speakers.isEmpty() ? "" : "speaker-" + speakers.get(0).getNumber();
  }

  private static int who(List<Speaker> speakers, VoicePrint voice) {
    if (speakers.isEmpty()) {
      return -1;
    }
    if (distance(speakers.get(0).getVoice(), voice) <= OTHER) {
      return 0;
    }
    int nearest = -1;
    double least = KNOWN;
    for (int i = 1; i < speakers.size(); i++) {
      double distance = distance(speakers.get(i).getVoice(), voice);
      if (distance <= least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }

  static double distance(VoicePrint one, VoicePrint other) {
    int n = VoiceFeatures.DIMENSIONS;
    double all = (double) one.getWindows() + other.getWindows();
    double[][] together = new double[n][n];
    double[] apart = new double[n];
    for (int i = 0; i < n; i++) {
      apart[i] = one.getMean(i) - other.getMean(i);
      for (int k = 0; k <= i; k++) {
        together[i][k] =
            (one.getWindows() * one.getCovariance(place(i, k))
                        + other.getWindows() * other.getCovariance(place(i, k)))
                    / all
                + (i == k ? LEAST_VARIANCE : 0);
      }
    }
    return squareUnder(together, apart);
  }

  /** xᵀ A⁻¹ x, by Cholesky's factor of A, which takes A's place. */
  private static double squareUnder(double[][] a, double[] x) {
    double square = 0;
    double[] solved = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k <= i; k++) {
        double left = a[i][k];
        for (int m = 0; m < k; m++) {
          left -= a[i][m] * a[k][m];
        }
        a[i][k] = i == k ? Math.sqrt(Math.max(LEAST_VARIANCE, left)) : left / a[k][k];
      }
      double left = x[i];
      for (int m = 0; m < i; m++) {
        left -= a[i][m] * solved[m];
      }
      solved[i] = left / a[i][i];
      square += solved[i] * solved[i];
    }
    return square;
  }

  /** The voice of both stretches of sound. */
  private static VoicePrint both(VoicePrint one, VoicePrint other) {
    double all = (double) one.getWindows() + other.getWindows();
    double of1 = one.getWindows() / all;
    double of2 = other.getWindows() / all;
    VoicePrint.Builder both = VoicePrint.newBuilder().setWindows((int) Math.min(MOST_WINDOWS, all));
    for (int i = 0; i < VoiceFeatures.DIMENSIONS; i++) {
      both.addMean(of1 * one.getMean(i) + of2 * other.getMean(i));
      for (int k = 0; k <= i; k++) {
        both.addCovariance(
            of1 * one.getCovariance(place(i, k))
                + of2 * other.getCovariance(place(i, k))
                + of1
                    * of2
                    * (one.getMean(i) - other.getMean(i))
                    * (one.getMean(k) - other.getMean(k)));
      }
    }
    return both.build();
  }

  /** Of a row and a column in the lower triangle, row by row. */
  private static int place(int row, int column) {
    return row * (row + 1) / 2 + column;
  }
}

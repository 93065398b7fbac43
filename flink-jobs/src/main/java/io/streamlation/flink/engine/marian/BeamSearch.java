package io.streamlation.flink.engine.marian;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Looks for the likeliest target. Knows no model: logits come from a {@link Stepper}. */
final class BeamSearch {
  private final MarianConfig config;
  private final int width;

  /**
   * @param width beams kept; 1 is greedy
   */
  BeamSearch(MarianConfig config, int width) {
    this.config = config;
    this.width = width;
  }

  /** See {@link MarianModel.Decoding#step}. */
  interface Stepper {
    float[][] step(int[] tokens, int[] parents);
  }

  /**
   * @param tokens between start and end
   * @param meanLogProb of a token, the end included
   */
  record Target(int[] tokens, double meanLogProb) {}

  /**
   * @param tokens after the start
   * @param parent its beam in the step before
   */
  private record Beam(int[] tokens, double logProb, int parent) {
    int last() {
      return tokens[tokens.length - 1];
    }
  }

  private record Candidate(int beam, int token, double logProb) {}

  /**
   * @param maxTokens after the start, end included
   * @param stop asked before each step
   * @return nothing when stopped, or when no beam came to an end
   */
  Optional<Target> search(Stepper model, int maxTokens, BooleanSupplier stop) {
    List<Beam> beams = List.of(new Beam(new int[0], 0, 0));
    List<Target> ended = new ArrayList<>();
    double worstEnded = Double.NEGATIVE_INFINITY;
    for (int length = 1; length <= maxTokens; length++) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      float[][] logits = step(model, beams);
      List<Candidate> candidates = best(beams, logits, length);
      List<Beam> next = new ArrayList<>();
      for (int rank = 0; rank < candidates.size() && next.size() < width; rank++) {
        Candidate candidate = candidates.get(rank);
        int[] before = beams.get(candidate.beam()).tokens();
        if (candidate.token() == config.endId()) {
          if (rank < width) {
            ended.add(new Target(before, score(candidate.logProb(), length)));
          }
        } else {
          int[] tokens = Arrays.copyOf(before, length);
          tokens[length - 1] = candidate.token();
          next.add(new Beam(tokens, candidate.logProb(), candidate.beam()));
        }
      }
      ended.sort(Comparator.comparingDouble(Target::meanLogProb).reversed());
      if (ended.size() > width) {
        ended.subList(width, ended.size()).clear();
      }
      if (ended.size() == width) {
        worstEnded = ended.get(width - 1).meanLogProb();
      }
      beams = next;
      // No beam still open can come out better than the worst that has ended.
      boolean greedyEnded = width == 1 && !ended.isEmpty();
      if (greedyEnded || beams.isEmpty() || worstEnded >= score(beams.get(0).logProb(), length)) {
        break;
      }
    }
    return ended.stream().findFirst();
  }

  private float[][] step(Stepper model, List<Beam> beams) {
    int[] tokens = new int[beams.size()];
    int[] parents = new int[beams.size()];
    for (int i = 0; i < tokens.length; i++) {
      Beam beam = beams.get(i);
      tokens[i] = beam.tokens().length == 0 ? config.startId() : beam.last();
      parents[i] = beam.parent();
    }
    return model.step(tokens, parents);
  }

  private double score(double logProb, int length) {
    return logProb / Math.pow(length, config.lengthPenalty());
  }

  /** The best twice as many as beams, so that ends do not use the beams up. */
  private List<Candidate> best(List<Beam> beams, float[][] logits, int length) {
    List<Candidate> best = new ArrayList<>();
    Comparator<Candidate> order =
        Comparator.comparingDouble(Candidate::logProb)
            .reversed()
            .thenComparingInt(Candidate::beam)
            .thenComparingInt(Candidate::token);
    boolean lastPosition = config.forcedEndId() >= 0 && length == config.maxLength() - 1;
    for (int b = 0; b < beams.size(); b++) {
      double[] logProbs = logProbs(logits[b]);
      if (lastPosition) {
        best.add(new Candidate(b, config.forcedEndId(), beams.get(b).logProb()));
        continue;
      }
      forbidBadWords(logProbs, beams.get(b).tokens());
      for (int token = 0; token < logProbs.length; token++) {
        if (logProbs[token] == Double.NEGATIVE_INFINITY) {
          continue;
        }
        Candidate candidate = new Candidate(b, token, beams.get(b).logProb() + logProbs[token]);
        if (best.size() < 2 * width) {
          best.add(candidate);
          best.sort(order);
        } else if (order.compare(candidate, best.get(best.size() - 1)) < 0) {
          best.set(best.size() - 1, candidate);
          best.sort(order);
        }
      }
    }
    best.sort(order);
    return best;
  }

  private void forbidBadWords(double[] logProbs, int[] said) {
    for (int[] badWord : config.badWords()) {
      int begun = badWord.length - 1;
      boolean atHand =
          begun <= said.length
              && Arrays.equals(said, said.length - begun, said.length, badWord, 0, begun);
      if (atHand) {
        logProbs[badWord[begun]] = Double.NEGATIVE_INFINITY;
      }
    }
  }

  private static double[] logProbs(float[] logits) {
    double max = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - max);
    }
    double logSum = max + Math.log(sum);
    double[] logProbs = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      logProbs[i] = logits[i] - logSum;
    }
    return logProbs;
  }
}

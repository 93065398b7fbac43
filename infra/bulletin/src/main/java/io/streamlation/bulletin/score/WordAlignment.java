package io.streamlation.bulletin.score;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Lays what was heard beside what was said with the fewest word errors; where several ways have as
 * few, the one whose pairs lie closest in time. Words more than {@link #REACH_MS} apart are never
 * paired, which also keeps the work proportional to the length.
 */
final class WordAlignment {
  static final long REACH_MS = 30_000;

  /** One edit outweighs all distances in time together. */
  private static final long EDIT = 1_000_000_000_000L;

  private static final long NEVER = Long.MAX_VALUE / 4;
  private static final byte PAIRED = 0;
  private static final byte MISSED = 1;
  private static final byte ADDED = 2;

  /**
   * @param owner what it is part of: the number of a sentence, or of a caption
   */
  record Word(String text, long atMs, int owner) {}

  /**
   * A word said and the word taken for it; {@code heard} null: missed; {@code said} null: added.
   */
  record Pair(Word said, Word heard) {
    boolean alike() {
      return said != null && heard != null && said.text().equals(heard.text());
    }
  }

  private WordAlignment() {}

  /** Both in order of time; so are the pairs. */
  static List<Pair> align(List<Word> said, List<Word> heard) {
    int rows = said.size() + 1;
    int[] from = new int[rows]; // of each row, the first column in reach
    int[] to = new int[rows]; // and the last
    for (int row = 1, first = 0, last = 0; row < rows; row++) {
      long atMs = said.get(row - 1).atMs();
      while (first < heard.size() && heard.get(first).atMs() < atMs - REACH_MS) {
        first++;
      }
      while (last < heard.size() && heard.get(last).atMs() <= atMs + REACH_MS) {
        last++;
      }
      from[row] = first;
      to[row] = last;
    }
    for (int row = 0; row + 1 < rows; row++) {
      to[row] = Math.max(to[row], from[row + 1]); // so that the way never breaks off
    }
    to[rows - 1] = heard.size();

    byte[][] moves = new byte[rows][];
    long[] above = {};
    for (int row = 0; row < rows; row++) {
      long[] cost = new long[to[row] - from[row] + 1];
      Arrays.fill(cost, NEVER);
      moves[row] = new byte[cost.length];
      for (int column = from[row]; column <= to[row]; column++) {
        int at = column - from[row];
        if (row == 0 && column == 0) {
          cost[at] = 0;
          continue;
        }
        if (row > 0 && column > 0) {
          Word one = said.get(row - 1);
          Word other = heard.get(column - 1);
          long apartMs = Math.abs(one.atMs() - other.atMs());
          long price = (one.text().equals(other.text()) ? 0 : EDIT) + apartMs;
          offer(
              cost,
              moves[row],
              at,
              before(above, from[row - 1], column - 1) + price,
              PAIRED,
              apartMs <= REACH_MS);
        }
        offer(
            cost,
            moves[row],
            at,
            row == 0 ? NEVER : before(above, from[row - 1], column) + EDIT,
            MISSED,
            row > 0);
        offer(
            cost,
            moves[row],
            at,
            before(cost, from[row], column - 1) + EDIT,
            ADDED,
            column > from[row]);
      }
      above = cost;
    }
    return walkBack(said, heard, from, moves);
  }

  private static void offer(
      long[] cost, byte[] move, int at, long price, byte how, boolean possible) {
    if (possible && price < cost[at]) {
      cost[at] = price;
      move[at] = how;
    }
  }

  private static long before(long[] cost, int from, int column) {
    int at = column - from;
    return at >= 0 && at < cost.length ? cost[at] : NEVER;
  }

  private static List<Pair> walkBack(
      List<Word> said, List<Word> heard, int[] from, byte[][] moves) {
    Deque<Pair> pairs = new ArrayDeque<>();
    int row = said.size();
    int column = heard.size();
    while (row > 0 || column > 0) {
      byte move = moves[row][column - from[row]];
      Word one = move == ADDED ? null : said.get(--row);
      Word other = move == MISSED ? null : heard.get(--column);
      pairs.addFirst(new Pair(one, other));
    }
    return new ArrayList<>(pairs);
  }
}

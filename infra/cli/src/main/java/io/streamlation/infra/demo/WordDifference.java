package io.streamlation.infra.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Two texts beside each other with the fewest word edits.
 *
 * @param words of the first text
 * @param edits words to change, add or take away
 * @param places each edit as {@code first → second}, in order
 */
record WordDifference(int words, int edits, List<String> places) {
  static WordDifference between(String first, String second) {
    return between(words(first), words(second));
  }

  /** Without capitals and punctuation, which a recogniser may not have. */
  static WordDifference ofSpeech(String said, String heard) {
    return between(words(plain(said)), words(plain(heard)));
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replace('’', '\'').replaceAll("[^\\p{L}\\p{N}']+", " ");
  }

  private static String[] words(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? new String[0] : stripped.split("\\s+");
  }

  private static WordDifference between(String[] first, String[] second) {
    int[][] cost = new int[first.length + 1][second.length + 1];
    for (int i = 0; i <= first.length; i++) {
      for (int j = 0; j <= second.length; j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
        } else {
          int paired = cost[i - 1][j - 1] + (first[i - 1].equals(second[j - 1]) ? 0 : 1);
          cost[i][j] = Math.min(paired, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        }
      }
    }
    return new WordDifference(
        first.length, cost[first.length][second.length], places(first, second, cost));
  }

  private static List<String> places(String[] first, String[] second, int[][] cost) {
    String[] places = new String[cost[first.length][second.length]];
    int left = places.length;
    int i = first.length;
    int j = second.length;
    while (i > 0 || j > 0) {
      boolean alike = i > 0 && j > 0 && first[i - 1].equals(second[j - 1]);
      if (alike && cost[i][j] == cost[i - 1][j - 1]) {
        i--;
        j--;
      } else if (i > 0 && j > 0 && cost[i][j] == cost[i - 1][j - 1] + 1) {
        places[--left] = first[--i] + " → " + second[--j];
      } else if (i > 0 && cost[i][j] == cost[i - 1][j] + 1) {
        places[--left] = first[--i] + " → nothing";
      } else {
        places[--left] = "nothing → " + second[--j];
      }
    }
    return new ArrayList<>(Arrays.asList(places));
  }

  /** Edits for each word of the first text. */
  double rate() {
    return words == 0 ? 0 : edits / (double) words;
  }
}

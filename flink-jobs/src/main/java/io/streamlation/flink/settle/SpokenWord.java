package io.streamlation.flink.settle;

import io.streamlation.contracts.v1.HeardStretch;
import io.streamlation.contracts.v1.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * @param beginsStretch the model put a timestamp before it
 */
record SpokenWord(Word word, boolean beginsStretch) {

  String text() {
    return word.getText();
  }

  /** What is compared when two hypotheses are: letters and digits, in small letters. */
  String plain() {
    StringBuilder plain = new StringBuilder();
    text()
        .codePoints()
        .filter(Character::isLetterOrDigit)
        .map(Character::toLowerCase)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  static List<SpokenWord> of(List<HeardStretch> stretches) {
    List<SpokenWord> words = new ArrayList<>();
    for (HeardStretch stretch : stretches) {
      for (int i = 0; i < stretch.getWordsCount(); i++) {
        words.add(new SpokenWord(stretch.getWords(i), i == 0));
      }
    }
    return words;
  }

  static List<HeardStretch> stretches(List<SpokenWord> words) {
    List<HeardStretch> stretches = new ArrayList<>();
    HeardStretch.Builder stretch = HeardStretch.newBuilder();
    for (SpokenWord word : words) {
      if (word.beginsStretch && stretch.getWordsCount() > 0) {
        stretches.add(stretch.build());
        stretch.clear();
      }
      stretch.addWords(word.word);
    }
    if (stretch.getWordsCount() > 0) {
      stretches.add(stretch.build());
    }
    return stretches;
  }

  static String join(List<SpokenWord> words, String blank) {
    return String.join(blank, words.stream().map(SpokenWord::text).toList());
  }
}

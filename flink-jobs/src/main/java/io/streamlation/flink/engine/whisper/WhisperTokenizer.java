package io.streamlation.flink.engine.whisper;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Text to token ids and back, by the pack's own {@code tokenizer.json}. */
final class WhisperTokenizer implements AutoCloseable {
  private static final char BROKEN = '\uFFFD';

  /** Written without blanks between words: every character is its own word. */
  private static final Set<String> UNSPACED = Set.of("zh", "ja", "th", "lo", "my", "yue");

  private final HuggingFaceTokenizer tokenizer;

  private WhisperTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  static WhisperTokenizer open(PackManifest pack) {
    try {
      return open(pack.path("tokenizer.json"));
    } catch (IOException | RuntimeException e) {
      throw new PackException("the tokenizer of pack " + pack.id() + " cannot be opened", e);
    }
  }

  static WhisperTokenizer open(Path tokenizerJson) throws IOException {
    return new WhisperTokenizer(
        HuggingFaceTokenizer.newInstance(
            tokenizerJson,
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false")));
  }

  /** No special tokens are added, and none are recognised in the text beyond what the file says. */
  long[] encode(String text) {
    return tokenizer.encode(text, false, false).getIds();
  }

  String decode(long[] ids) {
    return ids.length == 0 ? "" : tokenizer.decode(ids, false);
  }

  /**
   * @param text as the model wrote it, a leading blank included
   * @param from index of its first token
   * @param to index after its last token
   */
  record Word(String text, int from, int to) {}

  /** Cuts text tokens into words: no character is cut apart, and a blank begins a word. */
  List<Word> words(long[] ids, String language) {
    String whole = decode(ids);
    List<Word> characters = new ArrayList<>();
    int from = 0;
    int offset = 0;
    for (int to = 1; to <= ids.length; to++) {
      String text = decode(Arrays.copyOfRange(ids, from, to));
      int broken = text.indexOf(BROKEN);
      // A replacement character stays only where the whole text has one too.
      boolean entire =
          broken < 0
              || (offset + broken < whole.length() && whole.charAt(offset + broken) == BROKEN);
      if (entire) {
        characters.add(new Word(text, from, to));
        from = to;
        offset += text.length();
      }
    }
    if (from < ids.length) {
      characters.add(new Word(decode(Arrays.copyOfRange(ids, from, ids.length)), from, ids.length));
    }
    if (UNSPACED.contains(language)) {
      return characters;
    }
    List<Word> words = new ArrayList<>();
    for (Word piece : characters) {
      if (words.isEmpty() || piece.text().startsWith(" ")) {
        words.add(piece);
      } else {
        Word begun = words.remove(words.size() - 1);
        words.add(new Word(begun.text() + piece.text(), begun.from(), piece.to()));
      }
    }
    return words;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}

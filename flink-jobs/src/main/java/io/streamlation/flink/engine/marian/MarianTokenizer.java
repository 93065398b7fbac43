package io.streamlation.flink.engine.marian;

import ai.djl.sentencepiece.SpTokenizer;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.streamlation.models.PackException;
import io.streamlation.models.PackManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * SentencePiece cuts the text, {@code vocab.json} numbers the pieces: SentencePiece's own numbers
 * are other ones and wrong here.
 */
final class MarianTokenizer implements AutoCloseable {
  private static final String UNKNOWN = "<unk>";

  private final SpTokenizer source;
  private final SpTokenizer target;
  private final Map<String, Integer> ids;
  private final String[] pieces;
  private final int endId;

  private MarianTokenizer(
      SpTokenizer source, SpTokenizer target, Map<String, Integer> ids, int endId) {
    this.source = source;
    this.target = target;
    this.ids = ids;
    this.endId = endId;
    this.pieces = new String[ids.values().stream().mapToInt(i -> i).max().orElse(-1) + 1];
    ids.forEach((piece, id) -> pieces[id] = piece);
  }

  static MarianTokenizer open(PackManifest pack, int endId) {
    try {
      return open(pack.folder(), endId);
    } catch (IOException | RuntimeException e) {
      throw new PackException("the tokenizer of pack " + pack.id() + " cannot be opened", e);
    }
  }

  static MarianTokenizer open(Path folder, int endId) throws IOException {
    JsonObject vocabulary =
        JsonParser.parseString(Files.readString(folder.resolve("vocab.json"))).getAsJsonObject();
    Map<String, Integer> ids = new HashMap<>();
    vocabulary.entrySet().forEach(entry -> ids.put(entry.getKey(), entry.getValue().getAsInt()));
    SpTokenizer source = new SpTokenizer(folder.resolve("source.spm"));
    try {
      return new MarianTokenizer(source, new SpTokenizer(folder.resolve("target.spm")), ids, endId);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  /** Ids of the text, with the end at its end. */
  long[] encode(String text) {
    List<String> cut = source.tokenize(text);
    long[] encoded = new long[cut.size() + 1];
    for (int i = 0; i < cut.size(); i++) {
      encoded[i] = ids.getOrDefault(cut.get(i), ids.get(UNKNOWN));
    }
    encoded[cut.size()] = endId;
    return encoded;
  }

  String decode(int[] encoded) {
    List<String> said = new ArrayList<>();
    for (int id : encoded) {
      if (id != endId && pieces[id] != null) {
        said.add(pieces[id]);
      }
    }
    return said.isEmpty() ? "" : target.buildSentence(said).strip();
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}

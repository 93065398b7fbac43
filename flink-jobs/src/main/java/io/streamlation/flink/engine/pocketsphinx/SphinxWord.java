package io.streamlation.flink.engine.pocketsphinx;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One word as it crosses the pipe; positions in samples from the utterance's first. */
record SphinxWord(String text, int startSample, int endSample, float confidence) {
  private static final int MOST = 10_000;

  static void write(List<SphinxWord> words, DataOutputStream out) throws IOException {
    out.writeInt(words.size());
    for (SphinxWord word : words) {
      out.writeUTF(word.text);
      out.writeInt(word.startSample);
      out.writeInt(word.endSample);
      out.writeFloat(word.confidence);
    }
  }

  static List<SphinxWord> read(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IOException("a child told of " + count + " words");
    }
    List<SphinxWord> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      words.add(new SphinxWord(in.readUTF(), in.readInt(), in.readInt(), in.readFloat()));
    }
    return words;
  }
}

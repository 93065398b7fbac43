package io.streamlation.flink.engine.pocketsphinx;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * The child: hosts the library and answers over standard input and output; see the package for the
 * words it speaks. It ends when its input does, so it never outlives its parent. Knows the JDK and
 * JNA only, for nothing else is on its class path.
 */
final class SphinxHost {
  static final byte PARTIAL_FROM_START = 1;
  static final byte PARTIAL_GOING_ON = 2;
  static final byte FINAL = 3;

  /** Ten minutes of sound: more is no utterance but a broken pipe. */
  static final int MOST_BYTES = 10 * 60 * 16_000 * Short.BYTES;

  /** A tenth of a second: what a partial grows by. */
  static final int PIECE_SAMPLES = 1_600;

  private final SphinxLibrary sphinx = SphinxLibrary.load();
  private final SphinxLibrary.Base base = SphinxLibrary.Base.load();
  private final Path model;
  private final SphinxDecoder whole;
  private SphinxDecoder pieces;
  private boolean inPieces;

  private SphinxHost(Path model) {
    this.model = model;
    base.err_set_logfp(null);
    this.whole = SphinxDecoder.open(sphinx, base, model);
  }

  public static void main(String[] args) throws IOException {
    SphinxHost host = new SphinxHost(Path.of(args[0]));
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    // Not System.out: whatever native code prints there would tear the protocol.
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)))) {
      while (true) {
        int bytes;
        try {
          bytes = in.readInt();
        } catch (EOFException e) {
          return;
        }
        if (bytes < 1 || bytes > MOST_BYTES) {
          throw new IOException("a question of " + bytes + " bytes");
        }
        byte kind = in.readByte();
        byte[] pcm = in.readNBytes(bytes - 1);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        SphinxWord.write(host.hear(kind, samples(pcm)), new DataOutputStream(answer));
        out.writeInt(answer.size());
        answer.writeTo(out);
        out.flush();
      }
    }
  }

  private List<SphinxWord> hear(byte kind, short[] samples) throws IOException {
    switch (kind) {
      case FINAL:
        return whole.hearWhole(samples);
      case PARTIAL_FROM_START:
        if (pieces == null) {
          pieces = SphinxDecoder.open(sphinx, base, model);
        }
        if (inPieces) {
          pieces.endPieces();
        }
        pieces.beginPieces();
        inPieces = true;
        return hearPieces(samples);
      case PARTIAL_GOING_ON:
        return hearPieces(samples);
      default:
        throw new IOException("a question of kind " + kind);
    }
  }

  /** Always in the same pieces, so that it does not matter how often it was asked in between. */
  private List<SphinxWord> hearPieces(short[] samples) {
    List<SphinxWord> words = List.of();
    for (int from = 0; from < samples.length; from += PIECE_SAMPLES) {
      short[] piece = new short[PIECE_SAMPLES];
      System.arraycopy(samples, from, piece, 0, piece.length);
      words = pieces.hearPiece(piece);
    }
    return words;
  }

  private static short[] samples(byte[] pcm) {
    short[] samples = new short[pcm.length / Short.BYTES];
    ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return samples;
  }
}

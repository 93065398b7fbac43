/**
 * Runs Marian packs through DJL: its ONNX Runtime engine, its NDArrays, its SentencePiece. The
 * decoding loop (beams, cache, guards) is ours, for DJL has none for encoder-decoder models.
 *
 * <p>Enters: one sentence. Leaves: its translation and how sure the model was, or why not.
 * Remembered: nothing between two calls.
 */
package io.streamlation.flink.engine.marian;

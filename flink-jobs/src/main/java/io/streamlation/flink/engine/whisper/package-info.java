/**
 * Runs Whisper packs on ONNX Runtime. Everything that differs between Whispers (sizes, ids,
 * languages, what to suppress) is read from the pack's own files.
 *
 * <p>Enters: PCM. Leaves: words with times and confidences, or silence, or why not. Remembered:
 * nothing between two calls.
 *
 * <p>{@code PCM → LogMel → encoder → TokenDecoder (TokenRules) → SegmentReader}
 */
package io.streamlation.flink.engine.whisper;

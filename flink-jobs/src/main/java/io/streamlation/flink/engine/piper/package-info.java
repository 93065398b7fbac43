/**
 * Voices with Piper's interface (VITS exported to ONNX): phonemes in, sound out.
 *
 * <p>Enters: text, which eSpeak NG makes phonemes of. Leaves: PCM at the voice's rate. Remembered:
 * the model. Its two sources of chance, how long a phoneme is and how it sounds, are switched off:
 * the same line must be the same bytes after a restart.
 */
package io.streamlation.flink.engine.piper;

/**
 * English by Debian's PocketSphinx: native code that may die, so it lives in child processes of our
 * own jar and dies there.
 *
 * <p>Enters: the sound of an utterance. Leaves: words with times and confidences. Remembered, as a
 * cache only: how far a child has decoded which utterance; on a miss it is fed from the start.
 *
 * <pre>
 * parent → child   int bytes | byte kind (1 partial from the start, 2 partial going on, 3 final) | s16le samples
 * child → parent   int bytes | int words | words × (UTF text | int start | int end | float confidence)
 * </pre>
 *
 * Numbers are big-endian, positions are samples from the utterance's first.
 */
package io.streamlation.flink.engine.pocketsphinx;

/**
 * eSpeak NG, the program, as a child process for each line: it is under the GPL and in C, so it
 * shares neither address space nor fate with us.
 *
 * <p>Enters: text. Leaves: PCM at 22,050 Hz; or phonemes, for voices that want those. Remembered:
 * nothing. A child lives for one line and is killed when its time is over.
 */
package io.streamlation.flink.engine.espeak;

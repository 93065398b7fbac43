/**
 * How a process is begun that meets a stranger's bytes: one way for all of them.
 *
 * <p>Enters: a program, its arguments, what it may do. Leaves: a process that can do no more than
 * that, or as little more as this machine can prevent. Remembered: nothing.
 */
package io.streamlation.ingest.child;

/**
 * What people type.
 *
 * <p>Enters: arguments. Leaves: lines for people, or JSON for programs with {@code --json}, and an
 * exit code ({@code ExitCode}). Remembered: nothing.
 */
package io.streamlation.infra.cli;

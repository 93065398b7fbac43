/**
 * Examines this machine.
 *
 * <p>Enters: settings. Leaves: findings, each with what is to be done. Remembered: nothing; nothing
 * is changed.
 */
package io.streamlation.infra.doctor;

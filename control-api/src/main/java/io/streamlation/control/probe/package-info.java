/**
 * What a source holds, asked before it is accepted.
 *
 * <p>Enters: REST. Leaves: a bridge's findings, or a problem that names the field, the cause and
 * who acts. Remembered: nothing; only bridges open sources.
 */
package io.streamlation.control.probe;

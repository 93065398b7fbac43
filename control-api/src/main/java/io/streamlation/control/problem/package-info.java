/**
 * The one shape of every refusal: {@code application/problem+json} (RFC 9457).
 *
 * <p>Enters: exceptions. Leaves: a stable type, a sentence, and for each complaint the field, its
 * value and what is allowed. Remembered: nothing.
 */
package io.streamlation.control.problem;

/**
 * What is wished: sessions with their source, language and targets.
 *
 * <p>Enters: REST. Leaves: {@code SessionPlan} on topic {@code sessions}, by way of the outbox.
 * Remembered: the wish with its revision, the outbox row written in the same transaction, the
 * answers given under an {@code Idempotency-Key}.
 */
package io.streamlation.control.session;

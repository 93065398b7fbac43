/**
 * Who is asking.
 *
 * <p>Enters: a bearer token, a one-time code, a ticket. Leaves: a {@code Caller}, resolved in one
 * place ({@code Callers}); accounts come in there and nowhere else. Remembered: the SHA-256 of the
 * owner's token (from its file) and of every browser's (in PostgreSQL); codes and tickets only in
 * memory, for seconds to minutes.
 */
package io.streamlation.control.identity;

package io.streamlation.control.live;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way to one client. One message at a time. */
interface Outlet {
  /** Returns at once; tells when the client's side has taken the message, or what went wrong. */
  void send(String text, Consumer<@Nullable Throwable> done);

  void close(int code, String reason);
}

package org.fieldbeacon.driver;

import java.io.IOException;
import java.time.Duration;

/// A stream of bytes to and from the field, owned by one thread. `close` alone may be called from
/// any thread and makes a blocked read or a blocked `open` return.
public interface Link extends AutoCloseable {
  /// For messages: `tcp 10.0.0.7:502`, `serial /dev/ttyUSB0 9600 8N1`.
  String name();

  boolean isOpen();

  /// Connects, within the configured connect timeout. Does nothing when open.
  void open() throws IOException;

  /// The same, within `atMost` where that is less; positive. A line that opens at once need not
  /// heed it.
  default void open(Duration atMost) throws IOException {
    open();
  }

  /// Reads at least one byte, waiting `timeout` at most.
  ///
  /// @return bytes read; 0 when none came in time; -1 when the other end closed
  int read(byte[] into, int offset, int length, Duration timeout) throws IOException;

  /// Writes all of it, or fails.
  void write(byte[] bytes, int offset, int length) throws IOException;

  /// Throws away what has arrived and was not read.
  void discardInput() throws IOException;

  /// Holds the line at a break for this long, then lets it rest.
  ///
  /// @throws IOException also where the line has no break, as TCP
  default void sendBreak(Duration length) throws IOException {
    throw new IOException(name() + ": got a break to send, wanted a serial line for it");
  }

  /// Idempotent; the link may be opened again.
  @Override
  void close();
}

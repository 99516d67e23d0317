package org.fieldbeacon.driver;

/// What is said on one connection of a [DeviceLine]. One thread.
public interface Conversation extends AutoCloseable {
  /// The line is open: the first word may be ours.
  default void opened() {}

  void received(byte[] bytes, int length);

  /// Nothing came for a while, or the other end has closed.
  void quiet();

  /// Whether something is half done, so that silence should be noticed soon.
  boolean isWaiting();

  /// Bytes since something that held: one who sends only noise is no device.
  int bytesSinceFrame();

  @Override
  void close();
}

package org.fieldbeacon.hydrology.line;

/// What is said on one connection. One thread.
public interface Conversation extends AutoCloseable {
  void received(byte[] bytes, int length);

  /// Nothing came for a while.
  void quiet();

  /// Whether something is half done, so that silence should be noticed soon.
  boolean isWaiting();

  /// Bytes since the last frame: one who sends only noise is not a station.
  int bytesSinceFrame();

  @Override
  void close();
}

package org.fieldbeacon.bench;

/// Those who listen to a gateway's live stream while something else is measured.
interface Listeners extends AutoCloseable {
  /// Events that all of them have read.
  long events();

  @Override
  void close();
}

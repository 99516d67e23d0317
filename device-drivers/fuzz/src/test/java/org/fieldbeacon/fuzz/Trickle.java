package org.fieldbeacon.fuzz;

import java.io.InputStream;

/// Bytes that come a few at a time, as over a line.
final class Trickle extends InputStream {
  private final byte[] bytes;
  private final int piece;
  private int at;

  /// @param at where to begin
  /// @param piece most bytes at a time
  Trickle(byte[] bytes, int at, int piece) {
    this.bytes = bytes;
    this.at = at;
    this.piece = piece;
  }

  @Override
  public int read() {
    return at < bytes.length ? bytes[at++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (at >= bytes.length) {
      return -1;
    }
    int given = Math.min(Math.min(length, piece), bytes.length - at);
    System.arraycopy(bytes, at, into, offset, given);
    at += given;
    return given;
  }
}

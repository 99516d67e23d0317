package org.fieldbeacon.modbus;

/// In which order a value's bytes stand in its registers; A is the most significant byte. Letters
/// stand for a value of two registers; longer ones follow the same rule.
enum WordOrder {
  /// High word first, high byte first: what the standard says.
  ABCD(false, false),
  /// Low word first.
  CDAB(true, false),
  /// Bytes swapped within each word.
  BADC(false, true),
  /// Both: little endian.
  DCBA(true, true);

  private final boolean wordsReversed;
  private final boolean bytesSwapped;

  WordOrder(boolean wordsReversed, boolean bytesSwapped) {
    this.wordsReversed = wordsReversed;
    this.bytesSwapped = bytesSwapped;
  }

  /// From register order to high byte first, and back: the same swap both ways.
  byte[] apply(byte[] bytes) {
    byte[] out = new byte[bytes.length];
    int words = bytes.length / 2;
    for (int word = 0; word < words; word++) {
      int from = wordsReversed ? words - 1 - word : word;
      out[2 * word] = bytes[2 * from + (bytesSwapped ? 1 : 0)];
      out[2 * word + 1] = bytes[2 * from + (bytesSwapped ? 0 : 1)];
    }
    return out;
  }
}

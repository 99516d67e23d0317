package org.fieldbeacon.uplink;

/// Whose word makes a message leave the outbox.
public enum Guarantee {
  /// The map's receipt: it is on the map's flash.
  END_TO_END("a message counts as delivered once the map has stored it"),
  /// The broker's PUBACK, where no map sends receipts. What the broker loses is lost.
  BROKER_ONLY(
      "a message counts as delivered once the broker has taken it; what the broker loses is lost");

  private final String sentence;

  Guarantee(String sentence) {
    this.sentence = sentence;
  }

  /// For the console and the log.
  public String sentence() {
    return sentence;
  }
}

package org.fieldbeacon.contract;

import org.jspecify.annotations.Nullable;

/// Bytes or a message that break the contract. The text names what, where, got and wanted. Carries
/// no stack trace: it is about the input, not about the code, and may be thrown a thousand times a
/// second by a hostile peer.
public final class ContractException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String text;

  public ContractException(String message) {
    super(message, null, false, false);
    this.text = message;
  }

  @Override
  public String getMessage() {
    return text;
  }

  static ContractException of(String what, String where, @Nullable Object got, String wanted) {
    return new ContractException(
        what + ", at " + where + ": got " + shortened(String.valueOf(got)) + ", wanted " + wanted);
  }

  /// Foreign text may be long or hold line breaks; an error line may not.
  static String shortened(String text) {
    String flat = text.replaceAll("\\s+", " ");
    return flat.length() <= 160 ? flat : flat.substring(0, 157) + "...";
  }
}

package org.fieldbeacon.agent.archive;

import org.fieldbeacon.driver.Text;

/// Why an archive is not taken, for people. Expected, so without a stack trace.
public final class ArchiveException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Text reason;

  public ArchiveException(String zh, String en) {
    super(en, null, false, false);
    reason = new Text(zh, en);
  }

  public Text reason() {
    return reason;
  }
}

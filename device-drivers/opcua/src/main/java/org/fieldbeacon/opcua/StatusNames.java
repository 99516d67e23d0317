package org.fieldbeacon.opcua;

import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;

/// Status codes by the names of OPC UA Part 4 §7.39 and Part 6 annex A.2.
final class StatusNames {
  private static final long CODE = 0xFFFF0000L;

  private StatusNames() {}

  /// `Bad_NodeIdUnknown`; the number in hex when it has no name.
  static String of(StatusCode status) {
    long code = status.value() & CODE;
    if (code == 0) {
      return "Good";
    }
    return StatusCodes.lookup(code)
        .map(n -> n[0])
        .orElseGet(() -> "status 0x%08X".formatted(status.value()));
  }
}

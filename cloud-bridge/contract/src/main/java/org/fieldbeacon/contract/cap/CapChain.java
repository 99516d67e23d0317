package org.fieldbeacon.contract.cap;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.contract.cap.CapAlert.MsgType;
import org.fieldbeacon.contract.cap.CapAlert.Reference;

/// The messages sent so far about one alarm and not yet cancelled, oldest first. Keep it beside the
/// alarm and step it with every alert that went out.
///
/// @param sent an Alert and the Updates after it; empty when nothing stands
public record CapChain(List<Reference> sent) {
  public static final CapChain EMPTY = new CapChain(List.of());

  public CapChain {
    sent = List.copyOf(sent);
  }

  /// After a Cancel nothing stands: the next message is an Alert again.
  public CapChain after(CapAlert alert) {
    if (alert.msgType() == MsgType.CANCEL) {
      return EMPTY;
    }
    List<Reference> longer = new ArrayList<>(sent);
    longer.add(alert.reference());
    return new CapChain(longer);
  }
}

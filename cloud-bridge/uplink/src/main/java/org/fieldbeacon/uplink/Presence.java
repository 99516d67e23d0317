package org.fieldbeacon.uplink;

import org.fieldbeacon.contract.SiteMessage;
import org.fieldbeacon.contract.StatusMessage;

/// What the gateway says of itself, asked for on the uplink's thread whenever it is due.
public interface Presence {
  SiteMessage site();

  /// With `online` true; the uplink makes the will and the goodbye from it.
  StatusMessage status();
}

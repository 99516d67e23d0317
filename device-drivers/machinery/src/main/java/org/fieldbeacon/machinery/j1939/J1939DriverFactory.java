package org.fieldbeacon.machinery.j1939;

import org.fieldbeacon.driver.ReportingDriverFactory;

/// The `j1939` protocol: a CAN bus as lines of `candump`, over TCP or serial, or recorded.
public final class J1939DriverFactory extends ReportingDriverFactory {
  public J1939DriverFactory() {
    super(J1939Protocol::new);
  }
}

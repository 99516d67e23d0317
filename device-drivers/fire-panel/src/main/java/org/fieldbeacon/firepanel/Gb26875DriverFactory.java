package org.fieldbeacon.firepanel;

import org.fieldbeacon.driver.ReportingDriverFactory;

/// The `gb26875` protocol: user information transmission devices that connect and report.
public final class Gb26875DriverFactory extends ReportingDriverFactory {
  public Gb26875DriverFactory() {
    super(Gb26875Protocol::new);
  }
}

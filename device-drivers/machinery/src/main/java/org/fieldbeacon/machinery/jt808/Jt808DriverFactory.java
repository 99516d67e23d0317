package org.fieldbeacon.machinery.jt808;

import org.fieldbeacon.driver.ReportingDriverFactory;

/// The `jt808` protocol: vehicle terminals that connect and report.
public final class Jt808DriverFactory extends ReportingDriverFactory {
  public Jt808DriverFactory() {
    super(Jt808Protocol::new);
  }
}

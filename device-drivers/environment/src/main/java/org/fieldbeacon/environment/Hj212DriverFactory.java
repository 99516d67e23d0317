package org.fieldbeacon.environment;

import org.fieldbeacon.driver.ReportingDriverFactory;

/// The `hj212` protocol: stations that connect and upload.
public final class Hj212DriverFactory extends ReportingDriverFactory {
  public Hj212DriverFactory() {
    super(Hj212Protocol::new);
  }
}

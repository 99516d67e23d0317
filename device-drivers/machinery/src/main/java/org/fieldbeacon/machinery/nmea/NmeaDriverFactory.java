package org.fieldbeacon.machinery.nmea;

import org.fieldbeacon.driver.ReportingDriverFactory;

/// The `nmea0183` protocol: a receiver on a serial line or over TCP, or recorded.
public final class NmeaDriverFactory extends ReportingDriverFactory {
  public NmeaDriverFactory() {
    super(NmeaProtocol::new);
  }
}

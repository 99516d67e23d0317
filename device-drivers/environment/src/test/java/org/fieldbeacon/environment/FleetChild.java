package org.fieldbeacon.environment;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.ReportingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;

/// A driver with many stations in a process of its own, so that its memory can be bounded and told.
final class FleetChild {
  private static final Text NO_TITLE = new Text("", "");

  private FleetChild() {}

  /// Tells its port, then for each byte it is given how much it has observed and holds.
  ///
  /// @param args stations
  public static void main(String[] args) throws Exception {
    int stations = Integer.parseInt(args[0]);
    var count = new AtomicLong();
    var driver =
        (ReportingDriver)
            new Hj212DriverFactory()
                .create(
                    new LinkConfig.TcpListener(
                        "stations",
                        "127.0.0.1",
                        0,
                        stations,
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(1),
                        Attributes.NONE),
                    IntStream.range(0, stations).mapToObj(FleetChild::station).toList(),
                    new DriverContext(
                        InstantSource.system(), _ -> count.incrementAndGet(), _ -> {}));
    Thread.ofVirtual().start(driver::run);
    while (driver.port() == 0) {
      LockSupport.parkNanos(1_000_000);
    }
    System.out.println(driver.port());
    while (System.in.read() >= 0) {
      System.gc();
      var runtime = Runtime.getRuntime();
      System.out.println(
          count.get() + " " + (runtime.totalMemory() - runtime.freeMemory()) / (1 << 20));
    }
    driver.close();
  }

  static String mn(int station) {
    return "%014d".formatted(station);
  }

  private static Device station(int number) {
    var point =
        new PointProfile(
            "cod",
            NO_TITLE,
            "cod",
            Unit.MILLIGRAM_PER_LITRE,
            0,
            Double.POSITIVE_INFINITY,
            PointProfile.Access.READ,
            Attributes.NONE);
    return new Device(
        "outfall-" + number,
        NO_TITLE,
        new DeviceProfile("p", NO_TITLE, "hj212", Attributes.NONE, List.of(point)),
        new Attributes(Map.of("mn", mn(number))),
        Duration.ZERO,
        Optional.empty());
  }
}

package org.fieldbeacon.hydrology.sl651;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;

/// A driver with many stations in a process of its own, so that its memory can be bounded and told.
final class FleetChild {
  private FleetChild() {}

  /// @param args port, stations
  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    int stations = Integer.parseInt(args[1]);
    var count = new AtomicLong();
    List<Device> devices =
        IntStream.range(0, stations)
            .mapToObj(i -> Fixtures.device("gauge-" + i, Map.of("station", "%010d".formatted(i))))
            .toList();
    var driver =
        new Sl651Driver(
            new LinkConfig.TcpListener(
                "stations",
                "127.0.0.1",
                port,
                stations,
                Duration.ofMinutes(15),
                Duration.ofSeconds(1),
                Attributes.NONE),
            devices,
            new DriverContext(InstantSource.system(), _ -> count.incrementAndGet(), _ -> {}));
    Thread.ofVirtual().start(driver::run);
    // Told what it holds whenever asked.
    while (System.in.read() >= 0) {
      System.gc();
      var runtime = Runtime.getRuntime();
      System.out.println(
          count.get() + " " + (runtime.totalMemory() - runtime.freeMemory()) / (1 << 20));
    }
    driver.close();
  }
}

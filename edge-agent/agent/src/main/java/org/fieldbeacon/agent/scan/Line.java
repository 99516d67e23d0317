package org.fieldbeacon.agent.scan;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.SharedLine;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.observation.Observation;

/// Where a technician looks: a line that nobody uses, or one that its driver shares between polls.
/// One thread.
public sealed interface Line {
  /// How it is reached.
  LinkConfig link();

  /// See [FieldScanner#scan].
  ///
  /// @param profiles those to be compared with what is found
  void scan(
      FieldScanner scanner,
      FieldScanner.Limits limits,
      List<DeviceProfile> profiles,
      FieldScanner.Heard heard)
      throws IOException, InterruptedException;

  /// Everything that a polled device says when it is asked once; empty when nothing here is asked.
  ///
  /// @param tap is told the bytes
  List<Observation> read(Device device, DriverFactory factory, LineTap tap);

  /// A line that nobody uses: opened for this and closed again.
  record Own(LinkConfig link) implements Line {
    @Override
    public void scan(
        FieldScanner scanner,
        FieldScanner.Limits limits,
        List<DeviceProfile> profiles,
        FieldScanner.Heard heard)
        throws IOException, InterruptedException {
      scanner.scan(link, limits, profiles, heard);
    }

    @Override
    public List<Observation> read(Device device, DriverFactory factory, LineTap tap) {
      List<Observation> seen = Collections.synchronizedList(new ArrayList<>());
      try (Driver driver = factory.create(link, List.of(device), context(seen, tap))) {
        driver.open();
        switch (driver) {
          case PollingDriver polling -> polling.poll(device);
          case StreamingDriver streaming -> listen(streaming, device, seen);
        }
      }
      return List.copyOf(seen);
    }

    /// Until every point has spoken, or the time is over.
    private static void listen(StreamingDriver driver, Device device, List<Observation> seen) {
      long points = device.profile().points().stream().filter(p -> p.access().canRead()).count();
      long end = System.nanoTime() + LISTEN.toNanos();
      Thread listening = Thread.ofVirtual().name("listen").start(driver::run);
      while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
        if (List.copyOf(seen).stream().map(Observation::point).distinct().count() >= points) {
          break;
        }
        LockSupport.parkNanos(LOOK.toNanos());
      }
      driver.close();
      listening.interrupt();
    }
  }

  /// A device that speaks by itself has so long to do it.
  Duration LISTEN = Duration.ofSeconds(10);

  /// How often it is looked whether it has.
  Duration LOOK = Duration.ofMillis(100);

  /// A line that is polled. Its own tap hears what is said on it.
  record Shared(LinkConfig link, SharedLine driver) implements Line {
    @Override
    public void scan(
        FieldScanner scanner,
        FieldScanner.Limits limits,
        List<DeviceProfile> profiles,
        FieldScanner.Heard heard)
        throws IOException, InterruptedException {
      driver.scan(limits, heard);
    }

    @Override
    public List<Observation> read(Device device, DriverFactory factory, LineTap tap) {
      List<Observation> seen = new ArrayList<>();
      driver.readOnce(device, context(seen, tap));
      return seen;
    }
  }

  private static DriverContext context(List<Observation> seen, LineTap tap) {
    return new DriverContext(InstantSource.system(), seen::add, _ -> {}, _ -> {}, tap);
  }
}

package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A gateway whose mobile link swallows packets: connecting neither works nor fails. Made by a
/// listener whose queue is full.
@Timeout(60)
class BlockedConnectIT {
  private final Device gauge =
      Fixtures.device(
          "gauge", 1, List.of(Fixtures.point("set", Access.READ_WRITE, Map.of("register", 4))));
  private final List<Socket> crowd = new ArrayList<>();
  private ServerSocket full;
  private PollingDriver driver;

  @BeforeEach
  void fill() throws IOException {
    full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    boolean isFull = false;
    while (!isFull) {
      var one = new Socket();
      crowd.add(one);
      try {
        one.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()), 300);
      } catch (SocketTimeoutException _) {
        isFull = true;
      }
    }
    var link =
        new LinkConfig.Tcp(
            "test",
            "127.0.0.1",
            full.getLocalPort(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1),
            Attributes.NONE);
    var context = new DriverContext(() -> Instant.EPOCH, _ -> {}, _ -> {});
    driver = (PollingDriver) new ModbusDriverFactory().create(link, List.of(gauge), context);
  }

  @AfterEach
  void empty() throws IOException {
    driver.close();
    full.close();
    for (Socket one : crowd) {
      one.close();
    }
  }

  @Test
  void aWritesTimeBoundsConnectingToo() {
    long start = System.nanoTime();
    var result = ((Actuator) driver).write(PointId.parse("gauge/set"), 1, Duration.ofMillis(400));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertInstanceOf(WriteResult.TimedOut.class, result);
    assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "took " + took + " of 30 s");
  }

  @Test
  void closeEndsAPollThatIsConnecting() throws Exception {
    Thread polling = Thread.ofPlatform().daemon().start(() -> driver.poll(gauge));
    while (!isConnecting(polling)) {
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    driver.close();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, "close took " + took);
    assertTrue(polling.join(Duration.ofSeconds(2)), "poll still connects 2 s after close");
  }

  private static boolean isConnecting(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals("java.net.Socket")
          && frame.getMethodName().equals("connect")) {
        return true;
      }
    }
    return false;
  }
}

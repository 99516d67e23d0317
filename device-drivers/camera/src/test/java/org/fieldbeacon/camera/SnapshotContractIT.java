package org.fieldbeacon.camera;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.PollingDriverContract;

class SnapshotContractIT extends PollingDriverContract {
  private static final byte[] ANSWER =
      Site.http("HTTP/1.1 200 OK\r\nContent-Length: 16", Site.JPEG);

  @Override
  protected byte[] answer(byte[] request) {
    return ANSWER;
  }

  @Override
  protected Device device() {
    return Site.device(Map.of("snapshot", "/a.jpg"));
  }

  @Override
  protected PollingDriver driver(
      int port, Device device, DriverContext context, Duration patience) {
    return (PollingDriver)
        new CameraDriverFactory().create(Site.tcp(port, patience), List.of(device), context);
  }

  @Override
  protected int answerLength() {
    return ANSWER.length;
  }
}

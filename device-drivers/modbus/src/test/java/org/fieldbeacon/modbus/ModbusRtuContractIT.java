package org.fieldbeacon.modbus;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.PollingDriverContract;

class ModbusRtuContractIT extends PollingDriverContract {
  @Override
  protected byte[] answer(byte[] request) {
    return Fixtures.answerRtu(request);
  }

  @Override
  protected Device device() {
    return Fixtures.device(
        "gauge",
        1,
        List.of(
            Fixtures.point("level", Access.READ, Map.of("register", 4, "type", "u16")),
            Fixtures.point("state", Access.READ_WRITE, Map.of("register", 5, "type", "u16"))));
  }

  @Override
  protected PollingDriver driver(
      int port, Device device, DriverContext context, Duration patience) {
    return (PollingDriver)
        new ModbusDriverFactory()
            .create(Fixtures.link(port, "rtu", patience), List.of(device), context);
  }

  @Override
  protected int answerLength() {
    return 9;
  }
}

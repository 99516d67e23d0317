package org.fieldbeacon.hydrology.sdi12;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.PollingDriverContract;

/// One try of each command, so that the kit's many failures take no minute.
class Sdi12ContractIT extends PollingDriverContract {
  private static final String IDENTIFICATION = "013OTTHACH PLS   1000012345678\r\n";

  @Override
  protected byte[] answer(byte[] request) {
    String said =
        switch (new String(request, StandardCharsets.US_ASCII)) {
          case "0I!" -> IDENTIFICATION;
          case "0M!" -> "00002\r\n";
          case "0D0!" -> "0+3.127+14.2\r\n";
          default -> "";
        };
    return said.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  protected Device device() {
    return Sensors.device("well", "0", Map.of(), List.of("level", "temperature"));
  }

  @Override
  protected PollingDriver driver(
      int port, Device device, DriverContext context, Duration patience) {
    return Sensors.driver(port, patience, Map.of("tries", 1), List.of(device), context);
  }

  /// The shortest first answer: to `0M!`, when the sensor is known already.
  @Override
  protected int answerLength() {
    return "00002\r\n".length();
  }
}

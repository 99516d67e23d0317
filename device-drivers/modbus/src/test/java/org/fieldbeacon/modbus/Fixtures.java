package org.fieldbeacon.modbus;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;

/// Devices and answers shared by the tests of this package.
final class Fixtures {
  private Fixtures() {}

  static PointProfile point(String name, Access access, Map<String, Object> address) {
    return new PointProfile(
        name, new Text(name, name), name, Unit.ONE, 0, 1e9, access, new Attributes(address));
  }

  static Device device(String name, int unit, List<PointProfile> points) {
    return device(name, unit, Map.of(), points);
  }

  static Device device(
      String name, int unit, Map<String, Object> settings, List<PointProfile> points) {
    return new Device(
        name,
        new Text(name, name),
        new DeviceProfile("any", new Text("", ""), "modbus", new Attributes(settings), points),
        new Attributes(Map.of("unit", unit)),
        Duration.ofSeconds(1),
        Optional.empty());
  }

  /// Answers are due within a second, which a busy machine keeps.
  static LinkConfig.Tcp link(int port, String framing) {
    return link(port, framing, Duration.ofSeconds(1));
  }

  static LinkConfig.Tcp link(int port, String framing, Duration answerWithin) {
    return new LinkConfig.Tcp(
        "test",
        "127.0.0.1",
        port,
        Duration.ofSeconds(2),
        answerWithin,
        new Attributes(Map.of("framing", framing, "retries", 0)));
  }

  static PollingDriver driver(
      int port, String framing, List<Device> devices, DriverContext context) {
    return (PollingDriver) new ModbusDriverFactory().create(link(port, framing), devices, context);
  }

  /// The answer of a unit whose register n holds n, whose coils are off, and which echoes writes.
  static byte[] countingPdu(byte[] request) {
    if (request[0] >= Pdu.WRITE_COIL) {
      return Arrays.copyOf(request, 5);
    }
    int start = (request[1] & 0xFF) << 8 | request[2] & 0xFF;
    int quantity = (request[3] & 0xFF) << 8 | request[4] & 0xFF;
    if (request[0] <= Pdu.READ_DISCRETE_INPUTS) {
      byte[] off = new byte[2 + (quantity + 7) / 8];
      off[0] = request[0];
      off[1] = (byte) (off.length - 2);
      return off;
    }
    byte[] pdu = new byte[2 + 2 * quantity];
    pdu[0] = request[0];
    pdu[1] = (byte) (2 * quantity);
    for (int i = 0; i < quantity; i++) {
      pdu[2 + 2 * i] = (byte) ((start + i) >> 8);
      pdu[3 + 2 * i] = (byte) (start + i);
    }
    return pdu;
  }

  static byte[] answerTcp(byte[] request) {
    int transaction = (request[0] & 0xFF) << 8 | request[1] & 0xFF;
    byte[] pdu = countingPdu(Arrays.copyOfRange(request, 7, request.length));
    return new Framing.Tcp().wrap(request[6] & 0xFF, transaction, pdu);
  }

  static byte[] answerRtu(byte[] request) {
    byte[] pdu = countingPdu(Arrays.copyOfRange(request, 1, request.length - 2));
    return new Framing.Rtu().wrap(request[0] & 0xFF, 0, pdu);
  }

  static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}

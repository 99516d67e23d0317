package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.hydrology.Vectors;
import org.fieldbeacon.hydrology.code.Attempt;
import org.fieldbeacon.hydrology.code.Crc16;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.observation.Unit;

/// Frames and devices made for tests.
final class Fixtures {
  private static final Text TITLE = new Text("站", "station");

  private Fixtures() {}

  /// Puts the right check value at the end.
  static void sign(byte[] frame) {
    int width = frame[0] == 1 ? 4 : 2;
    int crc = Crc16.of(Crc16.SL651_START, frame, 0, frame.length - width);
    if (width == 2) {
      frame[frame.length - 2] = (byte) (crc >> 8);
      frame[frame.length - 1] = (byte) crc;
    } else {
      byte[] digits = Hex.word(crc).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(digits, 0, frame, frame.length - 4, 4);
    }
  }

  /// The published frame of this name, as hex.
  static String hex(String id) {
    return Vectors.rows("sl651.jsonl").stream()
        .filter(r -> r.get("id").asString().equals(id))
        .findFirst()
        .orElseThrow()
        .get("hex")
        .asString();
  }

  static Frame vector(String id) {
    return parse(hex(id));
  }

  static Frame parse(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    if (new Sl651Format().parse(bytes, 0, bytes.length)
        instanceof Attempt.Good<Frame>(Frame frame, int size)) {
      assertEquals(bytes.length, size);
      return frame;
    }
    throw new AssertionError("no frame: " + hex);
  }

  /// One uplink.
  static byte[] report(String station, int function, String body) {
    return frame(
        "01"
            + station
            + "1234"
            + "%02X0%03X02".formatted(function, body.length() / 2)
            + body
            + "03");
  }

  /// An uplink in packets of about equal length; the last ends with ETX.
  static List<Frame> packets(
      String centre, String station, String function, String body, int count) {
    List<Frame> packets = new ArrayList<>();
    int bytes = body.length() / 2;
    for (int i = 1; i <= count; i++) {
      String part = body.substring(2 * (bytes * (i - 1) / count), 2 * (bytes * i / count));
      packets.add(
          parse(
              Hex.of(
                  frame(
                      centre
                          + station
                          + "1234"
                          + function
                          + "0%03X16%03X%03X".formatted(part.length() / 2 + 3, count, i)
                          + part
                          + (i == count ? "03" : "17")))));
    }
    return packets;
  }

  /// A HEX packet as it was sent.
  static byte[] bytes(Frame packet) {
    Packet numbers = packet.packet().orElseThrow();
    return frame(
        Hex.of(packet.centre())
            + packet.station()
            + packet.password()
            + Hex.of(packet.function())
            + "0%03X16%03X%03X".formatted(packet.length(), numbers.total(), numbers.number())
            + Hex.of(packet.body())
            + Hex.of(packet.end().code()));
  }

  private static byte[] frame(String inside) {
    byte[] bytes = HexFormat.of().parseHex("7E7E" + inside + "0000");
    sign(bytes);
    return bytes;
  }

  /// A device with a level, a rain group, a status bit and a maker's own element.
  static Device device(String name, String station) {
    return device(name, Map.of("station", station));
  }

  static Device device(String name, Map<String, Object> address) {
    var profile =
        new DeviceProfile(
            "hydrological-station",
            TITLE,
            "sl651",
            Attributes.NONE,
            List.of(
                point("level", Unit.METRE, Map.of("element", "Z")),
                point("rain-5min", Unit.MILLIMETRE, Map.of("element", "F4")),
                point("battery-low", Unit.ONE, Map.of("element", "45", "bit", 1)),
                point("turbidity", Unit.NTU, Map.of("element", "FF33", "scale", 0.1))));
    return new Device(
        name, TITLE, profile, new Attributes(address), Duration.ofMinutes(5), Optional.empty());
  }

  static PointProfile point(String name, Unit unit, Map<String, Object> address) {
    return new PointProfile(
        name,
        TITLE,
        name,
        unit,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        PointProfile.Access.READ,
        new Attributes(address));
  }
}

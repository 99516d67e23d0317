package org.fieldbeacon.hydrology.sl651;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.fieldbeacon.hydrology.code.Crc16;
import org.fieldbeacon.hydrology.code.FieldTime;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.hydrology.sl651.Frame.Encoding;

/// Writes what a centre answers (tables 17, 19, 21, 23): the uplink's serial and the centre's
/// clock. Pure.
final class FrameWriter {
  private FrameWriter() {}

  /// @param to the uplink that is answered: encoding, addresses, password and function are its own
  /// @param serial of the uplink, 0 when it is not known
  /// @param packet with SYN: all of them for a confirmation, one for NAK
  static byte[] answer(Frame to, int serial, Instant clock, Control end, Optional<Packet> packet) {
    String digits = Hex.word(serial) + FieldTime.digits(clock);
    String numbers = packet.map(p -> "%03X%03X".formatted(p.total(), p.number())).orElse("");
    int width = to.encoding() == Encoding.HEX ? 2 : 1;
    int length = (numbers.length() + digits.length()) / width;
    String header =
        to.station()
            + Hex.of(to.centre())
            + to.password()
            + Hex.of(to.function())
            + "8%03X".formatted(length);
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(to.encoding() == Encoding.HEX ? new byte[] {0x7E, 0x7E} : new byte[] {0x01});
    frame.writeBytes(octets(to.encoding(), header));
    frame.write((packet.isPresent() ? Control.SYN : Control.STX).code());
    frame.writeBytes(octets(to.encoding(), numbers));
    frame.writeBytes(octets(to.encoding(), digits));
    frame.write(end.code());
    byte[] checked = frame.toByteArray();
    int crc = Crc16.of(Crc16.SL651_START, checked, 0, checked.length);
    frame.writeBytes(octets(to.encoding(), Hex.word(crc)));
    return frame.toByteArray();
  }

  private static byte[] octets(Encoding encoding, String digits) {
    return encoding == Encoding.HEX
        ? HexFormat.of().parseHex(digits)
        : digits.getBytes(StandardCharsets.US_ASCII);
  }
}

package org.fieldbeacon.modbus;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;
import org.fieldbeacon.modbus.PduForm.Attempt;

/// `modbus-rtu`: one frame a line, in hex: unit(1) PDU crc(2, low byte first), 4..256 bytes (Modbus
/// over Serial Line V1.02 §2.5.1).
public final class RtuDecoder implements FrameDecoder {
  private static final int MIN = 4;
  private static final int MAX = 256;

  @Override
  public String protocol() {
    return "modbus-rtu";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var conversation = new Conversation();
    FrameLines.forEach(
        in,
        line ->
            told.accept(
                FrameLines.hex(line)
                    .map(frame -> tell(frame, conversation))
                    .orElseGet(() -> HexLine.bad(line))));
  }

  private static DecodedFrame tell(byte[] frame, Conversation conversation) {
    if (frame.length < MIN || frame.length > MAX) {
      return new Bad("length", 0, frame.length + " bytes", MIN + ".." + MAX + " bytes");
    }
    int end = frame.length - 2;
    byte[] pdu = Arrays.copyOfRange(frame, 1, end);
    int crc = Crc16.of(frame, 0, end);
    String got = HexFormat.of().withUpperCase().formatHex(frame, end, frame.length);
    String wanted = HexFormat.of().withUpperCase().toHexDigits((short) (crc << 8 | crc >> 8));
    if (!got.equals(wanted)) {
      return cut(pdu).length() > 0
          ? new Bad("check value", end, got, wanted + "; or the frame is cut: " + cut(pdu))
          : new Bad("check value", end, got, wanted);
    }
    Map<String, Object> outer = new LinkedHashMap<>();
    outer.put("unit", frame[0] & 0xFF);
    outer.put("crc", got);
    return conversation.tell(outer, frame[0] & 0xFF, pdu, 1);
  }

  /// What length would do, when it is the length that does not.
  private static String cut(byte[] pdu) {
    var form = new PduForm(pdu, 1);
    return form.asRequest() instanceof Attempt.OtherLength request
            && form.asResponse() instanceof Attempt.OtherLength response
        ? "a PDU of " + Conversation.lengths(request, response) + " was wanted"
        : "";
  }
}

package org.fieldbeacon.modbus;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;

/// `modbus-tcp`: what one TCP segment carried a line, in hex: frames of transaction(2) protocol 0
/// (2) length(2) unit(1) PDU, one after the other (Modbus Messaging on TCP/IP V1.0b §3.1.3). There
/// is no check value: a wrong register value cannot be told.
public final class TcpDecoder implements FrameDecoder {
  private static final int HEADER = 7;

  /// What the header's length may say: the unit and a PDU.
  private static final int MIN = 2;

  private static final int MAX = 1 + Pdu.MAX_LENGTH;

  @Override
  public String protocol() {
    return "modbus-tcp";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var conversation = new Conversation();
    FrameLines.forEach(
        in,
        line ->
            FrameLines.hex(line)
                .ifPresentOrElse(
                    bytes -> tell(bytes, conversation, told),
                    () -> told.accept(HexLine.bad(line))));
  }

  private static void tell(byte[] bytes, Conversation conversation, Consumer<DecodedFrame> told) {
    int at = 0;
    while (at < bytes.length) {
      int rest = bytes.length - at;
      if (rest < HEADER + 1) {
        told.accept(new Bad("length", at, rest + " bytes", (HEADER + 1) + " bytes or more"));
        return;
      }
      int protocol = u16(bytes, at + 2);
      int length = u16(bytes, at + 4);
      if (protocol != 0) {
        told.accept(new Bad("protocol identifier", at + 2, "" + protocol, "0"));
        return;
      }
      if (length < MIN || length > MAX) {
        told.accept(new Bad("length in header", at + 4, "" + length, MIN + ".." + MAX));
        return;
      }
      if (length > rest - 6) {
        told.accept(
            new Bad(
                "length in header", at + 4, "" + length, (rest - 6) + ", as many bytes follow"));
        return;
      }
      int unit = bytes[at + 6] & 0xFF;
      int transaction = u16(bytes, at);
      Map<String, Object> outer = new LinkedHashMap<>();
      outer.put("transaction", transaction);
      outer.put("length", length);
      outer.put("unit", unit);
      byte[] pdu = Arrays.copyOfRange(bytes, at + HEADER, at + 6 + length);
      told.accept(conversation.tell(outer, (long) transaction << 8 | unit, pdu, at + HEADER));
      at += 6 + length;
    }
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }
}

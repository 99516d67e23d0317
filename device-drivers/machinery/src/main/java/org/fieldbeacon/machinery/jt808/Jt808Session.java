package org.fieldbeacon.machinery.jt808;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.driver.ReportProtocol.Session;
import org.fieldbeacon.machinery.jt808.Jt808Framing.Found;

/// One terminal's connection (JT/T 808-2019 §6): registration and the time are answered as such,
/// everything else by the platform's general answer, once it has been handed on. Only terminals
/// that the site has are registered. The authentication code is the phone number: it keeps no one
/// out, and is no more than the protocol's form.
final class Jt808Session implements Session {
  private static final int GENERAL_ANSWER = 0x8001;
  private static final int REGISTER_ANSWER = 0x8100;
  private static final int TIME_ANSWER = 0x8004;
  private static final int OK = 0;
  private static final int NOT_SUPPORTED = 3;
  private static final int NO_SUCH_TERMINAL = 4;
  private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("yyMMddHHmmss");

  private final InstantSource clock;
  private final SplitMessages splits = new SplitMessages();
  private int serial;

  Jt808Session(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public int next(byte[] bytes, int from, int to, boolean isLast, Heard heard) {
    return switch (Jt808Framing.find(bytes, from, to)) {
      case Found.Incomplete(var bad) -> {
        if (isLast) {
          heard.bad(bad);
        }
        yield isLast ? to : from;
      }
      case Found.Skip(int end) -> end;
      case Found.Spoilt(var bad, int end) -> {
        heard.bad(bad);
        yield end;
      }
      case Found.Whole(byte[] message, int _, int end) -> {
        received(message, heard);
        yield end;
      }
    };
  }

  private void received(byte[] message, Heard heard) {
    Jt808Header header = Jt808Header.read(message);
    byte[] body = Arrays.copyOfRange(message, header.length(), message.length);
    String address = Jt808Protocol.address(header);
    List<Reading> readings = readings(header, body);
    if (!heard.isKnown(address) || !heard.report(address, readings)) {
      if (header.id() == 0x0100) {
        heard.answer(answer(header, REGISTER_ANSWER, registered(header, NO_SUCH_TERMINAL)));
      }
      return;
    }
    switch (header.id()) {
      case 0x0001 -> {}
      case 0x0100 -> heard.answer(answer(header, REGISTER_ANSWER, registered(header, OK)));
      case 0x0004 -> heard.answer(answer(header, TIME_ANSWER, time()));
      case 0x0002,
          0x0003,
          0x0102,
          0x0104,
          0x0107,
          0x0108,
          0x0200,
          0x0201,
          0x0301,
          0x0302,
          0x0303,
          0x0700,
          0x0701,
          0x0702,
          0x0704,
          0x0705,
          0x0900 ->
          heard.answer(answer(header, GENERAL_ANSWER, general(header, OK)));
      default -> heard.answer(answer(header, GENERAL_ANSWER, general(header, NOT_SUPPORTED)));
    }
  }

  private List<Reading> readings(Jt808Header header, byte[] body) {
    if (header.encryption() != 0) {
      return List.of();
    }
    return header.isSplit()
        ? splits
            .add(header, body)
            .map(whole -> Bodies.read(header.id(), header.is2019(), whole).readings())
            .orElse(List.of())
        : Bodies.read(header.id(), header.is2019(), body).readings();
  }

  private static byte[] general(Jt808Header to, int result) {
    return ByteBuffer.allocate(5)
        .putShort((short) to.serial())
        .putShort((short) to.id())
        .put((byte) result)
        .array();
  }

  private static byte[] registered(Jt808Header to, int result) {
    byte[] code =
        result == OK ? Jt808Protocol.address(to).getBytes(StandardCharsets.US_ASCII) : new byte[0];
    return ByteBuffer.allocate(3 + code.length)
        .putShort((short) to.serial())
        .put((byte) result)
        .put(code)
        .array();
  }

  private byte[] time() {
    var now = LocalDateTime.ofInstant(clock.instant(), Body.GMT_8);
    return HexFormat.of().parseHex(DIGITS.format(now));
  }

  /// An answer in the edition that the terminal speaks.
  private byte[] answer(Jt808Header to, int id, byte[] body) {
    var message = ByteBuffer.allocate(17 + body.length);
    message.putShort((short) id);
    message.putShort((short) (body.length | (to.is2019() ? 1 << 14 : 0)));
    if (to.is2019()) {
      message.put((byte) to.version());
    }
    message.put(HexFormat.of().parseHex(to.phone()));
    message.putShort((short) serial++);
    message.put(body);
    byte[] bytes = new byte[message.position()];
    message.get(0, bytes);
    return Jt808Framing.wrap(bytes);
  }
}

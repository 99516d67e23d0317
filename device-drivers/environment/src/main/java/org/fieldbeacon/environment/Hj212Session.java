package org.fieldbeacon.environment;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.driver.ReportProtocol.Session;
import org.fieldbeacon.environment.Hj212Framing.Found;

/// One station's connection (HJ 212-2017 §6.1): an upload that wants an answer (A of Flag) is
/// answered once it has been handed on; an upload that is sent again, because the answer was lost,
/// is answered and not handed on a second time.
final class Hj212Session implements Session {
  private static final int CALIBRATION_NOTICE = 1013;
  private static final int MOST_REMEMBERED = 64;

  private final SplitPackets splits = new SplitPackets();
  private final Deque<List<String>> remembered = new ArrayDeque<>();

  @Override
  public int next(byte[] bytes, int from, int to, boolean isLast, Heard heard) {
    return switch (Hj212Framing.find(bytes, from, to)) {
      case Found.Nothing() -> !isLast && bytes[to - 1] == '#' ? to - 1 : to;
      case Found.Incomplete(int start, Bad asItStands) -> {
        if (isLast) {
          heard.bad(asItStands);
        }
        yield isLast ? to : start;
      }
      case Found.Spoilt(Bad bad, int end) -> {
        heard.bad(bad);
        yield end;
      }
      case Found.Whole whole -> {
        Hj212Codec.read(whole)
            .ifPresentOrElse(
                packet -> received(packet, heard),
                () ->
                    heard.bad(new Bad("data segment", whole.dataOffset(), "no CP", "CP=&&...&&")));
        yield whole.end();
      }
    };
  }

  private void received(Hj212Packet packet, Heard heard) {
    String station = packet.header().getOrDefault("MN", "");
    boolean isRepeated = isRepeated(packet);
    Optional<Instant> time = packet.dataTime().or(() -> splits.dataTime(packet));
    if (packet.isSplit()) {
      splits.add(packet);
    }
    List<Reading> readings = isRepeated ? List.of() : Hj212Readings.of(packet.factors(), time);
    boolean isAnswer = packet.command() >= 9011 && packet.command() <= 9014;
    if (heard.report(station, readings) && packet.wantsAnswer() && !isAnswer) {
      heard.answer(
          packet.command() == CALIBRATION_NOTICE
              ? Hj212Codec.noticeAnswer(packet)
              : Hj212Codec.dataAnswer(packet));
    }
  }

  private boolean isRepeated(Hj212Packet packet) {
    var header = packet.header();
    if (!header.containsKey("QN")) {
      return false;
    }
    List<String> key =
        List.of(
            header.getOrDefault("MN", ""),
            header.getOrDefault("QN", ""),
            header.getOrDefault("CN", ""),
            header.getOrDefault("PNO", ""),
            packet.crc());
    if (remembered.contains(key)) {
      return true;
    }
    remembered.addLast(key);
    if (remembered.size() > MOST_REMEMBERED) {
      remembered.removeFirst();
    }
    return false;
  }
}

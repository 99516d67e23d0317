package org.fieldbeacon.environment;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.driver.ReportProtocol.Session;
import org.fieldbeacon.environment.Hj212Framing.Found;
import org.fieldbeacon.environment.SplitPackets.Message;
import org.fieldbeacon.environment.SplitPackets.Upload;

/// One station's connection (HJ 212-2017 §6.1): an upload that wants an answer (A of Flag) is
/// answered once it has been handed on; an upload that is sent again, because the answer was lost,
/// is answered and not handed on a second time. What belongs to a request of ours goes to the
/// [Station].
final class Hj212Session implements Session {
  private static final int CALIBRATION_NOTICE = 1013;
  private static final int MOST_REMEMBERED = 64;

  private final SplitPackets splits = new SplitPackets();
  private final Deque<List<String>> remembered = new ArrayDeque<>();
  private final Stations stations;
  private final InstantSource clock;
  private boolean isBehindPacket;
  private Optional<Heard> lastHeard = Optional.empty();

  Hj212Session(Stations stations, InstantSource clock) {
    this.stations = stations;
    this.clock = clock;
  }

  @Override
  public void closed() {
    lastHeard.ifPresent(heard -> splits.rest().forEach(upload -> giveUp(upload, heard)));
    stations.ended(this);
  }

  @Override
  public int next(byte[] bytes, int from, int to, boolean isLast, Heard heard) {
    return switch (Hj212Framing.find(bytes, from, to)) {
      case Found.Nothing() -> {
        int end = !isLast && bytes[to - 1] == '#' ? to - 1 : to;
        isBehindPacket &= isLineEnd(bytes, from, end);
        if (!isBehindPacket && end > from) {
          heard.bad(new Bad("start", 0, (end - from) + " bytes of something else", "##"));
        }
        yield end;
      }
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
        isBehindPacket = true;
        yield whole.end();
      }
    };
  }

  private static boolean isLineEnd(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != '\r' && bytes[i] != '\n') {
        return false;
      }
    }
    return true;
  }

  /// Stations whose answer comes late wait or send again, so each part of an upload is answered
  /// when it comes; its values are handed on with the whole.
  private void received(Hj212Packet packet, Heard heard) {
    String mn = packet.header().getOrDefault("MN", "");
    Optional<Instant> time = packet.dataTime().or(() -> splits.dataTime(packet));
    List<Reading> readings = new ArrayList<>();
    if (!isRepeated(packet)) {
      readings.addAll(readings(packet, heard));
    }
    var route = new Station.Route(this, heard, clock);
    stations.find(mn).ifPresent(s -> readings.addAll(s.heard(packet, time, route)));
    boolean isAnswer = packet.command() >= 9011 && packet.command() <= 9014;
    if (heard.report(mn, readings) && packet.wantsAnswer() && !isAnswer) {
      heard.answer(
          packet.command() == CALIBRATION_NOTICE
              ? Hj212Codec.noticeAnswer(packet)
              : Hj212Codec.dataAnswer(packet));
    }
  }

  private List<Reading> readings(Hj212Packet packet, Heard heard) {
    if (!SplitPackets.isPart(packet)) {
      return readings(new Message(packet, packet.dataTime()));
    }
    lastHeard = Optional.of(heard);
    List<Reading> readings = new ArrayList<>();
    for (Upload upload : splits.add(packet)) {
      if (upload.isWhole()) {
        upload.messages().forEach(message -> readings.addAll(readings(message)));
      } else {
        giveUp(upload, heard);
      }
    }
    return readings;
  }

  private List<Reading> readings(Message message) {
    Hj212Packet packet = message.packet();
    var factors =
        stations
            .find(packet.header().getOrDefault("MN", ""))
            .map(station -> station.fresh(packet, message.time()))
            .orElse(packet.factors());
    return Hj212Readings.of(factors, message.time());
  }

  /// What came of it is handed on.
  private void giveUp(Upload upload, Heard heard) {
    for (Message message : upload.messages()) {
      heard.report(message.packet().header().getOrDefault("MN", ""), readings(message));
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
            packet.field("DataTime").orElse(""),
            // The check value has 256 values; the records of one request all bear its QN.
            packet.crc() + Objects.hash(packet.fields(), packet.factors()));
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

package org.fieldbeacon.drone;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.drone.MavFraming.Found;
import org.fieldbeacon.observation.Unit;

/// MAVLink as a listener sees it: a drone is known by its system id. With a key, only signed frames
/// that hold are taken.
final class MavlinkProtocol implements ReportProtocol {
  private final Optional<Signing> signing = Signing.ofEnvironment();

  @Override
  public String name() {
    return "mavlink";
  }

  @Override
  public String addressKey() {
    return "system";
  }

  @Override
  public Optional<String> wrongAddress(String address) {
    return address.matches("[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5]")
        ? Optional.empty()
        : Optional.of("a system id, 1..255");
  }

  @Override
  public Optional<Unit> unit(String reading) {
    return MavReadings.unit(reading);
  }

  @Override
  public Session session(InstantSource clock) {
    var framing = new MavFraming(signing);
    var drones = new DroneClock();
    return (bytes, from, to, isLast, heard) ->
        switch (framing.find(bytes, from, to, isLast)) {
          case Found.Incomplete() -> from;
          case Found.Spoilt(var bad, int end) -> {
            heard.bad(bad);
            yield end;
          }
          case Found.Whole(var frame, var stamp, int end) -> {
            received(frame, stamp, drones, heard);
            yield end;
          }
        };
  }

  private void received(MavFrame frame, Optional<Instant> stamp, DroneClock drones, Heard heard) {
    String address = String.valueOf(frame.system());
    boolean isTrusted = signing.isEmpty() || frame.isSigned();
    if (!frame.isKnown() || !isTrusted || !heard.isKnown(address)) {
      return;
    }
    Message message = Message.of(frame.messageId()).orElseThrow();
    Map<String, Object> values = message.read(frame.payload(), frame.version() == 2);
    Optional<Instant> time = drones.time(frame, values, stamp);
    heard.report(address, MavReadings.of(frame.messageId(), values, time));
  }
}

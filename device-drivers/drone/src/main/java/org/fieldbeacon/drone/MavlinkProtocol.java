package org.fieldbeacon.drone;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.drone.MavFraming.Found;
import org.fieldbeacon.observation.Unit;

/// MAVLink as a ground station has it: a drone is known by its system id, and spoken to where it is
/// heard. With a key, only signed frames that hold are taken, each once, and all that is said is
/// signed.
final class MavlinkProtocol implements ReportProtocol {
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);
  private static final int HEARTBEAT_ID = 0;
  private static final int COMMAND_ACK_ID = 77;
  private static final int NO_AUTOPILOT = 8;

  private final Optional<Signing> signing;
  private final boolean isHeard;
  private final Vehicles vehicles = new Vehicles(System::nanoTime);
  private final MavWriter writer;
  private final Commands commands;

  /// @param isHeard whether a heartbeat is said each second: vehicles then know of a ground
  ///   station, and may act when it is gone
  MavlinkProtocol(boolean isHeard, Optional<Signing> signing) {
    this.isHeard = isHeard;
    this.signing = signing;
    this.writer = new MavWriter(signing, InstantSource.system());
    this.commands = new Commands(vehicles, writer);
  }

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
    return new Connection();
  }

  /// Any thread.
  WriteResult send(int system, Order order, Duration timeout) {
    return commands.send(system, order, timeout);
  }

  private final class Connection implements Session {
    private final MavFraming framing = new MavFraming(signing);
    private final DroneClock drones = new DroneClock();
    private final Fixes fixes = new Fixes();
    private int version = 2;
    private long saidNanos;

    @Override
    public void opened(Heard heard) {
      if (isHeard) {
        sayHeartbeat(heard);
      }
    }

    @Override
    public void quiet(Heard heard) {
      sayHeartbeatIfDue(heard);
    }

    @Override
    public void closed() {
      vehicles.ended(this);
    }

    @Override
    public int next(byte[] bytes, int from, int to, boolean isLast, Heard heard) {
      return switch (framing.find(bytes, from, to, isLast)) {
        case Found.Incomplete() -> from;
        case Found.Spoilt(var bad, int end) -> {
          heard.bad(bad);
          yield end;
        }
        case Found.Whole(var frame, var stamp, int end) -> {
          received(frame, stamp, heard);
          sayHeartbeatIfDue(heard);
          yield end;
        }
      };
    }

    private void received(MavFrame frame, Optional<Instant> stamp, Heard heard) {
      String address = String.valueOf(frame.system());
      boolean isTrusted = signing.isEmpty() || frame.isSigned();
      if (!frame.isKnown() || !isTrusted || !heard.isKnown(address)) {
        return;
      }
      if (signing.isPresent() && !vehicles.isNew(frame)) {
        heard.bad(new Bad("signature time", 0, "one that is not new", "later than the last"));
        return;
      }
      Optional<Duration> elsewhere = vehicles.heardElsewhere(frame, this, heard);
      if (elsewhere.isPresent()) {
        heard.bad(
            new Bad(
                "sender",
                frame.version() == 2 ? 5 : 3,
                "system " + address + ", heard from another " + elsewhere.get() + " ago",
                "each system from one sender"));
        return;
      }
      version = frame.version();
      Message message = Message.of(frame.messageId()).orElseThrow();
      Map<String, Object> values = message.read(frame.payload(), frame.version() == 2);
      if (frame.messageId() == COMMAND_ACK_ID) {
        commands.acknowledged(frame.system(), values);
      } else if (frame.messageId() == HEARTBEAT_ID
          && values.get("autopilot") instanceof Number autopilot
          && autopilot.intValue() != NO_AUTOPILOT) {
        vehicles.autopilot(frame.system(), frame.component());
      }
      Optional<Instant> time = drones.time(frame, values, stamp);
      heard.report(
          address, MavReadings.of(frame.messageId(), values, time, fixes.judge(frame, values)));
    }

    private void sayHeartbeatIfDue(Heard heard) {
      if (isHeard && System.nanoTime() - saidNanos >= HEARTBEAT.toNanos()) {
        sayHeartbeat(heard);
      }
    }

    private void sayHeartbeat(Heard heard) {
      saidNanos = System.nanoTime();
      heard.answer(writer.heartbeat(version));
    }
  }
}

package org.fieldbeacon.opcua;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.LastStatus;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.jspecify.annotations.Nullable;

/// One device of a server: its points, what was last told of each, and how it stands. Used by the
/// link's thread only.
///
/// The phenomenon time is the source's. A source stamps a value when it changes (OPC UA Part 4
/// §7.7.3), so a value that stands still would seem ever older: a read that confirms it says that
/// it still held at the server's time, and since when.
final class DeviceSession {
  private final Device device;
  private final List<PointNode> nodes;
  private final String source;
  private final Map<String, DataValue> last = new HashMap<>();
  private final LastStatus status;
  private long dueNanos;

  DeviceSession(Device device, String source, Instant now, long nowNanos) {
    this.device = device;
    this.source = source;
    String namespace =
        device
            .address()
            .text(
                OpcUaDriverFactory.NAMESPACE,
                device.profile().settings().text(OpcUaDriverFactory.NAMESPACE, ""));
    String instance = device.address().text(OpcUaDriverFactory.INSTANCE, "");
    nodes =
        device.profile().points().stream()
            .map(p -> PointNode.read(p, namespace, instance))
            .toList();
    status = new LastStatus(device.name(), now);
    dueNanos = nowNanos;
  }

  Device device() {
    return device;
  }

  List<PointNode> readable() {
    return nodes.stream().filter(n -> n.point().access().canRead()).toList();
  }

  List<PointNode> nodes() {
    return nodes;
  }

  long dueNanos() {
    return dueNanos;
  }

  void dueAgain(long nowNanos) {
    dueNanos = nowNanos + device.pollInterval().toNanos();
  }

  DeviceStatus status() {
    return status.status();
  }

  /// Whether this is news.
  boolean becomes(State state, String detail, Instant now) {
    return status.becomes(state, detail, now);
  }

  /// What a value that came says; empty when it was told before.
  @Nullable Observation changed(PointNode node, DataValue value, Instant now) {
    DataValue before = last.put(node.point().name(), value);
    if (isSame(before, value)) {
      return null;
    }
    boolean isStale = before == null && isOlder(value, now);
    return observation(node, value, now, isStale);
  }

  /// The same of a value that was read.
  Observation confirmed(PointNode node, DataValue value, Instant now) {
    DataValue before = last.put(node.point().name(), value);
    return observation(node, value, now, isSame(before, value) || isOlder(value, now));
  }

  Observation missing(PointNode node, Instant now, String reason) {
    PointProfile point = node.point();
    return Observation.missing(id(node), point.unit(), now, source, reason);
  }

  private Observation observation(
      PointNode node, DataValue value, Instant now, boolean isStandingStill) {
    Judgement judged = Judgement.of(value.statusCode());
    OptionalDouble number = node.value(value.value().value());
    Instant sourceTime = instant(value.sourceTime(), instant(value.serverTime(), now));
    Instant time = isStandingStill ? instant(value.serverTime(), now) : sourceTime;
    String detail = judged.detail();
    if (isStandingStill && value.sourceTime() != null) {
      detail = (detail.isEmpty() ? "" : detail + "; ") + "unchanged since " + sourceTime;
    }
    if (number.isEmpty()) {
      String why = value.statusCode().isBad() ? judged.detail() : noNumber(value);
      return new Observation(
          id(node),
          Double.NaN,
          node.point().unit(),
          time,
          now,
          Duration.ZERO,
          Quality.MISSING,
          source,
          why);
    }
    return new Observation(
        id(node),
        number.getAsDouble(),
        node.point().unit(),
        time,
        now,
        Duration.ZERO,
        judged.flag(),
        source,
        detail);
  }

  private static String noNumber(DataValue value) {
    Object raw = value.value().value();
    return "got "
        + (raw == null ? "no value" : "a " + raw.getClass().getSimpleName())
        + ", wanted a finite number";
  }

  private boolean isOlder(DataValue value, Instant now) {
    return instant(value.sourceTime(), now).isBefore(now.minus(device.pollInterval()));
  }

  private static boolean isSame(@Nullable DataValue before, DataValue now) {
    return before != null
        && Objects.equals(before.sourceTime(), now.sourceTime())
        && StatusCode.of(before.statusCode().value())
            .withoutOverflow()
            .equals(now.statusCode().withoutOverflow())
        && before.value().equals(now.value());
  }

  private PointId id(PointNode node) {
    return new PointId(device.name(), node.point().name());
  }

  private static Instant instant(@Nullable DateTime time, Instant otherwise) {
    return time == null || time.isNull() ? otherwise : time.getJavaInstant();
  }
}

package org.fieldbeacon.modbus;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeacon.driver.Backoff;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.LastStatus;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.modbus.Block.Entry;
import org.fieldbeacon.observation.PointId;

/// One device on the bus: its number, its requests, its back-off and what was last said of it. Used
/// by the link's thread, except for [#address].
final class Unit {
  private final Device device;
  private final int number;
  private final Map<String, PointAddress> addresses = new TreeMap<>();
  private final boolean writesMany;
  private final List<TextRegisters> texts;
  private final Backoff backoff = new Backoff();
  private Optional<String> identity = Optional.empty();
  private List<Block> blocks;
  private final LastStatus status;

  Unit(Device device, Instant now) {
    this.device = device;
    this.number = device.address().integer("unit", 0, 255, 1);
    var settings = device.profile().settings();
    var order = settings.oneOf("order", WordOrder.class, WordOrder.ABCD);
    for (PointProfile point : device.profile().points()) {
      addresses.put(point.name(), PointAddress.read(point.address(), order));
    }
    this.texts = TextRegisters.read(settings, _ -> {});
    this.writesMany = settings.text("write-function", "single").equals("multiple");
    this.blocks =
        Block.plan(
            device.profile().points().stream()
                .filter(p -> p.access().canRead())
                .map(p -> new Entry(new PointId(device.name(), p.name()), p, address(p.name())))
                .toList(),
            settings.integer("max-gap", 0, Block.MAX_WORDS, 8),
            settings.integer("max-words", 1, Block.MAX_WORDS, Block.MAX_WORDS));
    this.status = new LastStatus(device.name(), now);
  }

  int number() {
    return number;
  }

  Device device() {
    return device;
  }

  boolean writesMany() {
    return writesMany;
  }

  /// What the unit can be asked about itself.
  List<TextRegisters> texts() {
    return texts;
  }

  /// What it said of itself since it last came back; empty before it was asked.
  Optional<String> identity() {
    return identity;
  }

  void identified(String asWhat) {
    identity = Optional.of(asWhat);
  }

  /// It may be another unit that answers next.
  void forgetIdentity() {
    identity = Optional.empty();
  }

  Backoff backoff() {
    return backoff;
  }

  List<Block> blocks() {
    return blocks;
  }

  /// A block that the unit refuses as a whole is read in smaller ones from now on, which are given
  /// back.
  List<Block> split(Block refused) {
    List<Block> smaller = refused.smaller();
    blocks =
        blocks.stream().flatMap(b -> b.equals(refused) ? smaller.stream() : Stream.of(b)).toList();
    return smaller;
  }

  PointAddress address(String point) {
    PointAddress address = addresses.get(point);
    if (address == null) {
      throw new IllegalArgumentException(
          device.name() + ": got point " + point + ", wanted one of " + addresses.keySet());
    }
    return address;
  }

  /// Whether the profile lets the point be written.
  boolean isWritable(String point) {
    return device.profile().point(point).filter(p -> p.access().canWrite()).isPresent();
  }

  /// Whether the state differs from the last one; remembers it.
  boolean becomes(DeviceStatus.State state, String detail, Instant now) {
    return status.becomes(state, detail, now);
  }

  DeviceStatus status() {
    return status.status();
  }
}

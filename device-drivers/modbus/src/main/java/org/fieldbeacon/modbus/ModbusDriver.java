package org.fieldbeacon.modbus;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.SharedLine;
import org.fieldbeacon.modbus.Block.Entry;
import org.fieldbeacon.modbus.ModbusBus.Answer;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// Reads and sets the units of one Modbus line. A silent unit backs off alone; a refusal becomes
/// missing values with the refusal's name, never a zero.
final class ModbusDriver implements PollingDriver, Actuator, SharedLine {
  private static final int ILLEGAL_DATA_ADDRESS = 2;

  private final ModbusBus bus;
  private final int retries;
  private final Map<String, Unit> units;
  private final DriverContext context;

  ModbusDriver(ModbusBus bus, int retries, List<Device> devices, DriverContext context) {
    this.bus = bus;
    this.retries = retries;
    this.context = context;
    Instant now = context.clock().instant();
    this.units =
        devices.stream()
            .map(d -> new Unit(d, now))
            .collect(Collectors.toUnmodifiableMap(u -> u.device().name(), Function.identity()));
  }

  @Override
  public void open() {
    // The bus connects at the first exchange and again whenever it has to.
  }

  @Override
  public void close() {
    bus.close();
  }

  @Override
  public void poll(Device device) {
    Unit unit = unit(device.name());
    if (unit.backoff().holds(context.clock().instant())) {
      for (Block block : unit.blocks()) {
        giveMissing(unit, block, "backing off: " + unit.status().detail());
      }
      return;
    }
    try {
      pollBlocks(unit);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void scan(FieldScanner.Limits limits, FieldScanner.Heard heard)
      throws IOException, InterruptedException {
    ModbusScanner.look(bus, limits, heard);
  }

  @Override
  public void readOnce(Device device, DriverContext into) {
    new ModbusDriver(bus, retries, List.of(device), into).poll(device);
  }

  @Override
  public WriteResult write(PointId output, double value, Duration timeout) {
    Unit unit = unit(output.device());
    PointAddress address = unit.address(output.point());
    if (!unit.isWritable(output.point())) {
      return new WriteResult.Refused(output + ": its profile says it is only read");
    }
    if (!address.table().isWritable()) {
      return new WriteResult.Refused(output + ": " + address.table() + " cannot be written");
    }
    if (!Double.isFinite(value)) {
      return new WriteResult.Refused(output + ": got " + value + ", wanted a finite value");
    }
    if (!address.table().isBits() && address.type() == RegisterType.BIT) {
      return new WriteResult.Refused(output + ": a bit of a register cannot be written alone");
    }
    byte[] request;
    try {
      request = writeRequest(unit, address, value);
    } catch (IllegalArgumentException e) {
      return new WriteResult.Refused(output + ": " + e.getMessage());
    }
    try {
      return switch (bus.write(unit.number(), request, timeout)) {
        case Answer.Data _ -> new WriteResult.Done();
        case Answer.Refusal(int code) -> new WriteResult.Refused(output + ": " + refusal(code));
        case Answer.Silent(String what) -> new WriteResult.TimedOut(what);
        case Answer.LinkDown(String what) -> new WriteResult.TimedOut(what);
      };
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new WriteResult.TimedOut(output + ": interrupted");
    }
  }

  /// A block that the unit refuses is asked for again at once in smaller ones: at most one request
  /// for the block, one for each run of neighbours in it and one for each point.
  private void pollBlocks(Unit unit) throws InterruptedException {
    String trouble = "";
    Deque<Block> due = new ArrayDeque<>(unit.blocks());
    while (!due.isEmpty()) {
      Block block = due.pop();
      switch (read(unit, Pdu.read(block.table().readFunction(), block.start(), block.quantity()))) {
        case Answer.Data(byte[] pdu) -> give(unit, block, pdu);
        case Answer.Refusal(int code) -> {
          if (code == ILLEGAL_DATA_ADDRESS && block.entries().size() > 1) {
            unit.split(block).reversed().forEach(due::push);
          } else {
            trouble = "unit " + unit.number() + ": " + refusal(code) + " at " + block.start();
            giveMissing(unit, block, trouble);
          }
        }
        case Answer.Silent(String what) -> {
          due.push(block);
          silence(unit, due, State.OFFLINE, what);
          return;
        }
        case Answer.LinkDown(String what) -> {
          due.push(block);
          silence(unit, due, State.LINK_DOWN, what);
          return;
        }
      }
    }
    unit.backoff().answered();
    String identity = identity(unit);
    if (trouble.isEmpty()) {
      become(unit, State.ONLINE, identity);
    } else {
      become(unit, State.DEGRADED, identity.isEmpty() ? trouble : trouble + "; " + identity);
    }
  }

  /// Asked for once whenever the unit comes back, after everything that is measured.
  private String identity(Unit unit) throws InterruptedException {
    if (unit.identity().isEmpty()) {
      List<String> said = new ArrayList<>();
      for (TextRegisters text : unit.texts()) {
        said.add(
            text.name()
                + "="
                + switch (read(unit, text.request())) {
                  case Answer.Data(byte[] pdu) -> text.text(dataOf(pdu));
                  case Answer.Refusal(int code) -> "refused with " + refusal(code);
                  case Answer.Silent _, Answer.LinkDown _ -> "no answer";
                });
      }
      unit.identified(String.join(", ", said));
    }
    return unit.identity().orElse("");
  }

  /// A lost frame is asked for again; a lost line is not, since the next poll will reconnect.
  private Answer read(Unit unit, byte[] request) throws InterruptedException {
    Answer answer = bus.poll(unit.number(), request);
    for (int retry = 0; retry < retries && answer instanceof Answer.Silent; retry++) {
      answer = bus.poll(unit.number(), request);
    }
    return answer;
  }

  private void silence(Unit unit, Iterable<Block> unread, State state, String what) {
    unit.backoff().failed(context.clock().instant());
    unit.forgetIdentity();
    become(unit, state, what);
    for (Block block : unread) {
      giveMissing(unit, block, what);
    }
  }

  private void give(Unit unit, Block block, byte[] pdu) {
    byte[] data = dataOf(pdu);
    Instant now = context.clock().instant();
    String source = source(unit);
    for (Entry entry : block.entries()) {
      PointId id = entry.id();
      var value = entry.address().value(data, block.start());
      context
          .observations()
          .accept(
              value.isPresent()
                  ? Observation.of(id, value.getAsDouble(), entry.point().unit(), now, source)
                  : Observation.missing(
                      id, entry.point().unit(), now, source, "the device says it has no value"));
    }
  }

  private void giveMissing(Unit unit, Block block, String reason) {
    Instant now = context.clock().instant();
    for (Entry entry : block.entries()) {
      context
          .observations()
          .accept(Observation.missing(entry.id(), entry.point().unit(), now, source(unit), reason));
    }
  }

  private void become(Unit unit, State state, String detail) {
    if (unit.becomes(state, detail, context.clock().instant())) {
      context.statuses().accept(unit.status());
    }
  }

  private Unit unit(String device) {
    Unit unit = units.get(device);
    if (unit == null) {
      throw new IllegalArgumentException(
          bus.name() + ": got device " + device + ", wanted one of " + units.keySet());
    }
    return unit;
  }

  private String source(Unit unit) {
    return "modbus " + bus.name() + " unit " + unit.number();
  }

  private static byte[] writeRequest(Unit unit, PointAddress address, double value) {
    if (address.table().isBits()) {
      return unit.writesMany()
          ? Pdu.writeCoils(address.register(), value != 0)
          : Pdu.writeCoil(address.register(), value != 0);
    }
    byte[] words = address.bytes(value);
    return words.length == 2 && !unit.writesMany()
        ? Pdu.writeRegister(address.register(), (words[0] & 0xFF) << 8 | words[1] & 0xFF)
        : Pdu.writeRegisters(address.register(), words);
  }

  private static byte[] dataOf(byte[] readAnswer) {
    return Arrays.copyOfRange(readAnswer, 2, readAnswer.length);
  }

  private static String refusal(int code) {
    return "exception " + code + " (" + Pdu.exceptionName(code) + ")";
  }
}

package org.fieldbeacon.simulator.modbus;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.fieldbeacon.simulator.fault.Fault;

/// The units behind one port: finds the one that is asked, lets its faults act, counts.
final class Units {
  private static final int BROADCAST = 0;
  private static final int DIRECT = 255;

  private final Framing framing;
  private final Map<Integer, ModbusUnit> byId = new ConcurrentSkipListMap<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder badFrames = new LongAdder();
  private final Random noise = new Random(651);
  private volatile WriteListener listener = (_, _, _, _) -> {};

  Units(Framing framing) {
    this.framing = framing;
  }

  Map<Integer, ModbusUnit> byId() {
    return byId;
  }

  void listener(WriteListener listener) {
    this.listener = listener;
  }

  long requests() {
    return requests.sum();
  }

  long badFrames() {
    return badFrames.sum();
  }

  void badFrame() {
    badFrames.increment();
  }

  boolean isLinkCut() {
    return byId.values().stream().anyMatch(u -> u.faults().find(Fault.LinkCut.class).isPresent());
  }

  /// @param pdu at least one byte
  Reply reply(int unitId, byte[] pdu) throws InterruptedException {
    requests.increment();
    if (framing == Framing.RTU && unitId == BROADCAST) {
      byId.values().forEach(unit -> PduAnswers.answer(pdu, unit, listener));
      return new Reply.Nothing();
    }
    Optional<ModbusUnit> unit = find(unitId);
    if (unit.isEmpty()) {
      return framing == Framing.RTU
          ? new Reply.Nothing()
          : new Reply.Pdu(PduAnswers.refusal(pdu[0], PduAnswers.TARGET_SILENT));
    }
    return reply(unit.get(), pdu);
  }

  private Reply reply(ModbusUnit unit, byte[] pdu) throws InterruptedException {
    Optional<Fault.Slow> slow = unit.faults().find(Fault.Slow.class);
    if (slow.isPresent()) {
      Thread.sleep(slow.get().delay());
    }
    if (unit.faults().find(Fault.Silence.class).isPresent()) {
      return new Reply.Nothing();
    }
    Optional<Fault.Garbage> garbage = unit.faults().find(Fault.Garbage.class);
    if (garbage.isPresent()) {
      return new Reply.Raw(garbage.get().noise(noise));
    }
    Optional<Fault.Refusal> refusal = unit.faults().find(Fault.Refusal.class);
    if (refusal.isPresent()) {
      return new Reply.Pdu(PduAnswers.refusal(pdu[0], refusal.get().code()));
    }
    return new Reply.Pdu(PduAnswers.answer(pdu, unit, listener));
  }

  /// A lone unit on TCP also answers to 0 and 255 (Messaging on TCP/IP V1.0b §4.4.2.1).
  private Optional<ModbusUnit> find(int unitId) {
    boolean direct = framing == Framing.TCP && (unitId == BROADCAST || unitId == DIRECT);
    if (direct && byId.size() == 1) {
      return byId.values().stream().findFirst();
    }
    return Optional.ofNullable(byId.get(unitId));
  }
}

package org.fieldbeacon.machinery.j1939;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.machinery.j1939.CandumpLine.Entry;
import org.fieldbeacon.observation.Unit;

/// J1939 as a listener sees it: a control unit is known by its source address.
final class J1939Protocol implements ReportProtocol {
  private static final String[] ADDRESSES =
      IntStream.range(0, 256).mapToObj(String::valueOf).toArray(String[]::new);

  private final Supplier<CanLine> line;

  J1939Protocol() {
    this(CanLine::candump);
  }

  /// @param line makes one for each connection
  J1939Protocol(Supplier<CanLine> line) {
    this.line = line;
  }

  @Override
  public String name() {
    return "j1939";
  }

  @Override
  public String addressKey() {
    return "source";
  }

  @Override
  public Optional<String> wrongAddress(String address) {
    return address.matches("\\d{1,2}|1\\d\\d|2[0-4]\\d|25[0-3]")
        ? Optional.empty()
        : Optional.of("a source address, 0..253");
  }

  @Override
  public Optional<Unit> unit(String reading) {
    return J1939Messages.unit(reading);
  }

  @Override
  public Session session(InstantSource clock) {
    var transport = new Transport();
    var faults = new Faults();
    return line.get().session((frame, heard) -> received(frame, transport, faults, heard));
  }

  private static void received(Entry.Frame frame, Transport transport, Faults faults, Heard heard) {
    CanId id = CanId.of(frame.canId());
    Optional<Transport.Whole> whole = transport.accept(id, frame.data());
    String address = ADDRESSES[id.source()];
    // Most units on a bus are no business of the site's.
    if (!heard.isKnown(address)) {
      return;
    }
    List<Reading> readings = J1939Messages.readings(id, frame.data(), frame.time());
    if (whole.isPresent()) {
      readings = new ArrayList<>(readings);
      readings.addAll(
          J1939Messages.readWhole(whole.get().group(), whole.get().data(), frame.time())
              .readings());
    }
    boolean areFaults =
        id.group() == J1939Messages.ACTIVE_FAULTS
            || whole.isPresent() && whole.get().group() == J1939Messages.ACTIVE_FAULTS;
    if (areFaults) {
      readings = new ArrayList<>(readings);
      faults.follow(id.source(), frame.time(), readings);
    }
    if (!readings.isEmpty()) {
      heard.report(address, readings);
    }
  }
}

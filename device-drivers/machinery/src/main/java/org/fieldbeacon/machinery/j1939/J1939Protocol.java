package org.fieldbeacon.machinery.j1939;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.machinery.TextLines;
import org.fieldbeacon.machinery.j1939.CandumpLine.Entry;
import org.fieldbeacon.observation.Unit;

/// J1939 as a listener sees it: a control unit is known by its source address.
final class J1939Protocol implements ReportProtocol {
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
    return TextLines.session(
        (line, heard) -> {
          for (Entry entry : CandumpLine.read(line)) {
            switch (entry) {
              case Entry.Wrong(var bad) -> heard.bad(bad);
              case Entry.Frame frame -> received(frame, transport, heard);
            }
          }
        });
  }

  private static void received(Entry.Frame frame, Transport transport, Heard heard) {
    CanId id = CanId.of(frame.canId());
    List<Reading> readings =
        new ArrayList<>(J1939Messages.read(id, frame.data(), frame.time()).readings());
    transport
        .accept(id, frame.data())
        .map(whole -> J1939Messages.readWhole(whole.group(), whole.data(), frame.time()))
        .ifPresent(said -> readings.addAll(said.readings()));
    String address = String.valueOf(id.source());
    // Most units on a bus are no business of the site's.
    if (!readings.isEmpty() && heard.isKnown(address)) {
      heard.report(address, readings);
    }
  }
}

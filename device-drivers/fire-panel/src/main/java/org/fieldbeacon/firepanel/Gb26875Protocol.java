package org.fieldbeacon.firepanel;

import java.time.InstantSource;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.firepanel.Gb26875Framing.Found;
import org.fieldbeacon.observation.Unit;

/// GB/T 26875.3 as the centre's end sees it: a device is known by its source address. What a device
/// sends is acknowledged once it has been handed on; a frame whose checksum is wrong is denied
/// (§6.5).
final class Gb26875Protocol implements ReportProtocol {
  private final Panels panels = new Panels();

  @Override
  public String name() {
    return "gb26875";
  }

  @Override
  public String addressKey() {
    return "source";
  }

  @Override
  public Optional<String> wrongAddress(String address) {
    return address.matches("[0-9A-F]{12}")
        ? Optional.empty()
        : Optional.of("twelve hex digits in capitals, highest byte first: \"410105000001\"");
  }

  @Override
  public Optional<Unit> unit(String reading) {
    return Gb26875Readings.isState(reading) ? Optional.of(Unit.ONE) : Analogue.unit(reading);
  }

  @Override
  public Session session(InstantSource clock) {
    return (bytes, from, to, isLast, heard) ->
        switch (Gb26875Framing.find(bytes, from, to)) {
          case Found.Incomplete(Bad bad) -> {
            if (isLast) {
              heard.bad(bad);
            }
            yield isLast ? to : from;
          }
          case Found.Spoilt(Bad bad, int end) -> {
            heard.bad(bad);
            yield end;
          }
          case Found.Damaged(Bad bad, var frame, int end) -> {
            heard.bad(bad);
            if (heard.isKnown(address(frame))) {
              answer(frame, Gb26875Frame.DENY, clock, heard);
            }
            yield end;
          }
          case Found.Whole(var frame, int end) -> {
            received(frame, clock, heard);
            yield end;
          }
        };
  }

  private void received(Gb26875Frame frame, InstantSource clock, Heard heard) {
    Good good = Gb26875Decoder.good(frame);
    String address = address(frame);
    boolean isTaken =
        heard.isKnown(address) && heard.report(address, panels.readings(address, good));
    if (isTaken && frame.command() == Gb26875Frame.SEND) {
      answer(frame, Gb26875Frame.ACK, clock, heard);
    }
  }

  private static void answer(Gb26875Frame frame, int command, InstantSource clock, Heard heard) {
    heard.answer(frame.answer(command, new byte[0], clock.instant()).bytes());
  }

  private static String address(Gb26875Frame frame) {
    return Gb26875Decoder.address(frame.source());
  }
}

package org.fieldbeacon.modbus;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.modbus.ModbusBus.Answer;

/// Asks one unit after another for one holding register. A refusal is an answer too: somebody is
/// there.
public final class ModbusScanner implements FieldScanner {
  /// Slow probes answer within 300 ms; a whole bus is not to take an hour.
  private static final Duration ANSWER = Duration.ofMillis(400);

  @Override
  public String name() {
    return "modbus";
  }

  @Override
  public String targets() {
    return "tcp://HOST:PORT, rtu-tcp://HOST:PORT or serial:/dev/ttyUSB0";
  }

  @Override
  public void scan(LinkConfig link, Limits limits, Heard heard)
      throws IOException, InterruptedException {
    try (ModbusBus bus = ModbusDriverFactory.bus(link, ANSWER, LineTap.deaf())) {
      look(bus, limits, heard);
    }
  }

  /// The same on a bus that others may be using.
  static void look(ModbusBus bus, Limits limits, Heard heard)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limits.within().toNanos();
    for (int unit = limits.first(); unit <= limits.last() && System.nanoTime() < end; unit++) {
      heard.asking(unit);
      switch (bus.poll(unit, Pdu.read(Pdu.READ_HOLDING_REGISTERS, 0, 1))) {
        case Answer.Data(byte[] pdu) ->
            heard.found(found(unit, "register-0", (pdu[2] & 0xFF) << 8 | pdu[3] & 0xFF));
        case Answer.Refusal(int code) -> {
          if (!isOfTheGateway(code)) {
            String refusal = "exception " + code + " (" + Pdu.exceptionName(code) + ")";
            heard.found(found(unit, "refusal", refusal));
          }
        }
        case Answer.Silent _ -> {}
        case Answer.LinkDown(String what) -> throw new IOException(what);
      }
    }
  }

  /// V1.1b3 §7: 10 and 11 are what a serial server says of a unit that does not answer it.
  private static boolean isOfTheGateway(int code) {
    return code == 10 || code == 11;
  }

  private static Found found(int unit, String key, Object value) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("unit", unit);
    fields.put(key, value);
    return new Found(Map.of("unit", unit), fields, List.of());
  }
}

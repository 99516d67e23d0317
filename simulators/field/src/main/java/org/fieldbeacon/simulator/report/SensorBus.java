package org.fieldbeacon.simulator.report;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.simulator.fault.Fault;

/// Sensors of an SDI-12 line (v1.4) behind a transparent adapter: `a!`, `?!`, `aI!`, `aM!`, `aC!`
/// and `aR0!` with and without a check value, `aDn!`. A measurement is stated to take a second and
/// asks for service sooner.
final class SensorBus extends LineServer {
  private static final Pattern COMMAND =
      Pattern.compile("([0-9A-Za-z?])(|I|V|([MC])(C?)[1-9]?|R(C?)0|D([0-9]))!");
  private static final int MOST_COMMAND = 16;
  private static final int VALUES_OF_M = 35;
  private static final int VALUES_OF_C = 75;
  private static final int DIGITS = 7;
  private static final int DECIMALS = 4;
  private static final long MEASURING_NANOS = 100_000_000;

  private final Map<String, Reporter> sensors = new ConcurrentHashMap<>();
  private final Map<String, Measured> measured = new ConcurrentHashMap<>();
  private final Random random = new Random(12);

  /// What a sensor holds until it is told to measure again.
  private record Measured(List<String> pages, boolean isChecked) {}

  SensorBus(int port) throws IOException {
    super(port);
  }

  /// @param address one character
  void hang(String address, Reporter sensor) {
    sensors.put(address, sensor);
  }

  @Override
  void talk(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    var command = new StringBuilder();
    int b;
    while ((b = in.read()) >= 0) {
      command.append((char) b);
      if (b == '!') {
        hear(client, command.toString());
        command.setLength(0);
      } else if (command.length() > MOST_COMMAND) {
        command.setLength(0);
      }
    }
  }

  private void hear(Socket client, String command) throws IOException {
    Matcher m = COMMAND.matcher(command);
    if (!m.matches()) {
      return;
    }
    String address = m.group(1);
    if (address.equals("?")) {
      if (sensors.size() == 1 && m.group(2).isEmpty()) {
        say(client, sensors.keySet().iterator().next());
      }
      return;
    }
    Reporter sensor = sensors.get(address);
    if (sensor == null || sensor.faults().find(Fault.Silence.class).isPresent()) {
      return;
    }
    if (sensor.faults().find(Fault.LinkCut.class).isPresent()) {
      drop(client);
      return;
    }
    sensor.faults().find(Fault.Slow.class).ifPresent(s -> pause(s.delay().toNanos()));
    Optional<Fault.Garbage> garbage = sensor.faults().find(Fault.Garbage.class);
    if (garbage.isPresent()) {
      tell(client, garbage.get().noise(random));
      return;
    }
    answer(client, address, sensor, m);
  }

  private void answer(Socket client, String address, Reporter sensor, Matcher m)
      throws IOException {
    String body = m.group(2);
    if (body.isEmpty()) {
      say(client, address);
    } else if (body.equals("I")) {
      say(client, address + "13" + sensor.model());
    } else if (body.charAt(0) == 'D') {
      Measured held = measured.getOrDefault(address, new Measured(List.of(), false));
      int page = Integer.parseInt(m.group(6));
      String values = page < held.pages().size() ? held.pages().get(page) : "";
      say(client, checked(address + values, held.isChecked()));
    } else if (body.charAt(0) == 'R') {
      String values = String.join("", values(sensor));
      say(client, checked(address + values, !m.group(5).isEmpty()));
    } else {
      measure(client, address, sensor, body);
    }
  }

  /// With the fault `exception` it gives up: its answers hold no values (§4.4.7).
  private void measure(Socket client, String address, Reporter sensor, String body)
      throws IOException {
    boolean isConcurrent = body.charAt(0) == 'C';
    List<String> values = body.equals("V") ? List.of("+0") : values(sensor);
    boolean isAborted = sensor.faults().find(Fault.Refusal.class).isPresent();
    measured.put(
        address,
        new Measured(
            isAborted ? List.of() : pages(values, isConcurrent ? VALUES_OF_C : VALUES_OF_M),
            body.length() > 1 && body.charAt(1) == 'C'));
    say(client, address + (isConcurrent ? "001%02d" : "001%d").formatted(values.size()));
    if (!isConcurrent) {
      pause(MEASURING_NANOS);
      say(client, address);
    }
  }

  private static List<String> values(Reporter sensor) {
    return sensor.valuesNow().values().stream().map(SensorBus::text).toList();
  }

  /// A sign, seven digits at most and a point.
  static String text(double value) {
    BigDecimal number =
        BigDecimal.valueOf(value)
            .round(new MathContext(DIGITS))
            .setScale(DECIMALS, RoundingMode.HALF_EVEN);
    number = number.round(new MathContext(DIGITS)).stripTrailingZeros();
    return (number.signum() < 0 ? "" : "+") + number.toPlainString();
  }

  private static List<String> pages(List<String> values, int most) {
    List<String> pages = new ArrayList<>();
    var page = new StringBuilder();
    for (String value : values) {
      if (page.length() + value.length() > most) {
        pages.add(page.toString());
        page.setLength(0);
      }
      page.append(value);
    }
    pages.add(page.toString());
    return pages;
  }

  private void say(Socket client, String line) throws IOException {
    tell(client, (line + "\r\n").getBytes(US_ASCII));
  }

  /// §4.4.12.
  private static String checked(String line, boolean isChecked) {
    if (!isChecked) {
      return line;
    }
    int crc = 0;
    for (byte b : line.getBytes(US_ASCII)) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
      }
    }
    return line
        + (char) (0x40 | crc >> 12)
        + (char) (0x40 | crc >> 6 & 0x3F)
        + (char) (0x40 | crc & 0x3F);
  }

  private static void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }
}

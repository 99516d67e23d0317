package org.fieldbeacon.hydrology.sdi12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.SharedLine;
import org.fieldbeacon.observation.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The dialogues of SDI-12 v1.4 chapter 4 over a real socket. Answers are due within half a minute,
/// which a busy machine keeps; where none comes, within a moment.
@Timeout(120)
class Sdi12DriverIT {
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final Duration BRIEF = Duration.ofMillis(150);
  private static final String WHO = "13METER   TER12 100\r\n";

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-07-14T00:00:00Z"));
  private final List<Observation> seen = new CopyOnWriteArrayList<>();
  private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  private final DriverContext context = new DriverContext(now::get, seen::add, statuses::add);

  /// §4.4.5: the sensor needs time, asks for service before it is over, and gives its values over
  /// two answers.
  @Test
  void aMeasurementWaitsForTheServiceRequestAndCollectsAllAnswers() {
    try (var sensors =
            answering(
                "3I!3" + WHO,
                "3M!39004\r\n3\r\n",
                "3D0!3+1.5-2.25\r\n",
                "3D1!3+0.0001+9999999\r\n");
        var driver =
            driver(
                sensors,
                PATIENT,
                Sensors.device("soil", "3", Map.of("most-wait-s", 999), names(4)))) {
      driver.poll(device("soil"));
      assertEquals(List.of(1.5, -2.25, 0.0001, 9_999_999.0), values());
      assertEquals(List.of("3I!", "3M!", "3D0!", "3D1!"), sensors.heard());
      assertEquals(State.ONLINE, statuses.getLast().state());
      assertTrue(statuses.getLast().detail().contains("METER"), statuses.toString());
    }
  }

  /// §4.4.12: three characters behind the values; one that does not hold is asked for again, since
  /// `aDn!` may be repeated.
  @Test
  void anAnswerWhoseCheckDoesNotHoldIsAskedForAgain() {
    var asked = new AtomicInteger();
    try (var sensors =
            new Sensors(
                command ->
                    switch (command) {
                      case "2I!" -> "2" + WHO;
                      case "2MC!" -> "20003\r\n";
                      case "2D0!" ->
                          asked.getAndIncrement() == 0
                              ? "2+0.812+18.7+455CQD\r\n"
                              : "2+0.312+18.7+455CQD\r\n";
                      default -> "";
                    });
        var driver =
            driver(sensors, PATIENT, Sensors.device("soil", "2", Map.of("crc", true), names(3)))) {
      driver.poll(device("soil"));
      assertEquals(List.of(0.312, 18.7, 455.0), values());
      assertEquals(2, asked.get());
    }
  }

  /// Without its check value a damaged answer would pass: the driver asked for one and wants it.
  @Test
  void anAnswerWithoutTheCheckThatWasAskedForIsNotBelieved() {
    try (var sensors = answering("2I!2" + WHO, "2MC!20001\r\n", "2D0!2+0.312\r\n");
        var driver =
            driver(sensors, PATIENT, Sensors.device("soil", "2", Map.of("crc", true), names(1)))) {
      driver.poll(device("soil"));
      assertTrue(seen.getFirst().isMissing(), seen.toString());
      assertTrue(seen.getFirst().detail().contains("without a check value"), seen.toString());
    }
  }

  /// A line that is polled has one owner: a scan goes between its readings, and never between a
  /// measurement and its values, which a break would end.
  @Test
  void aScanSharesTheLineAndBreaksNoReading() throws Exception {
    UnaryOperator<String> ten =
        command -> {
          String a = command.substring(0, 1);
          return switch (command.substring(1)) {
            case "!" -> a + "\r\n";
            case "I!" -> a + WHO;
            case "M!" -> a + "0011\r\n" + a + "\r\n";
            case "D0!" -> a + "+1.5\r\n";
            default -> "";
          };
        };
    List<FieldScanner.Found> found = new CopyOnWriteArrayList<>();
    try (var sensors = new Sensors(ten);
        var driver = driver(sensors, PATIENT, Sensors.device("soil", "3", Map.of(), names(1)))) {
      var line = (SharedLine) driver;
      var isOver = new AtomicBoolean();
      Thread polling =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!isOver.get()) {
                      driver.poll(device("soil"));
                    }
                  });
      line.scan(new FieldScanner.Limits(Duration.ofSeconds(100), 0, 9, false), found::add);
      List<Observation> once = new CopyOnWriteArrayList<>();
      line.readOnce(
          Sensors.device("other", "7", Map.of(), names(1)),
          new DriverContext(now::get, once::add, _ -> {}));
      isOver.set(true);
      assertTrue(polling.join(Duration.ofSeconds(60)));
      assertEquals(10, found.size(), found.toString());
      assertEquals("TER12", found.getLast().fields().get("model"));
      assertEquals(1.5, once.getFirst().value());
      assertTrue(seen.stream().noneMatch(Observation::isMissing), seen.toString());
      List<String> heard = sensors.heard();
      for (int i = 0; i < heard.size(); i++) {
        if (heard.get(i).endsWith("M!")) {
          assertEquals(heard.get(i).charAt(0) + "D0!", heard.get(i + 1), heard.toString());
        }
      }
    }
  }

  @Test
  void aScanOfALineWithNobodyEndsAndOneThatIsClosedSaysSo() throws Exception {
    List<FieldScanner.Found> found = new CopyOnWriteArrayList<>();
    var limits = new FieldScanner.Limits(Duration.ofSeconds(100), 0, 9, false);
    try (var sensors = new Sensors(_ -> "")) {
      PollingDriver driver =
          driver(sensors, BRIEF, Sensors.device("soil", "3", Map.of(), names(1)));
      var line = (SharedLine) driver;
      line.scan(limits, found::add);
      assertEquals(List.of(), found);
      driver.close();
      assertThrows(IOException.class, () -> line.scan(limits, found::add));
    }
  }

  /// §4.4.8: each is started before the first is collected; each gives its values once.
  @Test
  void sensorsThatMeasureConcurrentlyAreStartedTogetherAndReadOnceEach() {
    UnaryOperator<String> three =
        command -> {
          String a = command.substring(0, 1);
          return switch (command.substring(1)) {
            case "I!" -> a + WHO;
            case "C!" -> a + "00102\r\n";
            case "D0!" -> a + "+" + a + ".5+20\r\n";
            default -> "";
          };
        };
    Map<String, Object> concurrent = Map.of("command", "C");
    try (var sensors = new Sensors(three);
        var driver =
            driver(
                sensors,
                PATIENT,
                Sensors.device("a", "1", concurrent, names(2)),
                Sensors.device("b", "2", concurrent, names(2)),
                Sensors.device("c", "3", concurrent, names(2)))) {
      driver.poll(device("a"));
      assertEquals(6, seen.size());
      List<String> heard = sensors.heard();
      int lastStart =
          List.of(heard.indexOf("1C!"), heard.indexOf("2C!"), heard.indexOf("3C!")).stream()
              .mapToInt(i -> i)
              .max()
              .orElseThrow();
      assertTrue(heard.indexOf("1D0!") > lastStart, heard.toString());
      driver.poll(device("b"));
      driver.poll(device("c"));
      assertEquals(6, seen.size(), "a reading beside a neighbour stands for the next poll");
      driver.poll(device("a"));
      assertEquals(12, seen.size());
      Map<String, Integer> bySensor = new HashMap<>();
      seen.forEach(o -> bySensor.merge(o.point().device(), 1, Integer::sum));
      assertEquals(Map.of("a", 4, "b", 4, "c", 4), bySensor);
    }
  }

  /// A dead neighbour costs its own tries once and backs off; the living ones keep their values.
  @Test
  void aDeadNeighbourDoesNotTakeTheOthersValues() {
    Map<String, Object> concurrent = Map.of("command", "C");
    try (var sensors = answering("1I!1" + WHO, "1C!100001\r\n", "1D0!1+7\r\n");
        var driver =
            driver(
                sensors,
                BRIEF,
                Sensors.device("alive", "1", concurrent, names(1)),
                Sensors.device("dead", "2", concurrent, names(1)))) {
      await(
          () -> {
            seen.clear();
            driver.poll(device("alive"));
            return seen.stream().anyMatch(o -> !o.isMissing());
          });
      assertEquals(List.of(7.0), values());
      assertTrue(
          statuses.stream().anyMatch(s -> s.device().equals("dead") && s.state() == State.OFFLINE),
          statuses.toString());
    }
  }

  /// §5.1 continuous measurements need no start; a profile may mix them with others.
  @Test
  void continuousAndStartedMeasurementsStandBesideEachOther() {
    Device mixed =
        Sensors.device(
            "well",
            "0",
            Map.of(),
            List.of(
                Sensors.point("level", Map.of("command", "R0", "value", 1)),
                Sensors.point("mean", Map.of("command", "M2", "value", 2, "scale", 0.1))),
            Duration.ofSeconds(60));
    try (var sensors =
            answering("0I!0" + WHO, "0R0!0+3.14\r\n", "0M2!00002\r\n", "0D0!0+1+20\r\n");
        var driver = driver(sensors, PATIENT, mixed)) {
      driver.poll(device("well"));
      assertEquals(List.of(3.14, 2.0), values());
    }
  }

  /// §4.4.6: a recorder that waited in vain asks all the same; a bare address then may be the
  /// request that came late, and only the next one says that there is nothing.
  @Test
  void anAbortedMeasurementIsMissingWithItsReason() {
    try (var sensors = answering("0I!0" + WHO, "0M!00001\r\n", "0D0!0\r\n");
        var driver = driver(sensors, PATIENT, Sensors.device("soil", "0", Map.of(), names(1)))) {
      driver.poll(device("soil"));
      assertTrue(seen.getFirst().isMissing(), seen.toString());
      assertTrue(seen.getFirst().detail().contains("got 0 values"), seen.toString());
      assertEquals(State.DEGRADED, statuses.getLast().state());
    }
  }

  /// Its numbers would be taken for something else.
  @Test
  void anotherKindOfSensorAtThisAddressGivesNoValues() {
    try (var sensors =
            new Sensors(
                command -> command.equals("0I!") ? "013OTTHACH PLS   100\r\n" : "0+1+2+3\r\n");
        var driver =
            driver(
                sensors,
                PATIENT,
                Sensors.device("soil", "0", Map.of("identity", "METER TER12"), names(1)))) {
      driver.poll(device("soil"));
      assertTrue(seen.getFirst().isMissing(), seen.toString());
      assertEquals(State.DEGRADED, statuses.getLast().state());
      assertTrue(statuses.getLast().detail().contains("METER TER12"), statuses.toString());
      assertEquals(List.of("0I!"), sensors.heard());
    }
  }

  /// §7.2: three tries in a break and three breaks, where the driver makes them; an adapter does
  /// the breaks and gets three tries.
  @Test
  void aSilentSensorIsAskedAsOftenAsTheStandardSaysAndThenLeftAlone() {
    try (var sensors = new Sensors(_ -> "");
        var driver =
            Sensors.driver(
                sensors.port(),
                BRIEF,
                Map.of("tries", 3, "breaks", 3),
                List.of(Sensors.device("soil", "5", Map.of(), names(1))),
                context)) {
      driver.poll(device("soil"));
      assertEquals(9, sensors.heard().stream().filter("5I!"::equals).count());
      driver.poll(device("soil"));
      assertEquals(9, sensors.heard().size(), "asked while it is left alone");
      assertTrue(seen.getLast().detail().contains("backing off"), seen.toString());
    }
  }

  /// An adapter that echoes commands, a break that leaves a null, parity that came through, and a
  /// line of another sensor: none of it is an answer, none of it hides one.
  @Test
  void noiseOfAdaptersDoesNotHideTheAnswer() {
    try (var sensors =
            new Sensors(
                command ->
                    switch (command) {
                      case "0I!" -> "\0" + command + "\r\n0" + WHO;
                      case "0M!" -> command + "00001\r\n";
                      case "0D0!" -> "7+99\r\n" + withParity("0+3.5\r\n");
                      default -> "";
                    });
        var driver = driver(sensors, PATIENT, Sensors.device("soil", "0", Map.of(), names(1)))) {
      driver.poll(device("soil"));
      assertEquals(List.of(3.5), values());
    }
  }

  @Test
  void aSensorThatWantsTooLongIsRefusedSoThatTheLineGoesOn() {
    try (var sensors = answering("0I!0" + WHO, "0M!09991\r\n");
        var driver =
            driver(
                sensors,
                PATIENT,
                Sensors.device("soil", "0", Map.of("most-wait-s", 60), names(1)))) {
      driver.poll(device("soil"));
      assertTrue(seen.getFirst().detail().contains("wanted 60 s at most"), seen.toString());
    }
  }

  @Test
  void aNumberThatMeansNoValueIsMissing() {
    Device device =
        Sensors.device(
            "soil",
            "0",
            Map.of(),
            List.of(Sensors.point("v", Map.of("value", 1, "no-value", List.of(-9999)))),
            Duration.ofSeconds(60));
    try (var sensors = answering("0I!0" + WHO, "0M!00001\r\n", "0D0!0-9999\r\n");
        var driver = driver(sensors, PATIENT, device)) {
      driver.poll(device("soil"));
      assertTrue(seen.getFirst().isMissing(), seen.toString());
    }
  }

  private final Map<String, Device> devices = new ConcurrentHashMap<>();

  /// @param dialogue each a command with its answer behind it; to all else they are silent
  private static Sensors answering(String... dialogue) {
    return new Sensors(
        command ->
            Arrays.stream(dialogue)
                .filter(line -> line.startsWith(command))
                .findFirst()
                .map(line -> line.substring(command.length()))
                .orElse(""));
  }

  private PollingDriver driver(Sensors sensors, Duration answerWithin, Device... all) {
    for (Device each : all) {
      devices.put(each.name(), each);
    }
    return Sensors.driver(sensors.port(), answerWithin, Map.of(), List.of(all), context);
  }

  private Device device(String name) {
    return devices.getOrDefault(name, Sensors.device(name, "5", Map.of(), names(1)));
  }

  private static List<String> names(int count) {
    return List.of("v1", "v2", "v3", "v4").subList(0, count);
  }

  private List<Double> values() {
    return seen.stream().filter(o -> !o.isMissing()).map(Observation::value).toList();
  }

  private void await(java.util.function.BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      now.updateAndGet(t -> t.plusSeconds(120));
    }
  }

  /// As a serial server set to eight bits hands it on.
  private static String withParity(String text) {
    var out = new StringBuilder();
    text.chars().forEach(c -> out.append((char) (Integer.bitCount(c) % 2 == 0 ? c : c | 0x80)));
    return out.toString();
  }
}

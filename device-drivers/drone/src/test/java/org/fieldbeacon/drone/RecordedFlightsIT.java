package org.fieldbeacon.drone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Logs of real ArduPilots and of a simulated one. They are not ours to ship: read where they lie
/// beside the checkout.
class RecordedFlightsIT {
  private static final Path RECORDINGS = Path.of("../../../shared/data/series/machinery");

  @Test
  void everyFrameOfATelemetryLogHolds() throws IOException {
    List<DecodedFrame> told = told(folder("ardupilot_sitl_tlog").resolve("vtol_SITL.tlog"));
    assertEquals(23_894, told.size());
    assertEquals(List.of(), told.stream().filter(Bad.class::isInstance).toList());
  }

  /// The plane's log ends in the middle of a record; nothing else is rejected.
  @Test
  void everyRecordOfTheLogsOnBoardHolds() throws IOException {
    Map<String, Integer> places = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder("erle_ardupilot_logs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".BIN")).toList()) {
        List<DecodedFrame> told = told(file);
        List<DecodedFrame> bad = told.stream().filter(Bad.class::isInstance).toList();
        boolean isPlane = file.getFileName().toString().startsWith("plane");
        assertEquals(isPlane ? 1 : 0, bad.size(), file + ": " + bad);
        places.put(
            file.getFileName().toString(),
            (int)
                told.stream()
                    .filter(Good.class::isInstance)
                    .map(Good.class::cast)
                    .filter(g -> "GPS".equals(g.fields().get("name")))
                    .filter(
                        g ->
                            g.readings().stream()
                                .anyMatch(
                                    r ->
                                        r.point().equals("latitude")
                                            && r.value() > 42
                                            && r.value() < 43))
                    .count());
      }
    }
    assertEquals(5, places.size(), places.toString());
    assertTrue(places.values().stream().allMatch(n -> n > 300), places.toString());
  }

  private static Path folder(String name) {
    Path folder = RECORDINGS.resolve(name);
    Assumptions.assumeTrue(Files.isDirectory(folder), "recordings are not at hand: " + name);
    return folder;
  }

  private static List<DecodedFrame> told(Path file) throws IOException {
    List<DecodedFrame> told = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      new MavlinkDecoder(Optional.empty()).decode(in, told::add);
    }
    return told;
  }
}

package org.fieldbeacon.machinery.j1939;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The CAN bus of a John Deere 5055E with staged faults (TractorHacking/CAN-data, MIT), read where
/// it lies beside the checkout.
class RecordedTractorIT {
  private static final Path RECORDINGS =
      Path.of("../../../shared/data/series/machinery/johndeere_5055e_can");

  @Test
  void everyFrameIsReadAndFaultsAppearWhereTheyWereStaged() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(RECORDINGS), "recordings are not at hand");
    Map<String, Set<String>> faults = new TreeMap<>();
    int frames = 0;
    try (Stream<Path> files = Files.list(RECORDINGS)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
        List<DecodedFrame> told = told(file);
        assertEquals(
            List.of(), told.stream().filter(Bad.class::isInstance).toList(), file.toString());
        frames += told.size();
        Set<String> seen = new TreeSet<>();
        told.forEach(frame -> seen.addAll(faults(frame)));
        if (!seen.isEmpty()) {
          faults.put(file.getFileName().toString().replace(".log", ""), seen);
        }
      }
    }
    assertTrue(frames > 200_000, "frames: " + frames);
    Set<String> oilPressure = Set.of("SPN 100 FMI 4");
    Set<String> inGear = Set.of("SPN 524020 FMI 31");
    assertEquals(
        Map.of(
            "2018-02-08_LeftSensorUnplugged-CheckEngine-1of3", oilPressure,
            "2018-02-08_LeftSensorUnplugged-CheckEngine-2of3", oilPressure,
            "2018-02-08_StartUp-End", oilPressure,
            "2018-02-08_StartUp-FirstHalf", oilPressure,
            "2018-2019_noStartInGear1", inGear,
            "2018-2019_noStartInGear2", inGear,
            "2018-2019_transmission1and2and3InGear", inGear),
        faults);
  }

  private static List<String> faults(DecodedFrame frame) {
    List<String> faults = new ArrayList<>();
    if (frame instanceof Good good && good.fields().get("dtcs") instanceof List<?> codes) {
      for (Object code : codes) {
        if (code instanceof Map<?, ?> c) {
          faults.add("SPN " + c.get("spn") + " FMI " + c.get("fmi"));
        }
      }
    }
    return faults;
  }

  private static List<DecodedFrame> told(Path file) throws IOException {
    List<DecodedFrame> told = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      new J1939Decoder().decode(in, told::add);
    }
    return told;
  }
}

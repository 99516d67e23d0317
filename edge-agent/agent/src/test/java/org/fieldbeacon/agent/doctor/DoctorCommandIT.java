package org.fieldbeacon.agent.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.agent.doctor.Finding.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Against folders that look like boards.
class DoctorCommandIT {
  @TempDir Path root;

  @Test
  void aBoardIsToldWithAllItHas() throws IOException {
    file("proc/device-tree/model", "Raspberry Pi 4 Model B Rev 1.4\0");
    file("proc/meminfo", "MemTotal:        3884400 kB\nMemFree: 1 kB\n");
    file("sys/devices/system/clocksource/clocksource0/current_clocksource", "arch_sys_counter\n");
    file("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
    file("sys/class/thermal/thermal_zone0/temp", "48680\n");
    serial("ttyUSB0", "ch341-uart");
    serial("ttyS0", "serial8250");
    file("sys/class/net/can0/type", "280\n");
    file("sys/class/net/can0/operstate", "up\n");
    file("sys/class/net/eth0/type", "1\n");
    file("dev/gpiochip0", "");
    file("dev/i2c-1", "");
    file("dev/spidev0.0", "");
    file("sys/class/i2c-dev/i2c-1/name", "bcm2835 (i2c@7e804000)\n");
    file("sys/bus/w1/devices/28-0316a2795f4f/w1_slave", "");
    file("dev/video0", "");
    file("sys/class/video4linux/video0/name", "HD Webcam\n");
    file("dev/rtc0", "");
    file("run/systemd/timesync/synchronized", "");

    List<Finding> all = checkup(Instant.parse("2026-07-14T03:00:00Z"), "25");
    assertFinding(all, "board", "Raspberry Pi 4 Model B Rev 1.4", Verdict.OK);
    assertFinding(all, "java", "25", Verdict.OK);
    assertFinding(all, "clock", "2026-07-14T03:00:00Z", Verdict.OK);
    assertFinding(all, "clock", "/dev/rtc0", Verdict.OK);
    assertFinding(all, "clock", "NTP", Verdict.OK);
    assertFinding(all, "thermal", "cpu-thermal", Verdict.OK);
    assertFinding(all, "serial", "/dev/ttyUSB0", Verdict.OK);
    assertFinding(all, "can", "can0", Verdict.OK);
    assertFinding(all, "gpio", "/dev/gpiochip0", Verdict.OK);
    assertFinding(all, "i2c", "/dev/i2c-1", Verdict.OK);
    assertFinding(all, "spi", "/dev/spidev0.0", Verdict.OK);
    assertTrue(
        all.stream()
            .anyMatch(f -> f.area().equals("spi") && f.detail().contains("cannot be scanned")));
    assertFinding(all, "1-wire", "28-0316a2795f4f", Verdict.OK);
    assertFinding(all, "camera", "/dev/video0", Verdict.OK);
    // A UART of the PC's old kind that nobody wired is no serial port.
    assertEquals(1, all.stream().filter(f -> f.area().equals("serial")).count());
    assertTrue(
        all.stream().anyMatch(f -> f.area().equals("drivers") && f.detail().contains("modbus")));
  }

  @Test
  void anEmptyMachineLacksMuchAndThatIsNoProblem() throws IOException {
    List<Finding> all = checkup(Instant.parse("2026-07-14T03:00:00Z"), "25");
    for (String area :
        List.of("serial", "can", "gpio", "i2c", "spi", "1-wire", "camera", "thermal")) {
      assertFinding(all, area, "", Verdict.ABSENT);
    }
    assertTrue(all.stream().noneMatch(f -> f.verdict() == Verdict.PROBLEM), all.toString());
  }

  @Test
  void whatStandsInTheWayIsAProblemWithWhatToDo() throws IOException {
    file("sys/class/thermal/thermal_zone0/type", "cpu-thermal\n");
    file("sys/class/thermal/thermal_zone0/temp", "84500\n");
    file("sys/class/net/can0/type", "280\n");
    file("sys/class/net/can0/operstate", "down\n");
    List<Finding> all = checkup(Instant.EPOCH, "17");
    for (String name : List.of("17", "1970-01-01T00:00:00Z", "cpu-thermal", "can0")) {
      Finding finding = all.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
      assertEquals(Verdict.PROBLEM, finding.verdict(), finding.toString());
      assertFalse(finding.advice().isEmpty(), finding.toString());
    }
  }

  @Test
  void everyLineIsJsonAndTheExitStatusSaysWhetherThereAreProblems() {
    var out = new StringWriter();
    int status =
        new CommandLine(new DoctorCommand())
            .setOut(new PrintWriter(out))
            .execute("--json", "--root", root.toString(), "--data", root.toString());
    List<JsonObject> lines = out.toString().lines().map(JsonObject::new).toList();
    JsonObject summary = lines.getLast();
    assertEquals("summary", summary.getString("type"));
    assertEquals(status == 0, summary.getInteger("problems") == 0);
    assertTrue(lines.size() > 10);
  }

  @Test
  void thisMachineIsLookedAtWithoutTrouble() {
    var out = new StringWriter();
    int status = new CommandLine(new DoctorCommand()).setOut(new PrintWriter(out)).execute();
    assertTrue(status == 0 || status == 1, out.toString());
    assertTrue(out.toString().contains("java"), out.toString());
  }

  private List<Finding> checkup(Instant now, String java) {
    Map<String, String> properties =
        Map.of(
            "java.specification.version", java, "java.vendor", "Eclipse", "java.version", "25.0.1");
    return new Checkup(
            new KernelFiles(root), now, p -> properties.getOrDefault(p, ""), root, "/nowhere")
        .all();
  }

  private void serial(String tty, String driver) throws IOException {
    file("dev/" + tty, "");
    Path drivers = Files.createDirectories(root.resolve("drivers/" + driver));
    Path device = Files.createDirectories(root.resolve("sys/class/tty/" + tty + "/device"));
    Files.createSymbolicLink(device.resolve("driver"), drivers);
  }

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void assertFinding(List<Finding> all, String area, String name, Verdict verdict) {
    assertTrue(
        all.stream()
            .anyMatch(
                f -> f.area().equals(area) && f.name().equals(name) && f.verdict() == verdict),
        () -> area + " " + name + " " + verdict + " in " + all);
  }
}

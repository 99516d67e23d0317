package org.fieldbeacon.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.console.ConsoleLauncher;

/// The other tests of this module in an ARM64 JVM under `qemu-aarch64-static`, [GoldenBytesTest]
/// with its digests from x86-64 among them; only the memory test stays out, since an emulator's
/// memory says nothing.
///
/// The environment variable `TFLITE_ARM64_ROOT` names a folder with an aarch64 C library and JDK
/// 25, as `.ci/arm64` prepares it. Emulated just-in-time code hangs now and then: one processor, a
/// time limit, a second try.
class Arm64IT {
  private static final String JAVA = "usr/lib/jvm/java-25-openjdk-arm64/bin/java";
  private static final Path QEMU = Path.of("/usr/bin/qemu-aarch64-static");
  private static final long SECONDS = Long.getLong("tflite.arm64.seconds", 600);

  @TempDir Path folder;

  @Test
  void everyTestPassesOnArm64WithTheSameOctets() throws Exception {
    String root = root();
    String java =
        String.join(" ", "taskset", "-c", "0", QEMU.toString(), "-L", root, root + "/" + JAVA);
    Path output = folder.resolve("output");
    String report = run(java, output);
    if (report.isEmpty()) {
      report = run(java, output);
    }
    System.out.println(report);
    assertEquals(0, count(report, "tests failed"), report);
    assertEquals(0, count(report, "containers failed"), report);
    assertTrue(count(report, "tests successful") >= 60, report);
  }

  private static String run(String java, Path output) throws IOException, InterruptedException {
    Path classes = Path.of("target", "test-classes").toAbsolutePath();
    ChildJvm.run(
        output,
        SECONDS,
        List.of(java.split(" ")),
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-Djava.awt.headless=true",
            // A spawn helper would be an ARM64 program that this machine cannot start by itself.
            "-Djdk.lang.Process.launchMechanism=FORK",
            "-Dtflite.fuzz=20",
            "-Dtflite.test.java=" + java),
        ConsoleLauncher.class,
        "execute",
        "--scan-classpath=" + classes,
        "--include-classname=.*(Test|IT)",
        "--exclude-classname=.*(LeakTest|Arm64IT)",
        "--details=tree",
        "--disable-banner",
        "--disable-ansi-colors");
    String report = Files.readString(output);
    return report.contains("tests failed") ? report : "";
  }

  private static int count(String report, String what) {
    Matcher line = Pattern.compile("\\[ *(\\d+) " + what).matcher(report);
    return line.find() ? Integer.parseInt(line.group(1)) : -1;
  }

  private static String root() {
    @Nullable String root = System.getenv("TFLITE_ARM64_ROOT");
    if (root == null || !Files.isExecutable(QEMU) || !Files.isExecutable(Path.of(root, JAVA))) {
      String why = "skipped: no " + QEMU + ", or TFLITE_ARM64_ROOT names no folder with " + JAVA;
      Assertions.assertNotEquals("true", System.getenv("CI"), why);
      Assumptions.abort(why);
    }
    return Path.of(String.valueOf(root)).toAbsolutePath().toString();
  }
}

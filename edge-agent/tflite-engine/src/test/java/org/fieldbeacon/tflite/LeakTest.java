package org.fieldbeacon.tflite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Memory stands still over predictions, resizes, openings and refusals, each in a process of its
/// own with a small Java heap that is resident from the start. `-Dtflite.leak=100000` runs that
/// many.
class LeakTest {
  private static final int PREDICTIONS = Integer.getInteger("tflite.leak", 5_000);

  /// What the JVM itself takes while it runs: compiled code and its own tables.
  private static final long JVM_BYTES = 6L * 1024 * 1024;

  @TempDir Path folder;

  /// A prediction may keep 40 octets in the mean: 4 MB over the full 100,000.
  @ParameterizedTest
  @CsvSource({"prediction, 1", "resize, 1", "opening, 10", "refusal, 10"})
  void nothingIsKept(String what, int cost) throws Exception {
    int count = PREDICTIONS / cost;
    long grown = grown(what, count);
    System.out.println(what + " " + count + " times: grown by " + grown + " octets");
    assertTrue(grown < JVM_BYTES + 40L * count, what + " grew by " + grown + " octets");
  }

  /// The control: half a kilobyte kept each time is seen.
  @Test
  void whatIsKeptIsSeen() throws Exception {
    int count = Math.max(PREDICTIONS, 50_000);
    assertTrue(grown("leak", count) > JVM_BYTES + 40L * count);
  }

  private long grown(String what, int count) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ChildJvm.run(
        output,
        900,
        ChildJvm.java(),
        List.of("-Xms48m", "-Xmx48m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1"),
        Leak.class,
        what,
        Integer.toString(count),
        folder.toString());
    String report = Files.readString(output);
    Matcher line = Pattern.compile("grown by (-?\\d+)").matcher(report);
    assertTrue(line.find(), report);
    return Long.parseLong(line.group(1));
  }
}

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

  /// A control stands before: the same mapping once it has been read through.
  @Test
  void theOctetsOfAModelAreLetGoOnceItHasRun() throws IOException {
    Path file = Resources.copy(Resources.MOBILENET, folder);
    long size = Files.size(file);
    TfLiteOptions options = TfLiteOptions.DEFAULT.withCopyIn(folder);
    try (TfLiteGraph graph = TfLiteGraph.open(file, options)) {
      long whole = residentBytesOfCopies();
      assertTrue(whole > size / 2, whole + " of " + size + " octets resident before the first run");
      for (int i = 0; i < 3; i++) {
        try (TfLiteSession session = graph.session()) {
          session.run();
        }
      }
      long left = residentBytesOfCopies();
      assertTrue(left < size / 4, left + " of " + size + " octets resident after it");
    }
  }

  /// `Rss` in `/proc/self/smaps` of the mapped copies.
  private static long residentBytesOfCopies() throws IOException {
    long kibibytes = 0;
    boolean isCopy = false;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        isCopy = line.contains(".copy");
      } else if (isCopy && line.startsWith("Rss:")) {
        kibibytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return kibibytes * 1024;
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

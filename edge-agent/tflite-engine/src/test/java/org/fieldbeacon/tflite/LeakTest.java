package org.fieldbeacon.tflite;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Memory stands still over many predictions, resizes and openings. `-Dtflite.leak=100000` runs
/// that many.
///
/// What is measured is `RssAnon` of `/proc/self/status`, anonymous memory that is resident: the
/// native heap is in it. The Java heap may grow it as well, so there is an allowance; the control
/// shows that 16 KiB kept per step are seen.
class LeakTest {
  private static final int PREDICTIONS = Integer.getInteger("tflite.leak", 5_000);

  @TempDir Path folder;

  @Test
  void predictionsKeepNothing() throws IOException {
    Path file = Models.int8Classifier().writeTo(folder, "model.tflite");
    try (TfLiteGraph graph = TfLiteGraph.open(file, TfLiteOptions.DEFAULT)) {
      assertStandsStill("prediction", PREDICTIONS, () -> predict(graph));
    }
  }

  @Test
  void resizesKeepNothing() throws IOException {
    Path file = Models.dynamicSquare().writeTo(folder, "model.tflite");
    try (TfLiteGraph graph = TfLiteGraph.open(file, TfLiteOptions.DEFAULT)) {
      int[] rows = {0};
      assertStandsStill("resize", PREDICTIONS, () -> resize(graph, 1 + rows[0]++ % 50));
    }
  }

  @Test
  void openingAndRefusingKeepNothing() throws IOException {
    Path good = Models.int8Classifier().writeTo(folder, "good.tflite");
    Path refused = Models.doubling(TensorTypes.INT16).writeTo(folder, "refused.tflite");
    assertStandsStill(
        "opening",
        PREDICTIONS / 10,
        () -> {
          openAndClose(good);
          openAndClose(refused);
        });
  }

  /// The control: native memory that is kept is noticed.
  @Test
  void whatIsKeptIsNoticed() {
    Runnable leak = () -> Arena.global().allocate(16_384).fill((byte) 1);
    assertThrows(AssertionError.class, () -> assertStandsStill("leak", PREDICTIONS, leak));
  }

  private static void predict(TfLiteGraph graph) {
    try (TfLiteSession session = graph.session()) {
      session.run();
    }
  }

  private static void resize(TfLiteGraph graph, int rows) {
    try (TfLiteSession session = graph.session(List.of(new int[] {rows, 3}))) {
      session.run();
    }
  }

  private static void openAndClose(Path file) {
    try (TfLiteGraph graph = TfLiteGraph.open(file, TfLiteOptions.DEFAULT)) {
      predict(graph);
    } catch (TfLiteException e) {
      assertTrue(e.getMessage().contains("ADD"), e::getMessage);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// After a warm-up of a fifth, a step may keep 64 octets in the mean, plus 32 MiB once for what
  /// the JVM itself takes.
  private static void assertStandsStill(String step, int count, Runnable work) throws IOException {
    for (int i = 0; i < count / 5; i++) {
      work.run();
    }
    long before = anonymousBytes();
    for (int i = 0; i < count; i++) {
      work.run();
    }
    long grown = anonymousBytes() - before;
    System.out.println(count + " times " + step + ": grown by " + grown + " octets");
    assertTrue(grown < 32L * 1024 * 1024 + 64L * count, step + " grew by " + grown + " octets");
  }

  private static long anonymousBytes() throws IOException {
    System.gc();
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("RssAnon:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }
}

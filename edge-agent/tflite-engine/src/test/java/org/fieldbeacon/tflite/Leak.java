package org.fieldbeacon.tflite;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The child process of [LeakTest]: does one thing many times and prints by how many octets it has
/// grown.
///
/// Arguments: what, how often, folder. What is measured is `RssAnon` of `/proc/self/status`,
/// resident anonymous memory. The Java heap must be resident from the start, so that native memory
/// is what grows.
public final class Leak {
  private final Path folder;

  private Leak(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    int count = Integer.parseInt(arguments[1]);
    new Leak(Path.of(arguments[2])).measure(arguments[0], count);
  }

  private void measure(String what, int count) throws IOException {
    Path good = Models.int8Classifier().writeTo(folder, "good.tflite");
    Path dynamic = Models.dynamicSquare().writeTo(folder, "dynamic.tflite");
    Path refused = Models.doubling(TensorTypes.INT16).writeTo(folder, "refused.tflite");
    int[] step = {0};
    try (TfLiteGraph graph = TfLiteGraph.open(good, TfLiteOptions.DEFAULT);
        TfLiteGraph resized = TfLiteGraph.open(dynamic, TfLiteOptions.DEFAULT)) {
      Runnable work =
          switch (what) {
            case "prediction" -> () -> run(graph, List.of(new int[] {1, 8, 8, 3}));
            case "resize" -> () -> run(resized, List.of(new int[] {1 + step[0]++ % 50, 3}));
            case "opening" -> () -> open(good);
            case "refusal" -> () -> open(refused);
            case "leak" -> () -> Arena.global().allocate(512).fill((byte) 1);
            default -> throw new IllegalArgumentException(what);
          };
      repeat(work, count / 2);
      long before = anonymousBytes();
      repeat(work, count);
      System.out.println("grown by " + (anonymousBytes() - before));
    }
  }

  private static void repeat(Runnable work, int count) {
    for (int i = 0; i < count; i++) {
      work.run();
    }
  }

  private static void run(TfLiteGraph graph, List<int[]> shapes) {
    try (TfLiteSession session = graph.session(shapes)) {
      session.run();
    }
  }

  private static void open(Path file) {
    try (TfLiteGraph graph = TfLiteGraph.open(file, TfLiteOptions.DEFAULT);
        TfLiteSession session = graph.session()) {
      session.run();
    } catch (TfLiteException e) {
      if (!file.endsWith("refused.tflite")) {
        throw e;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
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

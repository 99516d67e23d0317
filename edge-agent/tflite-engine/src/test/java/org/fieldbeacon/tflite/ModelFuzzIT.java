package org.fieldbeacon.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mutated model is refused or runs; it never takes the JVM down and never hangs it.
/// `-Dtflite.fuzz=10000` runs that many mutations, `-Dtflite.fuzz.from=N` other ones.
class ModelFuzzIT {
  private static final int MUTATIONS = Integer.getInteger("tflite.fuzz", 500);
  private static final int FIRST = Integer.getInteger("tflite.fuzz.from", 0);
  private static final long SECONDS = Long.getLong("tflite.fuzz.seconds", 900);

  @TempDir Path folder;

  @Test
  void noMutationTakesTheProcessDown() throws Exception {
    Path seeds = seeds();
    Path state = folder.resolve("state");
    Path output = folder.resolve("output");
    int end = FIRST + MUTATIONS;
    List<String> deaths = new ArrayList<>();
    int next = FIRST;
    while (next < end && deaths.size() < 20) {
      int status =
          ChildJvm.run(
              output,
              SECONDS,
              ChildJvm.java(),
              List.of(),
              Fuzz.class,
              seeds.toString(),
              Integer.toString(next),
              Integer.toString(end),
              state.toString());
      int reached = ByteBuffer.wrap(Files.readAllBytes(state)).getInt(0);
      if (reached < end) {
        deaths.add("mutation " + reached + ", status " + status + ": " + Files.readString(output));
      }
      next = reached + 1;
    }
    ByteBuffer counts = ByteBuffer.wrap(Files.readAllBytes(state));
    System.out.println("refused " + counts.getInt(4) + ", ran " + counts.getInt(8));
    assertEquals(List.of(), deaths);
    assertEquals(MUTATIONS, counts.getInt(4) + counts.getInt(8));
    // Controls: mutations do harm, and some do none.
    assertTrue(counts.getInt(4) > MUTATIONS / 4 && counts.getInt(8) > 0, "controls");
  }

  private Path seeds() throws IOException {
    Path seeds = Files.createDirectory(folder.resolve("seeds"));
    Resources.copy(Resources.MOBILENET, seeds);
    for (var seed : Models.all().entrySet()) {
      seed.getValue().writeTo(seeds, seed.getKey());
    }
    for (var seed : OperatorModels.all().entrySet()) {
      seed.getValue().writeTo(seeds, seed.getKey());
    }
    return seeds;
  }
}

package org.fieldbeacon.tflite;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.fieldbeacon.tflite.ModelFacts.Subgraph;
import org.fieldbeacon.tflite.ModelFacts.Tensor;

/// The child process of [ModelFuzzIT]: opens mutated models and runs those that are accepted.
///
/// Arguments: folder of seed models, first mutation, end, state file. The state file holds the
/// mutation at work, how many were refused and how many ran, so that the parent knows where a crash
/// happened. Mutation i is the same in every process.
public final class Fuzz {
  private static final int[] TELLING = {
    0,
    1,
    2,
    3,
    4,
    5,
    8,
    16,
    -1,
    -2,
    -128,
    127,
    128,
    255,
    256,
    1024,
    32767,
    65535,
    65536,
    1 << 24,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE - 3
  };

  private final List<Seed> seeds = new ArrayList<>();
  private final Path work;

  /// @param meaning the octets that are no weights: most mutations go there
  /// @param values those of short constants, like axes and sizes: a third of them goes there
  private record Seed(String name, byte[] octets, int[] meaning, int[] values) {}

  Fuzz(Path folder, Path work) throws IOException {
    this.work = work;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        byte[] octets = Files.readAllBytes(file);
        int[] values = constants(octets, 1, 64).stream().toArray();
        seeds.add(new Seed(file.getFileName().toString(), octets, meaning(octets), values));
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    int end = Integer.parseInt(arguments[2]);
    Path state = Path.of(arguments[3]);
    Fuzz fuzz = new Fuzz(Path.of(arguments[0]), state.resolveSibling("mutant.tflite"));
    try (RandomAccessFile file = new RandomAccessFile(state.toFile(), "rw")) {
      MappedByteBuffer counts = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, 12);
      for (int i = Integer.parseInt(arguments[1]); i < end; i++) {
        counts.putInt(0, i);
        int counter = fuzz.survives(i) ? 8 : 4;
        counts.putInt(counter, counts.getInt(counter) + 1);
      }
      counts.putInt(0, end);
    }
  }

  /// Whether mutation i was accepted and ran; false where it was refused.
  boolean survives(int i) throws IOException {
    Random random = new Random(i * 0x9E3779B97F4A7C15L);
    Files.write(work, mutant(i));
    TfLiteOptions options =
        TfLiteOptions.DEFAULT
            .withWorkers(1)
            .withXnnpack(i % 3 != 0)
            .withMapped(i % 2 == 0)
            .withMaxTensorBytes(1 << 24);
    try (TfLiteGraph graph = TfLiteGraph.open(work, options);
        TfLiteSession session = graph.session()) {
      for (int input = 0; input < graph.inputs().size(); input++) {
        fill(session.input(input), random);
      }
      session.run();
      if (random.nextInt(3) == 0) {
        resized(graph, session, random);
      }
      return true;
    } catch (TfLiteException e) {
      return false;
    }
  }

  /// Mutation i of the seeds.
  byte[] mutant(int i) {
    Random random = new Random(i);
    Seed seed = seeds.get(i % seeds.size());
    byte[] octets = seed.octets.clone();
    int changes = 1 + random.nextInt(random.nextInt(4) + 1);
    for (int change = 0; change < changes; change++) {
      boolean atValue = seed.values.length > 0 && random.nextInt(3) == 0;
      mutate(octets, atValue ? seed.values : seed.meaning, random);
    }
    return random.nextInt(50) == 0 ? Arrays.copyOf(octets, random.nextInt(octets.length)) : octets;
  }

  String seed(int i) {
    return seeds.get(i % seeds.size()).name;
  }

  private static void mutate(byte[] octets, int[] meaning, Random random) {
    int at =
        random.nextInt(10) == 0
            ? random.nextInt(octets.length)
            : meaning[random.nextInt(meaning.length)];
    int word = Math.min(at & ~3, octets.length - 4);
    ByteBuffer buffer = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
    switch (random.nextInt(7)) {
      case 0 -> octets[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> octets[at] = (byte) random.nextInt();
      case 2 -> octets[at] += (byte) (random.nextInt(9) - 4);
      case 3 -> buffer.putInt(word, TELLING[random.nextInt(TELLING.length)]);
      case 4 -> buffer.putInt(word, buffer.getInt(word) + random.nextInt(33) - 16);
      case 5 -> {
        int other = Math.min(meaning[random.nextInt(meaning.length)] & ~3, octets.length - 4);
        buffer.putInt(word, buffer.getInt(other));
      }
      default -> octets[at] = (byte) random.nextInt(6);
    }
  }

  private static void resized(TfLiteGraph graph, TfLiteSession session, Random random) {
    for (int input = 0; input < graph.inputs().size(); input++) {
      int[] shape = graph.inputs().get(input).shape();
      for (int i = 0; i < shape.length; i++) {
        shape[i] = random.nextBoolean() ? shape[i] : 1 + random.nextInt(9);
      }
      if (Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b) < 1 << 20) {
        session.resize(input, shape);
      }
    }
    session.run();
  }

  private static void fill(MemorySegment input, Random random) {
    byte[] octets = new byte[(int) input.byteSize()];
    random.nextBytes(octets);
    input.copyFrom(MemorySegment.ofArray(octets));
  }

  private static int[] meaning(byte[] octets) {
    BitSet weights = constants(octets, 65, Integer.MAX_VALUE);
    return IntStream.range(0, octets.length).filter(i -> !weights.get(i)).toArray();
  }

  /// The octets of constants of this size.
  private static BitSet constants(byte[] octets, int least, int most) {
    BitSet found = new BitSet(octets.length);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment file = arena.allocate(octets.length, 16);
      file.copyFrom(MemorySegment.ofArray(octets));
      ModelFacts facts = ModelReader.read(new FlatBuffer(file), Integer.MAX_VALUE);
      for (Subgraph graph : facts.subgraphs()) {
        for (Tensor tensor : graph.tensors()) {
          tensor
              .data()
              .filter(d -> d.bytes() >= least && d.bytes() <= most)
              .ifPresent(d -> found.set((int) d.start(), (int) d.start() + d.bytes()));
        }
      }
    }
    return found;
  }
}

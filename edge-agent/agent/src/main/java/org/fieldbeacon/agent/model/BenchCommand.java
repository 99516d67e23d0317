package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.feature.ImageInput;
import org.fieldbeacon.agent.feature.Picture;
import org.fieldbeacon.agent.feature.SeriesWindow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldbeacon model bench`.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "How fast models are here on one thread, and what memory they take: the model alone, and"
            + " with its input made and its answer read. Memory is what is resident once all are open,"
            + " have been asked, and garbage is gone, less what it was with their cards read alone.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:measured", "2:usage, or no such package"})
final class BenchCommand implements Callable<Integer> {
  private static final int WARM_UP = 20;
  private static final int CAMERA_WIDTH = 640;
  private static final int CAMERA_HEIGHT = 360;

  @Parameters(arity = "1..*", paramLabel = "PKG", description = "folders, or shipped names")
  private List<String> names = new ArrayList<>();

  @Option(names = "--runs", paramLabel = "N", description = "of each; ${DEFAULT-VALUE} by default")
  private int runs = 200;

  @Option(names = "--json", description = "one JSON object a line")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (runs < 1 || runs > 1_000_000) {
      return refuse("--runs: got " + runs + ", wanted 1..1000000");
    }
    List<LoadedModel> open = new ArrayList<>();
    try {
      Map<Path, ModelCard> cards = new LinkedHashMap<>();
      for (String name : names) {
        Optional<Path> folder = Packages.find(name);
        if (folder.isEmpty()) {
          return refuse(name + ": got no folder with a card.yaml, wanted a model package");
        }
        cards.put(folder.get(), Packages.card(folder.get()));
      }
      long before = residentKib();
      for (Map.Entry<Path, ModelCard> each : cards.entrySet()) {
        LoadedModel model = LoadedModel.open(each.getKey(), each.getValue());
        open.add(model);
        measure(model);
      }
      memory(residentKib() - before);
      return 0;
    } catch (ModelException e) {
      return refuse(String.valueOf(e.getMessage()));
    } finally {
      open.forEach(LoadedModel::close);
    }
  }

  private void measure(LoadedModel model) {
    ByteBuffer zeros = ByteBuffer.allocate(model.inputBytes()).order(ByteOrder.nativeOrder());
    var alone = new Latencies();
    var whole = new Latencies();
    time(alone, () -> model.raw(zeros.duplicate().order(ByteOrder.nativeOrder())));
    time(whole, work(model));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new JsonObject()
              .put("model", model.card().name())
              .put("sha256", model.sha256())
              .put("alone-ms", alone.json())
              .put("whole-ms", whole.json())
              .encode());
    } else {
      out.println(model.card().name() + ": alone " + alone.text() + "; whole " + whole.text());
    }
    out.flush();
  }

  private void time(Latencies latencies, Runnable work) {
    for (int i = 0; i < WARM_UP + runs; i++) {
      long began = System.nanoTime();
      work.run();
      if (i >= WARM_UP) {
        latencies.add(System.nanoTime() - began);
      }
    }
  }

  private static Runnable work(LoadedModel model) {
    return switch (model.card().input()) {
      case Input.Image input -> {
        byte[] rgb = new byte[3 * CAMERA_WIDTH * CAMERA_HEIGHT];
        for (int i = 0; i < rgb.length; i++) {
          rgb[i] = (byte) (i * 31);
        }
        var picture = new Picture(CAMERA_WIDTH, CAMERA_HEIGHT, rgb, false, false);
        yield () -> model.look(ImageInput.fit(picture, input));
      }
      case Input.Window input -> {
        var window = new SeriesWindow(input);
        java.time.Instant end = java.time.Instant.EPOCH.plus(input.period().multipliedBy(100_000));
        for (int row = 0; row < input.length(); row++) {
          for (int c = 0; c < input.channels().size(); c++) {
            var channel = input.channels().get(c);
            double value = Math.clamp(channel.center(), channel.validMin(), channel.validMax());
            window.add(c, end.minus(input.period().multipliedBy(row)), value, channel.unit());
          }
        }
        yield () -> model.judge(window.rows(end));
      }
    };
  }

  private void memory(long kib) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? new JsonObject().put("resident-added-mib", Rounded.of(kib / 1024.0)).encode()
            : String.format(
                Locale.ROOT,
                "resident memory added by all, native library and classes included: %.1f MiB",
                kib / 1024.0));
    out.flush();
  }

  /// `VmRSS` of this process without garbage.
  private static long residentKib() throws IOException {
    System.gc();
    System.gc();
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    }
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("bench: " + why);
    return 2;
  }
}

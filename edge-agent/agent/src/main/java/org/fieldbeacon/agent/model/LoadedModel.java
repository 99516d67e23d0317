package org.fieldbeacon.agent.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelCard.Activation;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.feature.ImageInput;
import org.fieldbeacon.agent.feature.Picture;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.tflite.TensorSpec;

/// A package's model, ready to be asked: inputs are prepared and answers read as its card says, and
/// nothing else is done to them. Any thread; native work, so never the pipeline's.
public final class LoadedModel implements AutoCloseable {
  private final ModelCard card;
  private final String sha256;
  private final ModelRunner runner;
  private final TensorSpec input;
  private final TensorSpec output;
  private final byte[] pixels;

  private LoadedModel(ModelCard card, String sha256, ModelRunner runner) {
    this.card = card;
    this.sha256 = sha256;
    this.runner = runner;
    this.input = runner.inputs().getFirst();
    this.output = runner.outputs().getFirst();
    this.pixels =
        card.input() instanceof Input.Image image
            ? TensorNumbers.pixels(input, image.scale(), image.offset())
            : new byte[0];
  }

  /// The model of a package whose tensors keep what the card promises; whether the package is to be
  /// trusted is for [PackageCheck] to say.
  ///
  /// @throws ModelException when the file is no model, or not the one the card describes
  public static LoadedModel open(Path folder, ModelCard card) {
    Path file = folder.resolve(card.modelFile());
    ModelRunner runner = ModelRunner.open(file);
    try {
      List<String> wrong = TensorContract.wrong(card, runner);
      if (!wrong.isEmpty()) {
        throw new ModelException(file + ": " + String.join("; ", wrong));
      }
      return new LoadedModel(card, PackageFiles.sha256(file), runner);
    } catch (RuntimeException e) {
      runner.close();
      throw e;
    }
  }

  public ModelCard card() {
    return card;
  }

  /// Of the model file, in lower-case hexadecimal.
  public String sha256() {
    return sha256;
  }

  /// What it says of a picture already at the input's size.
  ///
  /// @throws ModelException when the model fails
  public Answer.Choice look(Picture fitted) {
    byte[] rgb = fitted.rgb();
    ByteBuffer octets = ByteBuffer.allocate(rgb.length).order(ByteOrder.nativeOrder());
    byte[] own = octets.array();
    for (int i = 0; i < rgb.length; i++) {
      own[i] = pixels[rgb[i] & 0xFF];
    }
    Output.Classes classes = (Output.Classes) card.output();
    double[] scores = activated(run(octets), classes.activation(), classes.temperature());
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    boolean isSure =
        scores[best] >= classes.unsureBelow()
            && !ImageInput.isTooGray(fitted, (Input.Image) card.input());
    return new Answer.Choice(boxed(scores), best, isSure);
  }

  /// What it says of rows of readings; nothing when too few of them are there.
  ///
  /// @throws ModelException when the model fails
  public Answer judge(SeriesWindow.Rows rows) {
    Input.Window window = (Input.Window) card.input();
    if (rows.coverage() < window.minCoverage()) {
      return new Answer.None(
          "coverage",
          "got %.2f of the window, wanted %.2f or more"
              .formatted(rows.coverage(), window.minCoverage()));
    }
    if (window.relativeTo() == ModelCard.RelativeTo.LAST && Double.isNaN(rows.last()[0])) {
      return new Answer.None("no-last", "got no value of " + window.channels().getFirst().id());
    }
    double[] numbers = run(TensorNumbers.write(input, rows.cells()));
    return switch (card.output()) {
      case Output.Anomaly a ->
          new Answer.Event(boxed(activated(numbers, a.activation(), a.temperature())));
      case Output.Forecast f -> forecast(f, window, rows.last()[0], numbers);
      case Output.Classes _ ->
          throw new IllegalStateException(card.name() + ": got a window, wanted a picture");
    };
  }

  private static Answer forecast(
      Output.Forecast output, Input.Window window, double last, double[] numbers) {
    double scale = window.channels().getFirst().scale();
    List<Answer.Ahead> ahead = new ArrayList<>();
    int each = output.quantiles().size();
    for (int h = 0; h < output.horizons().size(); h++) {
      List<Double> values =
          DoubleStream.of(Arrays.copyOfRange(numbers, h * each, (h + 1) * each))
              .map(n -> last + n * scale)
              .sorted()
              .boxed()
              .toList();
      ahead.add(new Answer.Ahead(output.horizons().get(h), values));
    }
    return new Answer.Forecast(last, ahead);
  }

  private double[] run(ByteBuffer octets) {
    double[] numbers = TensorNumbers.read(output, runner.run(octets));
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new ModelException(card.name() + ": got " + number + ", wanted finite numbers");
      }
    }
    return numbers;
  }

  private static double[] activated(double[] numbers, Activation activation, double temperature) {
    double[] out = new double[numbers.length];
    double top = Arrays.stream(numbers).max().orElse(0);
    double sum = 0;
    for (int i = 0; i < numbers.length; i++) {
      out[i] =
          switch (activation) {
            case SOFTMAX -> Math.exp((numbers[i] - top) / temperature);
            case SIGMOID -> 1 / (1 + Math.exp(-numbers[i] / temperature));
            case NONE -> Math.clamp(numbers[i], 0, 1);
          };
      sum += out[i];
    }
    if (activation == Activation.SOFTMAX) {
      for (int i = 0; i < out.length; i++) {
        out[i] /= sum;
      }
    }
    return out;
  }

  private static List<Double> boxed(double[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /// The octets of the first output for those of the input: for self-tests and benchmarks.
  ByteBuffer raw(ByteBuffer octets) {
    return runner.run(octets);
  }

  int inputBytes() {
    return runner.inputBytes();
  }

  @Override
  public void close() {
    runner.close();
  }
}

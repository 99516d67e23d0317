package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;

/// What a model package's `card.yaml` promises about its model: how to feed it and what its answer
/// means. What people read besides (metrics, data, limits) stays in the file.
///
/// @param name also the package folder's name
/// @param version of the package, as `1.0.0`
/// @param modelFile within the package
/// @param modelBytes the file's size
/// @param drift what inputs looked like in training; empty: nothing is watched
public record ModelCard(
    String name,
    String version,
    Text title,
    Task task,
    String licence,
    String modelFile,
    long modelBytes,
    Input input,
    Output output,
    List<Feature> drift) {

  public ModelCard {
    drift = List.copyOf(drift);
  }

  /// What it is for.
  public enum Task {
    IMAGE_CLASSES,
    SERIES_ANOMALY,
    SERIES_FORECAST
  }

  /// What the model looks at.
  public sealed interface Input {
    /// A picture, `width` by `height`, three channels red, green, blue.
    ///
    /// @param scale real = pixel * scale + offset, pixel 0..255
    /// @param gray what is said of a picture without colours
    record Image(int width, int height, Fit fit, double scale, double offset, Gray gray)
        implements Input {}

    /// Rows of readings, oldest first.
    ///
    /// @param period of one row
    /// @param length rows, 1 or more
    /// @param hold a gap up to this is filled with the value before it
    /// @param minCoverage share of cells with a value below which there is no answer, 0..1
    /// @param mask whether a row ends with 1 or 0 for each channel: its own value, or not
    record Window(
        Duration period,
        int length,
        RelativeTo relativeTo,
        List<Channel> channels,
        Duration hold,
        double minCoverage,
        boolean mask)
        implements Input {
      public Window {
        channels = List.copyOf(channels);
      }

      /// Numbers in one row.
      public int width() {
        return channels.size() * (mask ? 2 : 1);
      }
    }
  }

  /// STRETCH: the whole picture. CENTER_CROP: the middle of it, at the input's proportions.
  public enum Fit {
    STRETCH,
    CENTER_CROP
  }

  /// LAST: each channel's newest value is subtracted from all of its values.
  public enum RelativeTo {
    NONE,
    LAST
  }

  /// One property in a window: real = (value - center) / scale, kept within ±8.
  ///
  /// @param validMin in `unit`; a value outside is none
  /// @param scale above zero
  /// @param columns names that it has in data files, each with the file's unit
  public record Channel(
      String id,
      String property,
      Unit unit,
      double validMin,
      double validMax,
      double center,
      double scale,
      Map<String, Unit> columns) {
    public Channel {
      columns = Map.copyOf(columns);
    }
  }

  /// What the answer means.
  public sealed interface Output {
    /// One of several.
    ///
    /// @param unsureBelow best probability below which the answer is "unsure"
    /// @param labels in the order of the tensor
    record Classes(
        Activation activation, double temperature, double unsureBelow, List<Label> labels)
        implements Output {
      public Classes {
        labels = List.copyOf(labels);
      }
    }

    /// How likely something is going on now; the tensor's first element.
    ///
    /// @param labels of the tensor's elements; one or more
    /// @param persist of so many rows so many must be at `raiseAbove`
    /// @param truth columns of a data file that say what was going on
    /// @param series columns of a data file that are a series each; empty: the channels' own
    record Anomaly(
        Activation activation,
        double temperature,
        List<Label> labels,
        double raiseAbove,
        double clearBelow,
        Persist persist,
        List<String> truth,
        List<SeriesColumn> series)
        implements Output {
      public Anomaly {
        labels = List.copyOf(labels);
        truth = List.copyOf(truth);
        series = List.copyOf(series);
      }
    }

    /// What the first channel will be: value = last + element * the channel's scale.
    ///
    /// @param horizons ascending
    /// @param quantiles ascending, each within 0..1
    /// @param series columns of a data file that are a series each; empty: the channels' own
    record Forecast(List<Duration> horizons, List<Double> quantiles, List<SeriesColumn> series)
        implements Output {
      public Forecast {
        horizons = List.copyOf(horizons);
        quantiles = List.copyOf(quantiles);
        series = List.copyOf(series);
      }
    }
  }

  /// Of a picture without colours: that it is unsure, or what the model says, where the package has
  /// been measured on such pictures.
  public enum Gray {
    UNSURE,
    ANSWER
  }

  /// What makes probabilities of the tensor's numbers.
  public enum Activation {
    SOFTMAX,
    SIGMOID,
    NONE
  }

  /// @param group what it is for the farm or the site: `pest`, `neutral`
  public record Label(String id, Text title, Optional<String> group) {}

  /// Columns of data files that a model of one channel reads one by one, in whatever unit.
  ///
  /// @param column regular expression for the whole name
  /// @param truth column that says what was going on
  public record SeriesColumn(String column, Optional<String> truth) {}

  public record Persist(int of, int atLeast) {}

  /// @param std above zero
  public record Feature(String id, double mean, double std) {}
}

package org.fieldbeacon.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;

/// A model at work in a site: which package looks at what, and how often. Its answers are
/// observations of a device that has its id.
///
/// @param id unique among the site's models and devices
/// @param title for people, zh-CN and en
/// @param folder of the package
/// @param card what the package says of itself
/// @param source what it looks at
/// @param period how often it is asked, at most
/// @param deadline a question that has waited longer is dropped
/// @param shadow folder of a package that runs beside it, compared and never believed
/// @param trusted public keys that its package may be signed by; empty: the shipped one
public record ModelUse(
    String id,
    Text title,
    Path folder,
    ModelCard card,
    Source source,
    Duration period,
    Duration deadline,
    Optional<Path> shadow,
    List<Path> trusted) {
  public ModelUse {
    trusted = List.copyOf(trusted);
  }

  /// What a model looks at.
  public sealed interface Source {
    /// @param frame a camera's point for pictures
    record Camera(PointId frame) implements Source {}

    /// @param points by the card's channel; a channel without one is a gap
    record Points(Map<String, PointId> points) implements Source {
      public Points {
        points = Map.copyOf(points);
      }
    }
  }

  /// The point that the score of this label is an observation of.
  public PointId point(String label) {
    return new PointId(id, label.toLowerCase(Locale.ROOT).replace('_', '-'));
  }

  /// The point of one quantile of a forecast: `pt6h-q50`.
  public PointId point(Duration horizon, double quantile) {
    String name = horizon.toString().toLowerCase(Locale.ROOT);
    return new PointId(id, "%s-q%02d".formatted(name, Math.round(100 * quantile)));
  }
}

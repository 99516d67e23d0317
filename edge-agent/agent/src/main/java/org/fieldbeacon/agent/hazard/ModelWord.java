package org.fieldbeacon.agent.hazard;

import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.inference.SeenWindow;
import org.fieldbeacon.driver.Text;

/// What a model said to a rule, and what it saw.
///
/// @param name the model package
/// @param version of the package
/// @param sha256 of the model file, 64 hexadecimal digits in lower case
/// @param scores the greatest first, 32 at most
/// @param jpeg the picture it saw, 32 KiB at most; empty for series
/// @param window the series it saw; empty for pictures
public record ModelWord(
    String name,
    String version,
    String sha256,
    List<Score> scores,
    Optional<byte[]> jpeg,
    Optional<SeenWindow> window) {
  public ModelWord {
    scores = List.copyOf(scores);
  }

  /// @param label the class's id in the package's card
  /// @param title the class for people
  /// @param value 0..1
  public record Score(String label, Text title, double value) {}
}

package org.fieldbeacon.agent.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.console.WalkState.OutputTrial;
import org.fieldbeacon.driver.Text;

/// A rule that may be tested, and what a test of it would do.
///
/// @param type as the site file has it: `river-level`
/// @param unit of value and marks, UCUM
/// @param value one that switches all of its outputs; empty for a rule that takes none
/// @param unfit why it cannot be tested now: the real thing would stay silent too
public record WalkChoice(
    String rule,
    Text title,
    String type,
    String point,
    Text deviceTitle,
    Text pointTitle,
    String unit,
    OptionalDouble value,
    List<WalkScene.Mark> marks,
    Duration onDelay,
    List<OutputTrial> outputs,
    Optional<Text> unfit) {
  public WalkChoice {
    marks = List.copyOf(marks);
    outputs = List.copyOf(outputs);
  }

  /// The least value that raises the rule; empty for a rule without marks. It need not be the
  /// mildest mark's: much rain in an hour may be less than that over a day.
  OptionalDouble least() {
    return marks.stream().mapToDouble(WalkScene.Mark::value).min();
  }
}

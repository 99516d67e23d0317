package org.fieldbeacon.agent.console;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;

/// What a walk test tests, as it was when the test began: the sheet must not change with the site.
///
/// @param zone the gateway's, for the sheet's times
/// @param isExercise whether all that the gateway reports is an exercise
/// @param device id
/// @param unit of the marks, UCUM
/// @param marks mildest first; empty for a rule without
/// @param onDelay how long a mark must be exceeded
/// @param present the last reading before the test
/// @param uplink empty on a gateway that works alone
public record WalkScene(
    String gateway,
    Text gatewayTitle,
    ZoneId zone,
    boolean isExercise,
    String device,
    Text deviceTitle,
    Text pointTitle,
    String unit,
    List<Mark> marks,
    Duration onDelay,
    Optional<Observation> present,
    Optional<Uplink> uplink) {
  public WalkScene {
    marks = List.copyOf(marks);
  }

  /// From which value a level holds in a test.
  ///
  /// @param name as the site file has it: `guarantee`
  public record Mark(Level level, String name, double value) {}

  /// @param isMap whether the map itself confirms, not the broker alone
  /// @param hasKey whether the centre's orders can be told from anybody's
  public record Uplink(boolean isMap, boolean hasKey) {}
}

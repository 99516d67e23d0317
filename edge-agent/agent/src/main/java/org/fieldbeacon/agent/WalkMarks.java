package org.fieldbeacon.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.HazardRule.Rainstorm;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.console.WalkScene.Mark;
import org.fieldbeacon.agent.hazard.Level;

/// From which injected value each level of a rule holds, and a value that reaches all that hangs on
/// it.
///
/// @param all mildest first; empty for a rule without marks
/// @param unit UCUM; empty for a rule that takes no value
/// @param window rain is spread evenly over it; zero for other rules
/// @param standard reaches the guarantee stage, or red where an output waits for that
/// @param onDelay how long a mark must be exceeded
record WalkMarks(
    List<Mark> all, String unit, Duration window, OptionalDouble standard, Duration onDelay) {
  private static final double A_LITTLE = 0.01;
  private static final double RAIN_ABOVE = 1.1;
  private static final double THOUSANDTHS = 1000;

  static WalkMarks of(SiteConfig site, HazardRule rule) {
    Level target =
        triggered(site, rule).stream()
            .map(o -> level(o, rule))
            .max(Comparator.naturalOrder())
            .filter(l -> l.isWorseThan(Level.ORANGE))
            .orElse(Level.ORANGE);
    return switch (rule) {
      case HazardRule.RiverLevel river -> river(river, target);
      case Rainstorm rain -> rain(rain, target);
      case HazardRule.Credibility _,
          HazardRule.ModelEvent _,
          HazardRule.ForecastCrossing _,
          HazardRule.CameraCredibility _ ->
          new WalkMarks(List.of(), "", Duration.ZERO, OptionalDouble.empty(), Duration.ZERO);
    };
  }

  private static WalkMarks river(HazardRule.RiverLevel river, Level target) {
    List<Mark> all = new ArrayList<>();
    river
        .nearWarning()
        .ifPresent(
            n -> all.add(new Mark(Level.BLUE, "near-warning", rounded(river.warning() - n))));
    all.add(new Mark(Level.YELLOW, "warning", river.warning()));
    all.add(new Mark(Level.ORANGE, "guarantee", river.guarantee()));
    river.highest().ifPresent(h -> all.add(new Mark(Level.RED, "highest", h)));
    double mark =
        target == Level.RED ? river.highest().orElse(river.guarantee()) : river.guarantee();
    return new WalkMarks(
        all,
        river.unit().ucum(),
        Duration.ZERO,
        OptionalDouble.of(rounded(mark + river.hysteresis() + A_LITTLE)),
        river.onDelay());
  }

  /// Rain that falls evenly over a window reaches a longer limit as well as a shorter one in part.
  private static WalkMarks rain(Rainstorm rain, Level target) {
    Rainstorm.Limit aim = target == Level.RED ? rain.red() : rain.orange();
    List<Mark> all = new ArrayList<>();
    all.add(rain(Level.BLUE, "blue", rain.blue(), aim.window()));
    all.add(rain(Level.YELLOW, "yellow", rain.yellow(), aim.window()));
    all.add(rain(Level.ORANGE, "orange", rain.orange(), aim.window()));
    all.add(rain(Level.RED, "red", rain.red(), aim.window()));
    return new WalkMarks(
        all,
        "mm",
        aim.window(),
        OptionalDouble.of(rounded(aim.millimetres() * RAIN_ABOVE)),
        Duration.ZERO);
  }

  private static Mark rain(Level level, String name, Rainstorm.Limit limit, Duration window) {
    double share = Math.max(1, (double) window.toMillis() / limit.window().toMillis());
    return new Mark(level, name, rounded(limit.millimetres() * share));
  }

  private static double rounded(double value) {
    return Math.round(value * THOUSANDTHS) / THOUSANDTHS;
  }

  /// The outputs that a rule may switch.
  static List<OutputConfig> triggered(SiteConfig site, HazardRule rule) {
    return site.outputs().stream()
        .filter(o -> o.triggers().stream().anyMatch(t -> t.rule().equals(rule.id())))
        .toList();
  }

  /// From which level a rule switches an output that it may switch.
  static Level level(OutputConfig output, HazardRule rule) {
    Optional<Level> least =
        output.triggers().stream()
            .filter(t -> t.rule().equals(rule.id()))
            .map(t -> Level.valueOf(t.atLeast().name()))
            .min(Comparator.naturalOrder());
    return least.orElseThrow();
  }
}

package org.fieldbeacon.agent;

import java.util.Comparator;
import java.util.List;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.console.WalkChoice;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Text;

/// The rules of a site with what a walk test of each would do. Any thread.
final class WalkChoices {
  private WalkChoices() {}

  /// First those that most depends on.
  static List<WalkChoice> of(Gateway gateway) {
    return gateway.site().rules().stream()
        .map(rule -> of(gateway, rule))
        .sorted(Comparator.comparingInt(WalkChoices::rank))
        .toList();
  }

  private static int rank(WalkChoice choice) {
    int kind =
        switch (choice.type()) {
          case "river-level" -> 0;
          case "rainstorm" -> 1;
          case "credibility" -> 2;
          default -> 3;
        };
    return kind < 2 && choice.outputs().isEmpty() ? kind + 2 : kind < 2 ? kind : kind + 2;
  }

  private static WalkChoice of(Gateway gateway, HazardRule rule) {
    WalkMarks marks = WalkMarks.of(gateway.site(), rule);
    return new WalkChoice(
        rule.id(),
        rule.title(),
        type(rule),
        rule.point().toString(),
        deviceTitle(gateway, rule),
        pointTitle(gateway, rule),
        marks.unit(),
        marks.standard(),
        marks.all(),
        marks.onDelay(),
        WalkOutputs.untried(gateway.site(), rule),
        WalkReady.unfit(gateway, rule));
  }

  private static String type(HazardRule rule) {
    return switch (rule) {
      case HazardRule.RiverLevel _ -> "river-level";
      case HazardRule.Rainstorm _ -> "rainstorm";
      case HazardRule.Credibility _ -> "credibility";
      case HazardRule.ModelEvent _ -> "model";
      case HazardRule.ForecastCrossing _ -> "forecast";
      case HazardRule.CameraCredibility _ -> "camera-credibility";
    };
  }

  static Text deviceTitle(Gateway gateway, HazardRule rule) {
    return WalkReady.device(gateway, rule)
        .map(d -> d.device().title())
        .orElseGet(() -> new Text(rule.point().device(), rule.point().device()));
  }

  static Text pointTitle(Gateway gateway, HazardRule rule) {
    String name = rule.point().point();
    return WalkReady.device(gateway, rule)
        .map(d -> d.device())
        .map(Device::profile)
        .flatMap(p -> p.point(name))
        .map(PointProfile::title)
        .orElseGet(() -> new Text(name, name));
  }
}

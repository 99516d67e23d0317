package org.fieldbeacon.agent.console;

import java.util.Optional;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// The unit of a point: a device's, or a model's score or forecast. Stateless.
final class PointUnit {
  private PointUnit() {}

  /// @throws ApiProblem 404 when the site has no such point
  static Unit of(SiteConfig site, PointId id) {
    return site.devices().stream()
        .map(SiteDevice::device)
        .filter(d -> d.name().equals(id.device()))
        .findFirst()
        .flatMap(d -> d.profile().point(id.point()))
        .map(PointProfile::unit)
        .or(() -> ofModel(site, id))
        .orElseThrow(() -> ApiProblem.notFound(id.toString()));
  }

  private static Optional<Unit> ofModel(SiteConfig site, PointId id) {
    return site.models().stream()
        .filter(m -> m.id().equals(id.device()))
        .findFirst()
        .flatMap(m -> unit(m, id));
  }

  private static Optional<Unit> unit(ModelUse use, PointId id) {
    return switch (use.card().output()) {
      case Output.Classes c when c.labels().stream().map(Label::id).anyMatch(l -> is(use, l, id)) ->
          Optional.of(Unit.ONE);
      case Output.Anomaly a when a.labels().stream().map(Label::id).anyMatch(l -> is(use, l, id)) ->
          Optional.of(Unit.ONE);
      case Output.Forecast f when isQuantile(use, f, id) ->
          Optional.of(((Input.Window) use.card().input()).channels().getFirst().unit());
      case Output.Classes _, Output.Anomaly _, Output.Forecast _ -> Optional.empty();
    };
  }

  private static boolean is(ModelUse use, String label, PointId id) {
    return use.point(label).equals(id);
  }

  private static boolean isQuantile(ModelUse use, Output.Forecast output, PointId id) {
    return output.horizons().stream()
        .anyMatch(h -> output.quantiles().stream().anyMatch(q -> use.point(h, q).equals(id)));
  }

  /// The unit that was asked for.
  ///
  /// @throws ApiProblem when values cannot be converted to it
  static Unit wanted(Unit own, Optional<String> asked) {
    if (asked.isEmpty()) {
      return own;
    }
    return Unit.ofUcum(asked.get())
        .filter(own::convertsTo)
        .orElseThrow(
            () ->
                ApiProblem.field(
                    "unit",
                    "可与 " + own.ucum() + " 换算的单位",
                    "a unit that " + own.ucum() + " converts to"));
  }
}

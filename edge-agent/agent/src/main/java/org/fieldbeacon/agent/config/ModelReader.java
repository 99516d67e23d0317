package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fieldbeacon.agent.config.ModelCard.Channel;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelUse.Source;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Reads which models a site uses. A package is looked for under `models/NAME` beside the site file
/// and above it, then among the shipped ones.
///
/// @param folder the site file's
/// @param devices names that a model may not have
record ModelReader(SitePoints points, Path folder, Set<String> devices, Findings findings) {
  private static final Duration LEAST_DEADLINE = Duration.ofSeconds(2);

  /// The model; empty when it cannot be made, which is then among the findings.
  Optional<ModelUse> read(Fields model) throws IOException {
    String id = model.text("id");
    if (devices.contains(id)) {
      findings.add(model.at("id"), "\"" + id + "\"", "a name that no device has");
    }
    Optional<Path> place = place(model.text("package"), model.at("package"));
    Optional<ModelCard> card =
        place.isPresent() ? card(place.get(), model.at("package")) : Optional.empty();
    Optional<Path> shadow = Optional.empty();
    if (model.has("shadow")) {
      shadow = place(model.text("shadow"), model.at("shadow"));
    }
    List<Path> trusted =
        model.has("trusted-keys")
            ? model.texts("trusted-keys").stream().map(folder::resolve).toList()
            : List.of();
    Optional<Source> source =
        card.isPresent() ? source(model, card.get().input()) : Optional.empty();
    if (place.isEmpty() || card.isEmpty() || source.isEmpty()) {
      return Optional.empty();
    }
    Duration period = period(model, card.get().input());
    Duration deadline = period.compareTo(LEAST_DEADLINE) < 0 ? LEAST_DEADLINE : period;
    return Optional.of(
        new ModelUse(
            id,
            model.words("title"),
            place.get(),
            card.get(),
            source.get(),
            period,
            model.duration("deadline", deadline),
            shadow,
            trusted));
  }

  private Optional<Path> place(String name, String path) {
    List<Path> tried = new ArrayList<>();
    for (Path at = folder; at != null; at = at.getParent()) {
      tried.add(at.resolve("models").resolve(name));
    }
    String home = System.getenv("FIELDBEACON_HOME");
    if (home != null) {
      tried.add(Path.of(home, "firmware-configs", "models", name));
    }
    Optional<Path> found =
        tried.stream().filter(p -> Files.isRegularFile(p.resolve(CardFile.NAME))).findFirst();
    if (found.isEmpty()) {
      findings.add(
          path,
          "an unknown package \"" + name + "\"",
          "models/" + name + "/card.yaml beside or above this file, or a shipped package");
    }
    return found;
  }

  private Optional<ModelCard> card(Path place, String path) throws IOException {
    return switch (CardFile.load(place.resolve(CardFile.NAME))) {
      case CardFile.Loaded.Good(ModelCard card) -> Optional.of(card);
      case CardFile.Loaded.Bad(List<Problem> problems) -> {
        findings.add(path, problems.getFirst().text(), "a package whose card holds");
        yield Optional.empty();
      }
    };
  }

  private Optional<Source> source(Fields model, Input input) {
    boolean isImage = input instanceof Input.Image;
    if (isImage != model.has("camera") || isImage == model.has("points")) {
      findings.add(
          model.path(),
          model.has("camera") ? "camera" : model.has("points") ? "points" : "neither",
          isImage ? "camera, for a model of pictures" : "points, for a model of a series");
      return Optional.empty();
    }
    return switch (input) {
      case Input.Image _ -> camera(model);
      case Input.Window window -> points(model, window);
    };
  }

  private Optional<Source> camera(Fields model) {
    String path = model.at("camera");
    Optional<PointProfile> point = points.find(model.text("camera"), path, SitePoints.Use.READ);
    if (point.isPresent() && point.get().unit() != Unit.BYTE) {
      findings.add(path, "a point in " + point.get().unit().ucum(), "a camera's point, in By");
      return Optional.empty();
    }
    return point.map(_ -> new Source.Camera(PointId.parse(model.text("camera"))));
  }

  private Optional<Source> points(Fields model, Input.Window window) {
    Map<String, Channel> channels =
        window.channels().stream().collect(Collectors.toMap(Channel::id, c -> c));
    Map<String, PointId> found = new HashMap<>();
    Fields own = model.fields("points").orElseThrow();
    for (String id : own.mapping().entries().keySet()) {
      Channel channel = channels.get(id);
      if (channel == null) {
        findings.add(own.at(id), "an unknown channel", Nearest.wanted(id, channels.keySet()));
        continue;
      }
      Optional<PointProfile> point = points.find(own.text(id), own.at(id), SitePoints.Use.READ);
      if (point.isPresent() && points.converts(channel.unit(), point.get(), own.at(id))) {
        found.put(id, PointId.parse(own.text(id)));
      }
    }
    String first = window.channels().getFirst().id();
    if (window.relativeTo() == ModelCard.RelativeTo.LAST && !own.has(first)) {
      findings.add(own.at(first), "nothing", "the point that is forecast");
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(new Source.Points(found));
  }

  private Duration period(Fields model, Input input) {
    return switch (input) {
      case Input.Image _ -> model.duration("period", Duration.ofSeconds(10));
      case Input.Window window -> {
        Duration period = model.duration("period", window.period());
        if (!window.period().multipliedBy(period.dividedBy(window.period())).equals(period)) {
          findings.add(
              model.at("period"),
              period.toString(),
              "a multiple of the card's, " + window.period());
        }
        yield period;
      }
    };
  }
}

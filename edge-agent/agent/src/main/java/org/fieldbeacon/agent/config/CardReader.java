package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.fieldbeacon.agent.config.ModelCard.Activation;
import org.fieldbeacon.agent.config.ModelCard.Channel;
import org.fieldbeacon.agent.config.ModelCard.Feature;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelCard.Persist;
import org.fieldbeacon.agent.config.ModelCard.SeriesColumn;
import org.fieldbeacon.agent.config.ModelCard.Task;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;

/// Makes a card of a tree that the schema has found sound. Which keys belong to which kind of input
/// and task is said here, since the schema knows of no such choice.
record CardReader(Fields top, Findings findings) {
  private static final Set<String> IMAGE =
      Set.of("kind", "width", "height", "fit", "resize", "scale", "offset", "gray");
  private static final Set<String> WINDOW =
      Set.of("kind", "period", "length", "relative-to", "channels", "hold", "min-coverage", "mask");
  private static final Set<String> CLASSES =
      Set.of("activation", "temperature", "unsure-below", "labels");
  private static final Set<String> ANOMALY =
      Set.of(
          "activation",
          "temperature",
          "labels",
          "raise-above",
          "clear-below",
          "persist",
          "truth",
          "series");
  private static final Set<String> FORECAST = Set.of("horizons", "quantiles", "series");

  Optional<ModelCard> read() {
    Task task = top.oneOf("task", Task.class);
    Fields input = top.fields("input").orElseThrow();
    Fields output = top.fields("output").orElseThrow();
    boolean isImage = input.text("kind").equals("image");
    if (isImage != (task == Task.IMAGE_CLASSES)) {
      findings.add(
          "input.kind",
          "\"" + input.text("kind") + "\"",
          task == Task.IMAGE_CLASSES ? "image, for image-classes" : "window, for a series");
    }
    keys(
        input, isImage ? IMAGE : WINDOW, Set.of("offset", "gray", "relative-to", "mask", "resize"));
    switch (task) {
      case IMAGE_CLASSES -> keys(output, CLASSES, Set.of("temperature", "unsure-below"));
      case SERIES_ANOMALY ->
          keys(
              output,
              ANOMALY,
              Set.of("activation", "temperature", "labels", "persist", "truth", "series"));
      case SERIES_FORECAST -> keys(output, FORECAST, Set.of("series"));
    }
    if (!findings.problems().isEmpty()) {
      return Optional.empty();
    }
    Fields model = top.fields("model").orElseThrow();
    return Optional.of(
        new ModelCard(
            top.text("name"),
            top.text("version"),
            top.words("title"),
            task,
            top.text("licence"),
            model.text("file"),
            model.integer("bytes", 0L),
            isImage ? image(input) : window(input),
            switch (task) {
              case IMAGE_CLASSES -> classes(output);
              case SERIES_ANOMALY -> anomaly(output);
              case SERIES_FORECAST -> forecast(output);
            },
            drift()));
  }

  private void keys(Fields part, Set<String> wanted, Set<String> optional) {
    for (String key : part.mapping().entries().keySet()) {
      if (!wanted.contains(key)) {
        findings.add(part.at(key), "an unknown key", Nearest.wanted(key, wanted));
      }
    }
    for (String key : wanted) {
      if (!part.has(key) && !optional.contains(key)) {
        findings.add(part.at(key), "nothing", "a value");
      }
    }
  }

  private Input image(Fields input) {
    return new Input.Image(
        input.integer("width", 1),
        input.integer("height", 1),
        input.oneOf("fit", ModelCard.Fit.class),
        input.number("scale"),
        input.number("offset", 0),
        input.oneOf("gray", ModelCard.Gray.class, ModelCard.Gray.UNSURE));
  }

  private Input window(Fields input) {
    List<Channel> channels = new ArrayList<>();
    for (Fields channel : input.each("channels")) {
      channel(channel).ifPresent(channels::add);
    }
    once(channels, Channel::id, "input.channels");
    return new Input.Window(
        input.duration("period"),
        input.integer("length", 1),
        input.oneOf("relative-to", ModelCard.RelativeTo.class, ModelCard.RelativeTo.NONE),
        channels,
        input.duration("hold"),
        input.number("min-coverage"),
        input.flag("mask", false));
  }

  private Optional<Channel> channel(Fields channel) {
    Fields.Ends valid = channel.ends("valid");
    if (!(valid.first() < valid.last())) {
      findings.add(channel.at("valid"), valid.toString(), "the least before the greatest");
    }
    Optional<Unit> unit = Units.read(channel.text("unit"), channel.at("unit"), findings);
    Map<String, Unit> columns = new HashMap<>();
    channel
        .fields("columns")
        .ifPresent(
            names ->
                names
                    .mapping()
                    .entries()
                    .keySet()
                    .forEach(
                        name ->
                            Units.read(names.text(name), names.at(name), findings)
                                .filter(u -> fits(u, unit, names.at(name)))
                                .ifPresent(u -> columns.put(name, u))));
    return unit.map(
        u ->
            new Channel(
                channel.text("id"),
                channel.text("property"),
                u,
                valid.first(),
                valid.last(),
                channel.number("center"),
                channel.number("scale"),
                columns));
  }

  private boolean fits(Unit column, Optional<Unit> own, String path) {
    boolean converts = own.isEmpty() || column.convertsTo(own.get());
    if (!converts) {
      findings.add(
          path,
          "\"" + column.ucum() + "\"",
          "a unit that converts to " + own.map(Unit::ucum).orElse(""));
    }
    return converts;
  }

  private Output classes(Fields output) {
    return new Output.Classes(
        output.oneOf("activation", Activation.class),
        output.number("temperature", 1),
        output.number("unsure-below", 0),
        labels(output));
  }

  private Output anomaly(Fields output) {
    List<Label> labels = labels(output);
    Persist persist =
        output
            .fields("persist")
            .map(p -> new Persist(p.integer("of", 1), p.integer("at-least", 1)))
            .orElse(new Persist(1, 1));
    if (persist.atLeast() > persist.of()) {
      findings.add("output.persist", persist.atLeast() + " of " + persist.of(), "no more than of");
    }
    if (output.number("clear-below") > output.number("raise-above")) {
      findings.add(
          "output.clear-below",
          String.valueOf(output.number("clear-below")),
          "no more than raise-above, " + output.number("raise-above"));
    }
    return new Output.Anomaly(
        output.oneOf("activation", Activation.class, Activation.SIGMOID),
        output.number("temperature", 1),
        labels.isEmpty() ? List.of(EVENT) : labels,
        output.number("raise-above"),
        output.number("clear-below"),
        persist,
        output.texts("truth"),
        series(output));
  }

  private static final Label EVENT = new Label("event", new Text("异常", "event"), Optional.empty());

  private Output forecast(Fields output) {
    List<Duration> horizons = output.texts("horizons").stream().map(Duration::parse).toList();
    List<Double> quantiles = output.texts("quantiles").stream().map(Double::parseDouble).toList();
    ascending(horizons, "output.horizons");
    ascending(quantiles, "output.quantiles");
    return new Output.Forecast(horizons, quantiles, series(output));
  }

  private List<SeriesColumn> series(Fields output) {
    List<SeriesColumn> series = new ArrayList<>();
    for (Fields one : output.each("series")) {
      try {
        series.add(
            new SeriesColumn(
                Pattern.compile(one.text("column")).pattern(), one.optionalText("truth")));
      } catch (PatternSyntaxException e) {
        findings.add(one.at("column"), e.getDescription(), "a regular expression");
      }
    }
    if (!series.isEmpty() && top.fields("input").orElseThrow().each("channels").size() != 1) {
      findings.add("output.series", "series for several channels", "one channel");
    }
    return series;
  }

  private <T extends Comparable<T>> void ascending(List<T> values, String path) {
    if (!values.equals(values.stream().distinct().sorted(Comparator.naturalOrder()).toList())) {
      findings.add(path, values.toString(), "each once, ascending");
    }
  }

  private List<Label> labels(Fields output) {
    List<Label> labels = new ArrayList<>();
    for (Fields label : output.each("labels")) {
      labels.add(
          new Label(
              label.text("id"),
              new Text(label.text("zh"), label.text("en")),
              label.optionalText("group")));
    }
    once(labels, Label::id, "output.labels");
    return labels;
  }

  private <T> void once(List<T> items, Function<T, String> id, String path) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (!seen.add(id.apply(items.get(i)))) {
        findings.add(
            path + "[" + i + "].id", "\"" + id.apply(items.get(i)) + "\" again", "each id once");
      }
    }
  }

  private List<Feature> drift() {
    return top.fields("drift").map(d -> d.each("features")).orElse(List.of()).stream()
        .map(f -> new Feature(f.text("id"), f.number("mean"), f.number("std")))
        .toList();
  }
}

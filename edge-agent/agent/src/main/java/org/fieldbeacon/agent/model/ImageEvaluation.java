package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.feature.ImageInput;
import org.fieldbeacon.agent.feature.Picture;
import org.fieldbeacon.agent.feature.PictureDecoder;
import org.fieldbeacon.agent.feature.PictureDecoder.Decoded;

/// A picture model against labelled pictures that it may never have seen. One thread.
final class ImageEvaluation implements Evaluation {
  private static final int NAMED = 20;

  private final LoadedModel model;
  private final Selection selection;
  private final boolean isGray;
  private final List<String> labels;
  private final Confusion all;
  private final Confusion sure;
  private final Confusion groups;
  private final List<String> groupNames;
  private final Map<String, Confusion> sources = new TreeMap<>();
  private final Map<String, Long> bad = new TreeMap<>();
  private final List<String> badNames = new ArrayList<>();
  private final Map<String, Long> unknownClasses = new TreeMap<>();
  private final Latencies whole = new Latencies();
  private final Latencies inference = new Latencies();
  private long passedOver;
  private long grey;

  /// @param isGray whether each picture loses its colours first; what is sure is then told as if
  ///   the card had it answer such pictures
  ImageEvaluation(LoadedModel model, Selection selection, boolean isGray) {
    this.model = model;
    this.selection = selection;
    this.isGray = isGray;
    List<Label> own = ((Output.Classes) model.card().output()).labels();
    labels = own.stream().map(Label::id).toList();
    groupNames = own.stream().flatMap(l -> l.group().stream()).distinct().sorted().toList();
    all = new Confusion(labels);
    sure = new Confusion(labels);
    groups = new Confusion(groupNames);
  }

  @Override
  public void run(Path data) throws IOException {
    ImageSet.forEach(data, this::take);
    if (all.total() == 0) {
      throw new IOException(
          data
              + ": got no picture in a folder of one of the classes, wanted CLASS/NAME.jpg with"
              + " CLASS one of "
              + labels);
    }
  }

  private void take(String name, byte[] bytes) {
    if (!selection.takes(name)) {
      passedOver++;
      return;
    }
    int truth = labels.indexOf(selection.classOf(name).orElse(ImageSet.classOf(name)));
    if (truth < 0) {
      unknownClasses.merge(ImageSet.classOf(name), 1L, Long::sum);
      return;
    }
    if (bytes.length == 0) {
      addBad("empty-or-too-large", name, "no bytes, or too many");
      return;
    }
    long began = System.nanoTime();
    switch (PictureDecoder.decode(bytes)) {
      case Decoded.Bad(var fault, var got) -> addBad(fault.word(), name, got);
      case Decoded.Good(Picture decoded) -> {
        Picture picture = isGray ? ImageInput.gray(decoded) : decoded;
        Picture fitted = ImageInput.fit(picture, (Input.Image) model.card().input());
        long fed = System.nanoTime();
        Answer.Choice answer = model.look(fitted);
        long done = System.nanoTime();
        inference.add(done - fed);
        whole.add(done - began);
        grey += ImageInput.isGrey(fitted) ? 1 : 0;
        add(name, truth, answer);
      }
    }
  }

  private void addBad(String word, String name, String got) {
    bad.merge(word, 1L, Long::sum);
    if (badNames.size() < NAMED) {
      badNames.add(name + ": " + word + ": got " + got);
    }
  }

  private void add(String name, int truth, Answer.Choice answer) {
    all.add(truth, answer.best());
    if (isGray ? answer.confidence() >= unsureBelow() : answer.isSure()) {
      sure.add(truth, answer.best());
    }
    Optional<String> own = group(truth);
    Optional<String> said = group(answer.best());
    if (own.isPresent() && said.isPresent()) {
      groups.add(groupNames.indexOf(own.get()), groupNames.indexOf(said.get()));
    }
    selection
        .sourceOf(name)
        .ifPresent(
            s -> sources.computeIfAbsent(s, _ -> new Confusion(labels)).add(truth, answer.best()));
  }

  private double unsureBelow() {
    return ((Output.Classes) model.card().output()).unsureBelow();
  }

  private Optional<String> group(int label) {
    return ((Output.Classes) model.card().output()).labels().get(label).group();
  }

  @Override
  public boolean isClean() {
    return bad.isEmpty() && unknownClasses.isEmpty();
  }

  @Override
  public JsonObject json() {
    var bySource = new JsonObject();
    sources.forEach((source, c) -> bySource.put(source, c.json()));
    var json =
        all.json()
            .put("labels", new JsonArray(labels))
            .put("sources", bySource)
            .put("sure-confusion", sure.json().getJsonArray("confusion"))
            .put("sure", sure.summary().put("coverage", Rounded.of(coverage())))
            .put("grey", grey)
            .put("passed-over", passedOver)
            .put("bad", counts(bad))
            .put("bad-names", new JsonArray(badNames))
            .put("unknown-classes", counts(unknownClasses))
            .put("latency-ms", inference.json())
            .put("with-decoding-ms", whole.json());
    return groupNames.isEmpty() ? json : json.put("groups", groups.json());
  }

  private static JsonObject counts(Map<String, Long> counts) {
    var json = new JsonObject();
    counts.forEach(json::put);
    return json;
  }

  private double coverage() {
    return (double) sure.total() / all.total();
  }

  @Override
  public String text() {
    var text = new StringBuilder();
    text.append(line("all", all)).append(all.table());
    if (!groupNames.isEmpty()) {
      text.append(line("groups", groups)).append(groups.table());
    }
    sources.forEach((source, c) -> text.append(line("source " + source, c)).append(c.table()));
    text.append(line("sure", sure))
        .append(sure.table())
        .append(
            String.format(
                Locale.ROOT,
                "sure of %.1f %%, %d without colours, %d passed over%n",
                100 * coverage(),
                grey,
                passedOver));
    unknownClasses.forEach(
        (name, n) -> text.append(n).append(" in the unknown class \"").append(name).append("\"\n"));
    bad.forEach((word, n) -> text.append(n).append(" bad pictures: ").append(word).append('\n'));
    badNames.forEach(name -> text.append("  ").append(name).append('\n'));
    return text.append("inference ")
        .append(inference.text())
        .append("; with decoding ")
        .append(whole.text())
        .append('\n')
        .toString();
  }

  private static String line(String what, Confusion c) {
    return String.format(
        Locale.ROOT,
        "%s: n %d, accuracy %.4f, macro-F1 %.4f%n",
        what,
        c.total(),
        c.accuracy(),
        c.macroF1());
  }
}

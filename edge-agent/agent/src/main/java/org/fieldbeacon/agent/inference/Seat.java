package org.fieldbeacon.agent.inference;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.ModelUse.Source;
import org.fieldbeacon.agent.feature.ImageInput;
import org.fieldbeacon.agent.feature.Picture;
import org.fieldbeacon.agent.feature.PictureDecoder;
import org.fieldbeacon.agent.feature.PictureDecoder.Decoded;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.agent.inference.SightRing.Seen;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.agent.model.LoadedModel;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.observation.PointId;

/// One of the site's models at the desk: what it is shown, what it says, and how it fares. The
/// desk's thread; [#state] and what it hands out, any.
final class Seat implements AutoCloseable {
  static final String FAILED = "failed";

  private final ModelUse use;
  private final Map<String, Double> shown;
  private final LongSupplier nanoTime;
  private final CameraEye eye = new CameraEye();
  private final ModelCounters counters = new ModelCounters();
  private volatile LoadedModel model;
  private volatile DriftWatch drift;
  private volatile Optional<ShadowRun> shadow = Optional.empty();
  private volatile boolean isPromoted;
  private Optional<SightRing> sights = Optional.empty();

  /// @param beside asks the package that runs beside, in its own time
  record Asked(ModelResult result, Runnable beside) {
    Asked(ModelResult result) {
      this(result, () -> {});
    }
  }

  /// @param shown score of a label from which a person may want to see the picture
  Seat(ModelUse use, LoadedModel model, Map<String, Double> shown, LongSupplier nanoTime) {
    this.use = use;
    this.model = model;
    this.shown = shown;
    this.nanoTime = nanoTime;
    this.drift = new DriftWatch(model.card().drift());
  }

  ModelUse use() {
    return use;
  }

  LoadedModel model() {
    return model;
  }

  ModelCounters counters() {
    return counters;
  }

  DriftWatch drift() {
    return drift;
  }

  /// The package that runs beside.
  Optional<ShadowRun> shadow() {
    return shadow;
  }

  /// Whether it runs from the package that ran beside.
  boolean isPromoted() {
    return isPromoted;
  }

  /// Runs a package beside this one's.
  void runBeside(LoadedModel other) {
    shadow = Optional.of(new ShadowRun(other, nanoTime, use.deadline()));
  }

  /// The package beside takes this one's place, and this one its.
  void swap() {
    LoadedModel before = model;
    model = shadow.orElseThrow().model();
    runBeside(before);
    drift = new DriftWatch(model.card().drift());
    counters.forgetTimes();
    isPromoted = !isPromoted;
  }

  /// Keeps the last pictures of a camera's model for people to look at.
  void keepPictures() {
    if (model.card().input() instanceof Input.Image) {
      sights = Optional.of(new SightRing());
    }
  }

  ModelState state() {
    LoadedModel now = model;
    return new ModelState(
        use, now.card(), now.sha256(), isPromoted, counters, drift, shadow, sights);
  }

  Asked look(Frame frame) {
    boolean isFrozen = eye.repeats(frame.bytes());
    return switch (PictureDecoder.decode(frame.bytes())) {
      case Decoded.Bad(var fault, var got) ->
          new Asked(
              result(
                  frame.phenomenonTime(),
                  new Answer.None(fault.word(), "got " + got),
                  Sight.BROKEN,
                  false,
                  Optional.empty(),
                  Optional.empty()));
      case Decoded.Good(Picture picture) -> look(frame, picture, isFrozen);
    };
  }

  private Asked look(Frame frame, Picture picture, boolean isFrozen) {
    var input = (Input.Image) model.card().input();
    Picture fitted = ImageInput.fit(picture, input);
    ImageInput.Look look = ImageInput.look(fitted);
    Sight sight = CameraEye.sight(look, isFrozen);
    boolean isCredible = sight == Sight.GOOD && !ImageInput.isTooGray(fitted, input);
    if (isCredible) {
      drift.take(
          Map.of(
              "mean-luma", look.meanLuma(),
              "luma-std", look.lumaStd(),
              "sharpness", look.sharpness()));
    }
    Answer answer = asked(() -> model.look(fitted));
    Optional<byte[]> jpeg =
        answer instanceof Answer.Choice choice && isShown(choice)
            ? SmallJpeg.of(picture)
            : Optional.empty();
    sights
        .filter(SightRing::isDue)
        .ifPresent(
            ring ->
                jpeg.or(() -> SmallJpeg.of(picture))
                    .ifPresent(
                        j ->
                            ring.add(
                                id ->
                                    new Seen(
                                        id,
                                        frame.phenomenonTime(),
                                        j,
                                        sight,
                                        isCredible,
                                        answer,
                                        labels(),
                                        model.card().version(),
                                        model.sha256()))));
    return new Asked(
        result(frame.phenomenonTime(), answer, sight, isCredible, jpeg, Optional.empty()),
        () -> shadow.ifPresent(s -> s.look(picture, answer)));
  }

  private List<Label> labels() {
    return model.card().output() instanceof Output.Classes classes ? classes.labels() : List.of();
  }

  private boolean isShown(Answer.Choice choice) {
    List<Label> labels = labels();
    for (int i = 0; i < labels.size(); i++) {
      Double from = shown.get(labels.get(i).id());
      if (from != null && choice.scores().get(i) >= from) {
        return true;
      }
    }
    return false;
  }

  Asked judge(SeriesWindow.Rows rows) {
    Answer answer = asked(() -> model.judge(rows));
    Input.Window window = (Input.Window) model.card().input();
    Map<String, Double> newest = new HashMap<>();
    for (int c = 0; c < rows.last().length; c++) {
      newest.put(window.channels().get(c).id(), rows.newest(c));
    }
    drift.take(newest);
    ModelResult result =
        result(
            rows.end(),
            answer,
            Sight.GOOD,
            !(answer instanceof Answer.None),
            Optional.empty(),
            seen(window, rows));
    return new Asked(result, () -> shadow.ifPresent(s -> s.judge(rows, answer)));
  }

  /// A model that fails says nothing, whatever it fails of.
  private static Answer asked(Supplier<Answer> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return new Answer.None(FAILED, String.valueOf(e.getMessage()));
    }
  }

  private Optional<SeenWindow> seen(Input.Window window, SeriesWindow.Rows rows) {
    if (!(use.source() instanceof Source.Points(Map<String, PointId> points))) {
      return Optional.empty();
    }
    List<SeenWindow.Column> columns = new ArrayList<>();
    for (int c = 0; c < window.channels().size(); c++) {
      var channel = window.channels().get(c);
      PointId point = points.get(channel.id());
      if (point != null) {
        columns.add(new SeenWindow.Column(point, channel.unit(), rows.own()[c]));
      }
    }
    return Optional.of(new SeenWindow(rows.end(), window.period(), columns));
  }

  private ModelResult result(
      Instant at,
      Answer answer,
      Sight sight,
      boolean isCredible,
      Optional<byte[]> jpeg,
      Optional<SeenWindow> window) {
    return new ModelResult(
        use.id(),
        at,
        answer,
        model.card().name(),
        model.card().version(),
        model.sha256(),
        sight,
        isCredible,
        jpeg,
        window);
  }

  @Override
  public void close() {
    model.close();
    shadow.ifPresent(ShadowRun::close);
  }
}

package org.fieldbeacon.agent.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.ModelUse.Source;
import org.fieldbeacon.agent.feature.ImageInput;
import org.fieldbeacon.agent.feature.Picture;
import org.fieldbeacon.agent.feature.PictureDecoder;
import org.fieldbeacon.agent.feature.PictureDecoder.Decoded;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.agent.model.LoadedModel;
import org.fieldbeacon.agent.model.ModelException;
import org.fieldbeacon.agent.model.PackageCheck;
import org.fieldbeacon.agent.model.PackageCheck.Verdict;
import org.fieldbeacon.agent.model.TrustedKeys;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.observation.PointId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The site's models, verified and open, asked one question at a time: the same question gives the
/// same result to the bit. One thread; native work, so never the pipeline's.
public final class ModelDesk implements AutoCloseable {
  private static final String FAILED = "failed";
  private static final int LEAST_TIMED = 50;
  private static final Logger LOG = LoggerFactory.getLogger(ModelDesk.class);

  private final Promotions promotions;
  private final LongSupplier nanoTime;
  private final Map<String, Seat> seats = new LinkedHashMap<>();
  private Runnable changed = () -> {};

  /// One of the site's models at the desk.
  private static final class Seat {
    private final ModelUse use;
    private final Map<String, Double> shown;
    private final CameraEye eye = new CameraEye();
    private final ModelCounters counters = new ModelCounters();
    private volatile LoadedModel model;
    private volatile DriftWatch drift;
    private volatile Optional<ShadowRun> shadow = Optional.empty();
    private volatile boolean isPromoted;
    private Optional<SightRing> sights = Optional.empty();

    Seat(ModelUse use, LoadedModel model, Map<String, Double> shown) {
      this.use = use;
      this.model = model;
      this.shown = shown;
      this.drift = new DriftWatch(model.card().drift());
    }

    /// The package beside takes this one's place, and this one its.
    void swap(LongSupplier nanoTime) {
      LoadedModel before = model;
      model = shadow.orElseThrow().model();
      shadow = Optional.of(new ShadowRun(before, nanoTime, use.deadline()));
      drift = new DriftWatch(model.card().drift());
      counters.forgetTimes();
      isPromoted = !isPromoted;
    }
  }

  /// Verifies and opens the package of every model.
  ///
  /// @param promotions which models run from the package beside
  /// @param shown score of a label from which a person may want to see the picture, by model
  /// @throws ModelException when a package may not be used, saying why; one that only runs beside
  ///   is left out and said in the log
  public ModelDesk(
      List<ModelUse> uses, Promotions promotions, Map<String, Map<String, Double>> shown) {
    this(uses, promotions, shown, System::nanoTime);
  }

  /// @param nanoTime a monotonic source, by which questions are timed
  ModelDesk(
      List<ModelUse> uses,
      Promotions promotions,
      Map<String, Map<String, Double>> shown,
      LongSupplier nanoTime) {
    this.promotions = promotions;
    this.nanoTime = nanoTime;
    try {
      for (ModelUse use : uses) {
        LoadedModel model = open(use.folder(), use.trusted());
        Seat seat = new Seat(use, model, shown.getOrDefault(use.id(), Map.of()));
        seats.put(use.id(), seat);
        use.shadow().ifPresent(folder -> seat.shadow = beside(seat, folder));
      }
      refresh();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Optional<ShadowRun> beside(Seat seat, Path folder) {
    try {
      LoadedModel other = open(folder, seat.use.trusted());
      Optional<String> wrong = unlike(seat.model.card(), other.card());
      if (wrong.isEmpty()) {
        return Optional.of(new ShadowRun(other, nanoTime, seat.use.deadline()));
      }
      other.close();
      LOG.warn("model={} not run beside: {}: {}", seat.use.id(), folder, wrong.get());
    } catch (ModelException e) {
      LOG.warn("model={} not run beside: {}", seat.use.id(), e.getMessage());
    }
    return Optional.empty();
  }

  /// Why one cannot take the other's place: windows are made once for both, and rules and points
  /// know the labels.
  private static Optional<String> unlike(ModelCard card, ModelCard other) {
    boolean sameWindow =
        !(card.input() instanceof Input.Window) || card.input().equals(other.input());
    boolean sameAnswer =
        switch (card.output()) {
          case Output.Classes c ->
              other.output() instanceof Output.Classes o && c.labels().equals(o.labels());
          case Output.Anomaly a ->
              other.output() instanceof Output.Anomaly o && a.labels().equals(o.labels());
          case Output.Forecast f ->
              other.output() instanceof Output.Forecast o
                  && f.horizons().equals(o.horizons())
                  && f.quantiles().equals(o.quantiles());
        };
    return sameWindow && sameAnswer
        ? Optional.empty()
        : Optional.of("got another window or other labels, wanted those of " + card.name());
  }

  /// Does what was promoted or taken back since it last looked. A promotion of what does not run
  /// here any more, or does not hold, is taken back.
  public void refresh() {
    for (Seat seat : seats.values()) {
      Optional<String> promoted = promotions.promoted(seat.use.id());
      if (promoted.isPresent() != seat.isPromoted) {
        Optional<String> wrong =
            seat.isPromoted ? Optional.empty() : unfit(seat, promoted.orElseThrow());
        if (wrong.isEmpty()) {
          swap(seat);
          LOG.info("model={} runs from {}", seat.use.id(), seat.model.sha256());
        } else {
          rollBack(seat, wrong.get());
        }
      }
    }
  }

  private void swap(Seat seat) {
    seat.swap(nanoTime);
    changed.run();
  }

  /// Runs whenever a model has changed its package, on the worker's thread. Call once, before the
  /// first question.
  public void whenChanged(Runnable told) {
    changed = told;
  }

  /// Why what was promoted cannot take over: it is another, was stopped, or does not say any more
  /// what it said when it was made.
  private static Optional<String> unfit(Seat seat, String sha256) {
    if (seat.shadow.isEmpty() || !seat.shadow.get().model().sha256().equals(sha256)) {
      return Optional.of("its package does not run beside");
    }
    ShadowRun shadow = seat.shadow.get();
    if (!shadow.stopped().isEmpty()) {
      return Optional.of("its package was stopped: " + shadow.stopped());
    }
    try {
      List<String> failed =
          PackageCheck.failedCases(seat.use.shadow().orElseThrow(), shadow.model());
      return failed.stream().findFirst().map(f -> "self-test: " + f);
    } catch (IOException | RuntimeException e) {
      return Optional.of("self-test: " + e.getMessage());
    }
  }

  /// Takes a promoted package back that fails or is late, and asks it no more.
  private void giveUp(Seat seat, String why) {
    rollBack(seat, why);
    seat.shadow.ifPresent(s -> s.stop(why));
  }

  private void rollBack(Seat seat, String why) {
    LOG.warn("model={} rolled back: {}", seat.use.id(), why);
    promotions.rollBack(seat.use.id());
    if (seat.isPromoted) {
      swap(seat);
    }
  }

  /// A promoted package that fails, is late or is out of its depth does not stay.
  private void judgePromoted(Seat seat, ModelResult result) {
    if (!seat.isPromoted) {
      return;
    }
    double deadlineMillis = seat.use.deadline().toNanos() / 1e6;
    if (result.answer() instanceof Answer.None(String reason, String detail)
        && reason.equals(FAILED)) {
      giveUp(seat, detail);
    } else if (seat.counters.timed() >= LEAST_TIMED && seat.counters.p99Millis() > deadlineMillis) {
      giveUp(seat, "p99 of " + seat.counters.p99Millis() + " ms");
    } else if (seat.drift.isDrifted()) {
      rollBack(seat, "inputs have drifted " + seat.drift.departures());
    }
  }

  /// Opens a package that holds.
  ///
  /// @throws ModelException when it does not, saying why
  public static LoadedModel open(Path folder, List<Path> trusted) {
    try {
      List<PublicKey> keys = TrustedKeys.of(trusted);
      return switch (PackageCheck.of(folder, keys)) {
        case Verdict.Good(LoadedModel model) -> model;
        case Verdict.Bad bad -> throw new ModelException(folder + ": " + bad.text());
      };
    } catch (IOException e) {
      throw new ModelException(folder + ": " + e.getMessage(), e);
    }
  }

  private Seat seat(String id) {
    Seat seat = seats.get(id);
    if (seat == null) {
      throw new IllegalArgumentException("model: got \"" + id + "\", wanted one of the site's");
    }
    return seat;
  }

  /// @param beside asks the package that runs beside, in its own time
  private record Asked(ModelResult result, Runnable beside) {
    Asked(ModelResult result) {
      this(result, () -> {});
    }
  }

  /// Asks; whatever the input is, there is a result.
  public ModelResult ask(ModelQuestion question) {
    Seat seat = seat(question.model());
    long began = nanoTime.getAsLong();
    Asked asked =
        switch (question) {
          case ModelQuestion.Look(_, Frame frame) -> look(seat, frame);
          case ModelQuestion.Judge(_, SeriesWindow.Rows rows, _) -> judge(seat, rows);
        };
    seat.counters.answered(asked.result(), nanoTime.getAsLong() - began);
    asked.beside().run();
    judgePromoted(seat, asked.result());
    return asked.result();
  }

  /// What was counted, by model.
  public Map<String, ModelCounters> counters() {
    Map<String, ModelCounters> all = new LinkedHashMap<>();
    seats.forEach((id, seat) -> all.put(id, seat.counters));
    return all;
  }

  /// How far inputs have departed from what the cards say, by model.
  public Map<String, DriftWatch> drifts() {
    Map<String, DriftWatch> all = new LinkedHashMap<>();
    seats.forEach((id, seat) -> all.put(id, seat.drift));
    return all;
  }

  /// How the packages that run beside compare, by model.
  public Map<String, ShadowRun> shadows() {
    Map<String, ShadowRun> all = new LinkedHashMap<>();
    seats.forEach((id, seat) -> seat.shadow.ifPresent(s -> all.put(id, s)));
    return all;
  }

  /// Keeps the last pictures of every camera's model for people to look at. Call once, before the
  /// first question.
  public void keepPictures() {
    seats.values().stream()
        .filter(seat -> seat.model.card().input() instanceof Input.Image)
        .forEach(seat -> seat.sights = Optional.of(new SightRing()));
  }

  /// What each model is and how it fares; any thread.
  public List<ModelState> states() {
    return seats.values().stream().map(ModelDesk::state).toList();
  }

  private static ModelState state(Seat seat) {
    LoadedModel model = seat.model;
    return new ModelState(
        seat.use,
        model.card(),
        model.sha256(),
        seat.isPromoted,
        seat.counters,
        seat.drift,
        seat.shadow,
        seat.sights);
  }

  private Asked look(Seat seat, Frame frame) {
    boolean isFrozen = seat.eye.repeats(frame.bytes());
    return switch (PictureDecoder.decode(frame.bytes())) {
      case Decoded.Bad(var fault, var got) ->
          new Asked(
              result(
                  seat,
                  frame.phenomenonTime(),
                  new Answer.None(fault.word(), "got " + got),
                  Sight.BROKEN,
                  false,
                  Optional.empty(),
                  Optional.empty()));
      case Decoded.Good(Picture picture) -> look(seat, frame, picture, isFrozen);
    };
  }

  private Asked look(Seat seat, Frame frame, Picture picture, boolean isFrozen) {
    var input = (Input.Image) seat.model.card().input();
    Picture fitted = ImageInput.fit(picture, input);
    ImageInput.Look look = ImageInput.look(fitted);
    Sight sight = CameraEye.sight(look, isFrozen);
    boolean isCredible = sight == Sight.GOOD && !ImageInput.isTooGray(fitted, input);
    if (isCredible) {
      seat.drift.take(
          Map.of(
              "mean-luma", look.meanLuma(),
              "luma-std", look.lumaStd(),
              "sharpness", look.sharpness()));
    }
    Answer answer = asked(() -> seat.model.look(fitted));
    Optional<byte[]> jpeg =
        answer instanceof Answer.Choice choice && isShown(seat, choice)
            ? SmallJpeg.of(picture)
            : Optional.empty();
    seat.sights
        .filter(SightRing::isDue)
        .ifPresent(
            ring ->
                jpeg.or(() -> SmallJpeg.of(picture))
                    .ifPresent(
                        j ->
                            ring.add(
                                frame.phenomenonTime(), j, sight, isCredible, answer, seat.model)));
    return new Asked(
        result(seat, frame.phenomenonTime(), answer, sight, isCredible, jpeg, Optional.empty()),
        () -> seat.shadow.ifPresent(s -> s.look(picture, answer)));
  }

  private static boolean isShown(Seat seat, Answer.Choice choice) {
    var labels = ((Output.Classes) seat.model.card().output()).labels();
    for (int i = 0; i < labels.size(); i++) {
      Double from = seat.shown.get(labels.get(i).id());
      if (from != null && choice.scores().get(i) >= from) {
        return true;
      }
    }
    return false;
  }

  private Asked judge(Seat seat, SeriesWindow.Rows rows) {
    Answer answer = asked(() -> seat.model.judge(rows));
    Input.Window window = (Input.Window) seat.model.card().input();
    Map<String, Double> newest = new HashMap<>();
    for (int c = 0; c < rows.last().length; c++) {
      newest.put(window.channels().get(c).id(), rows.newest(c));
    }
    seat.drift.take(newest);
    ModelResult result =
        result(
            seat,
            rows.end(),
            answer,
            Sight.GOOD,
            !(answer instanceof Answer.None),
            Optional.empty(),
            seen(seat.use, window, rows));
    return new Asked(result, () -> seat.shadow.ifPresent(s -> s.judge(rows, answer)));
  }

  /// A model that fails says nothing, whatever it fails of.
  private static Answer asked(java.util.function.Supplier<Answer> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return new Answer.None(FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<SeenWindow> seen(
      ModelUse use, Input.Window window, SeriesWindow.Rows rows) {
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

  private static ModelResult result(
      Seat seat,
      Instant at,
      Answer answer,
      Sight sight,
      boolean isCredible,
      Optional<byte[]> jpeg,
      Optional<SeenWindow> window) {
    LoadedModel model = seat.model;
    return new ModelResult(
        seat.use.id(),
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
    for (Seat seat : seats.values()) {
      seat.model.close();
      seat.shadow.ifPresent(ShadowRun::close);
    }
    seats.clear();
  }
}

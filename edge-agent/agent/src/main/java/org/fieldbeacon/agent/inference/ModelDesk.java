package org.fieldbeacon.agent.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.agent.model.LoadedModel;
import org.fieldbeacon.agent.model.ModelException;
import org.fieldbeacon.agent.model.PackageCheck;
import org.fieldbeacon.agent.model.PackageCheck.Verdict;
import org.fieldbeacon.agent.model.TrustedKeys;
import org.fieldbeacon.driver.Frame;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The site's models, verified and open, asked one question at a time: the same question gives the
/// same result to the bit. One thread; native work, so never the pipeline's.
public final class ModelDesk implements AutoCloseable {
  private static final int LEAST_TIMED = 50;
  private static final Logger LOG = LoggerFactory.getLogger(ModelDesk.class);

  private final Promotions promotions;
  private final LongSupplier nanoTime;
  private final Map<String, Seat> seats = new LinkedHashMap<>();
  private Runnable changed = () -> {};

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
        Seat seat = new Seat(use, model, shown.getOrDefault(use.id(), Map.of()), nanoTime);
        seats.put(use.id(), seat);
        use.shadow().ifPresent(folder -> runBeside(seat, folder));
      }
      refresh();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private static void runBeside(Seat seat, Path folder) {
    try {
      LoadedModel other = open(folder, seat.use().trusted());
      Optional<String> wrong = unlike(seat.model().card(), other.card());
      if (wrong.isEmpty()) {
        seat.runBeside(other);
      } else {
        other.close();
        LOG.warn("model={} not run beside: {}: {}", seat.use().id(), folder, wrong.get());
      }
    } catch (ModelException e) {
      LOG.warn("model={} not run beside: {}", seat.use().id(), e.getMessage());
    }
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
      Optional<String> promoted = promotions.promoted(seat.use().id());
      if (promoted.isPresent() != seat.isPromoted()) {
        Optional<String> wrong =
            seat.isPromoted() ? Optional.empty() : unfit(seat, promoted.orElseThrow());
        if (wrong.isEmpty()) {
          swap(seat);
          LOG.info("model={} runs from {}", seat.use().id(), seat.model().sha256());
        } else {
          rollBack(seat, wrong.get());
        }
      }
    }
  }

  private void swap(Seat seat) {
    seat.swap();
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
    if (seat.shadow().isEmpty() || !seat.shadow().get().model().sha256().equals(sha256)) {
      return Optional.of("its package does not run beside");
    }
    ShadowRun shadow = seat.shadow().get();
    if (!shadow.stopped().isEmpty()) {
      return Optional.of("its package was stopped: " + shadow.stopped());
    }
    try {
      List<String> failed =
          PackageCheck.failedCases(seat.use().shadow().orElseThrow(), shadow.model());
      return failed.stream().findFirst().map(f -> "self-test: " + f);
    } catch (IOException | RuntimeException e) {
      return Optional.of("self-test: " + e.getMessage());
    }
  }

  /// Takes a promoted package back that fails or is late, and asks it no more.
  private void giveUp(Seat seat, String why) {
    rollBack(seat, why);
    seat.shadow().ifPresent(s -> s.stop(why));
  }

  private void rollBack(Seat seat, String why) {
    LOG.warn("model={} rolled back: {}", seat.use().id(), why);
    promotions.rollBack(seat.use().id());
    if (seat.isPromoted()) {
      swap(seat);
    }
  }

  /// A promoted package that fails, is late or is out of its depth does not stay.
  private void judgePromoted(Seat seat, ModelResult result) {
    if (!seat.isPromoted()) {
      return;
    }
    double deadlineMillis = seat.use().deadline().toNanos() / 1e6;
    if (result.answer() instanceof Answer.None(String reason, String detail)
        && reason.equals(Seat.FAILED)) {
      giveUp(seat, detail);
    } else if (seat.counters().timed() >= LEAST_TIMED
        && seat.counters().p99Millis() > deadlineMillis) {
      giveUp(seat, "p99 of " + seat.counters().p99Millis() + " ms");
    } else if (seat.drift().isDrifted()) {
      rollBack(seat, "inputs have drifted " + seat.drift().departures());
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

  /// Asks; whatever the input is, there is a result.
  public ModelResult ask(ModelQuestion question) {
    Seat seat = seat(question.model());
    long began = nanoTime.getAsLong();
    Seat.Asked asked =
        switch (question) {
          case ModelQuestion.Look(_, Frame frame) -> seat.look(frame);
          case ModelQuestion.Judge(_, SeriesWindow.Rows rows, _) -> seat.judge(rows);
        };
    seat.counters().answered(asked.result(), nanoTime.getAsLong() - began);
    asked.beside().run();
    judgePromoted(seat, asked.result());
    return asked.result();
  }

  /// What was counted, by model.
  public Map<String, ModelCounters> counters() {
    Map<String, ModelCounters> all = new LinkedHashMap<>();
    seats.forEach((id, seat) -> all.put(id, seat.counters()));
    return all;
  }

  /// How far inputs have departed from what the cards say, by model.
  public Map<String, DriftWatch> drifts() {
    Map<String, DriftWatch> all = new LinkedHashMap<>();
    seats.forEach((id, seat) -> all.put(id, seat.drift()));
    return all;
  }

  /// How the packages that run beside compare, by model.
  public Map<String, ShadowRun> shadows() {
    Map<String, ShadowRun> all = new LinkedHashMap<>();
    seats.forEach((id, seat) -> seat.shadow().ifPresent(s -> all.put(id, s)));
    return all;
  }

  /// Keeps the last pictures of every camera's model for people to look at. Call once, before the
  /// first question.
  public void keepPictures() {
    seats.values().forEach(Seat::keepPictures);
  }

  /// What each model is and how it fares; any thread.
  public List<ModelState> states() {
    return seats.values().stream().map(Seat::state).toList();
  }

  @Override
  public void close() {
    seats.values().forEach(Seat::close);
    seats.clear();
  }
}

package org.fieldbeacon.agent.inference;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.agent.config.ModelCard.Channel;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.ModelUse.Source;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// When each of the site's models is to be asked, and what it is to see then. Readings fill
/// windows; a window is due a little after its newest row has ended, since readings come late; a
/// picture is due when it comes, unless the last one was a moment ago. One thread, the pipeline's.
///
/// How it is designed, and why: a station whose line was down sends what it kept, and what happened
/// meanwhile would never be seen if only the present were asked about. So readings that fill rows
/// of windows that were due already make those windows due again, oldest first, up to
/// [SeriesWindow#ROWS_BACK] rows back, once no more such readings come. What a forecast said of the
/// past is of no use: there the newest alone is asked again.
public final class ModelInputs {
  private static final Duration MOST_GRACE = Duration.ofSeconds(15);

  /// No late reading for so long: the heap of them has come.
  private static final Duration LATE_QUIET = Duration.ofSeconds(2);

  private static final Duration LATE_MOST = Duration.ofSeconds(30);

  private final Map<String, Series> series = new LinkedHashMap<>();
  private final Map<PointId, List<Feed>> feeds = new HashMap<>();
  private final Map<PointId, List<Camera>> cameras = new HashMap<>();

  /// One channel of one window.
  private record Feed(Series series, int channel) {}

  private static final class Camera {
    private final ModelUse use;
    private Instant lastAsked = Instant.MIN;

    Camera(ModelUse use) {
      this.use = use;
    }
  }

  private static final class Series {
    private final ModelUse use;
    private final SeriesWindow window;
    private final Duration grace;
    private Instant nextEnd;
    private Instant lateFrom = Instant.MAX;
    private Instant lateSince = Instant.MAX;
    private Instant lateDue = Instant.MAX;

    Series(ModelUse use, Input.Window input, Instant now) {
      this.use = use;
      window = new SeriesWindow(input);
      Duration quarter = input.period().dividedBy(4);
      grace = quarter.compareTo(MOST_GRACE) < 0 ? quarter : MOST_GRACE;
      nextEnd = endAfter(now);
    }

    /// The first multiple of the period after `now`.
    Instant endAfter(Instant now) {
      long period = use.period().toMillis();
      return Instant.ofEpochMilli((Math.floorDiv(now.toEpochMilli(), period) + 1) * period);
    }

    Instant due() {
      return nextEnd.plus(grace);
    }

    /// A reading has filled an empty row.
    void filled(Instant rowEnd, Instant now) {
      if (rowEnd.isBefore(nextEnd)) {
        lateFrom = rowEnd.isBefore(lateFrom) ? rowEnd : lateFrom;
        lateSince = now.isBefore(lateSince) ? now : lateSince;
        Instant quiet = now.plus(LATE_QUIET);
        Instant most = lateSince.plus(LATE_MOST);
        lateDue = quiet.isBefore(most) ? quiet : most;
      }
    }

    /// Whole windows that were due before they could be filled, oldest first.
    List<ModelQuestion> late(Instant now) {
      boolean wasSetBack = !lateFrom.equals(Instant.MAX) && now.isBefore(lateSince);
      if (lateDue.isAfter(now) && !wasSetBack) {
        return List.of();
      }
      Input.Window input = window.input();
      Instant last = nextEnd.minus(use.period());
      Instant first = last.minus(input.period().multipliedBy(SeriesWindow.ROWS_BACK));
      first = lateFrom.isAfter(first) ? lateFrom : first;
      boolean isForecast = use.card().output() instanceof Output.Forecast;
      List<ModelQuestion> late = new ArrayList<>();
      Instant end = isForecast ? last : endAfter(first.minusMillis(1));
      for (; !end.isAfter(last); end = end.plus(use.period())) {
        SeriesWindow.Rows rows = window.rows(end);
        if (rows.coverage() >= input.minCoverage()) {
          late.add(new ModelQuestion.Judge(use.id(), rows, true));
        }
      }
      lateFrom = Instant.MAX;
      lateSince = Instant.MAX;
      lateDue = Instant.MAX;
      return late;
    }
  }

  /// @param now when watching begins
  public ModelInputs(List<ModelUse> uses, Instant now) {
    for (ModelUse use : uses) {
      switch (use.source()) {
        case Source.Camera(PointId frame) ->
            cameras.computeIfAbsent(frame, _ -> new ArrayList<>()).add(new Camera(use));
        case Source.Points(Map<String, PointId> points) -> {
          Input.Window input = (Input.Window) use.card().input();
          var one = new Series(use, input, now);
          series.put(use.id(), one);
          for (int c = 0; c < input.channels().size(); c++) {
            Channel channel = input.channels().get(c);
            PointId point = points.get(channel.id());
            if (point != null) {
              feeds.computeIfAbsent(point, _ -> new ArrayList<>()).add(new Feed(one, c));
            }
          }
        }
      }
    }
  }

  /// The points that windows are filled from.
  public java.util.Set<PointId> points() {
    return java.util.Set.copyOf(feeds.keySet());
  }

  /// Takes a flagged reading; one that failed quality is a gap.
  public void onObservation(Observation flagged) {
    if (feeds.isEmpty() || !flagged.quality().isUsable()) {
      return;
    }
    for (Feed feed : feeds.getOrDefault(flagged.point(), List.of())) {
      if (add(feed, flagged)) {
        Instant rowEnd = feed.series().window.rowEnd(flagged.phenomenonTime());
        feed.series().filled(rowEnd, flagged.receivedTime());
      }
    }
  }

  /// Takes a reading from before the start, which makes nothing due.
  public void onStored(Observation flagged) {
    if (flagged.quality().isUsable()) {
      feeds.getOrDefault(flagged.point(), List.of()).forEach(feed -> add(feed, flagged));
    }
  }

  private static boolean add(Feed feed, Observation o) {
    return feed.series().window.add(feed.channel(), o.phenomenonTime(), o.value(), o.unit());
  }

  /// Takes a picture.
  ///
  /// @param slowdown by how much periods are stretched, 1 or more
  /// @return who is to look at it
  public List<ModelQuestion> onFrame(Frame frame, Instant now, int slowdown) {
    List<ModelQuestion> due = new ArrayList<>();
    for (Camera camera : cameras.getOrDefault(frame.point(), List.of())) {
      // A picture that comes a little early is not made to wait a whole period.
      Duration least = camera.use.period().multipliedBy(slowdown).multipliedBy(9).dividedBy(10);
      boolean wasSetBack = now.isBefore(camera.lastAsked);
      boolean isFirst = camera.lastAsked.equals(Instant.MIN);
      if (isFirst || wasSetBack || !camera.lastAsked.plus(least).isAfter(now)) {
        camera.lastAsked = now;
        due.add(new ModelQuestion.Look(camera.use.id(), frame));
      }
    }
    return due;
  }

  /// Windows that are due. After a jump of the clock the newest one only.
  public List<ModelQuestion> due(Instant now) {
    List<ModelQuestion> due = new ArrayList<>();
    for (Series one : series.values()) {
      due.addAll(one.late(now));
      Instant end = one.nextEnd;
      if (!one.due().isAfter(now)) {
        Instant latest = one.endAfter(now.minus(one.grace)).minus(one.use.period());
        end = latest.isAfter(end) ? latest : end;
        due.add(new ModelQuestion.Judge(one.use.id(), one.window.rows(end)));
        one.nextEnd = end.plus(one.use.period());
      } else if (one.nextEnd.isAfter(now.plus(one.use.period()))) {
        one.nextEnd = one.endAfter(now);
      }
    }
    return due;
  }

  /// When [#due] will have something; `Instant.MAX` when never.
  public Instant nextDeadline() {
    return series.values().stream()
        .map(s -> s.lateDue.isBefore(s.due()) ? s.lateDue : s.due())
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  /// Readings that no window could take, since the start: their unit did not fit.
  public long unfitUnits() {
    return series.values().stream().mapToLong(s -> s.window.unfitUnits()).sum();
  }

  /// Readings outside of what a card says is possible, since the start.
  public long invalid() {
    return series.values().stream().mapToLong(s -> s.window.invalid()).sum();
  }
}

package org.fieldbeacon.agent.inference;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.feature.ImageInput;
import org.fieldbeacon.agent.feature.Picture;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.agent.model.LoadedModel;

/// A package that is asked what another is asked, compared with it and never believed. One that
/// fails or is late is asked no more: it would only hold the others up. Written by the worker, read
/// by any thread.
public final class ShadowRun implements AutoCloseable {
  private static final int MOST_FAILURES = 3;
  private static final int LEAST_TIMED = 50;

  private final LoadedModel model;
  private final LongSupplier nanoTime;
  private final double deadlineMillis;
  private final Times times = new Times();
  private long asked;
  private long agreed;
  private long failed;
  private int failedInARow;
  private String stopped = "";
  private double difference;
  private long nanos;

  /// @param nanoTime a monotonic source
  /// @param deadline that its p99 must keep
  ShadowRun(LoadedModel model, LongSupplier nanoTime, Duration deadline) {
    this.model = model;
    this.nanoTime = nanoTime;
    this.deadlineMillis = deadline.toNanos() / 1e6;
  }

  /// Why it is asked no more; empty while it is asked.
  public synchronized String stopped() {
    return stopped;
  }

  synchronized void stop(String why) {
    stopped = why;
  }

  /// Of the model file that runs beside, in lower-case hexadecimal.
  public String sha256() {
    return model.sha256();
  }

  LoadedModel model() {
    return model;
  }

  void look(Picture picture, Answer other) {
    compare(() -> model.look(ImageInput.fit(picture, (Input.Image) model.card().input())), other);
  }

  void judge(SeriesWindow.Rows rows, Answer other) {
    compare(() -> model.judge(rows), other);
  }

  private synchronized void compare(java.util.function.Supplier<Answer> question, Answer other) {
    if (!stopped.isEmpty()) {
      return;
    }
    long began = nanoTime.getAsLong();
    asked++;
    try {
      Answer own = question.get();
      long took = nanoTime.getAsLong() - began;
      nanos += took;
      times.add(took);
      double off = difference(own, other);
      difference += off;
      agreed += agree(own, other) ? 1 : 0;
      failedInARow = 0;
      if (times.count() >= LEAST_TIMED && times.p99Millis() > deadlineMillis) {
        stopped = "p99 of " + times.p99Millis() + " ms";
      }
    } catch (RuntimeException e) {
      // Whatever is wrong with it, the answer of the other stands.
      failed++;
      failedInARow++;
      if (failedInARow >= MOST_FAILURES) {
        stopped = "failed " + failedInARow + " times in a row: " + e.getMessage();
      }
    }
  }

  private static boolean agree(Answer own, Answer other) {
    return switch (own) {
      case Answer.None _ -> other instanceof Answer.None;
      case Answer.Choice c -> other instanceof Answer.Choice o && c.best() == o.best();
      case Answer.Event e ->
          other instanceof Answer.Event o && e.score() >= 0.5 == o.score() >= 0.5;
      case Answer.Forecast _ -> other instanceof Answer.Forecast;
    };
  }

  /// Between the scores of what the other said most; of medians, in the series' unit.
  private static double difference(Answer own, Answer other) {
    if (own instanceof Answer.Choice c && other instanceof Answer.Choice o) {
      return o.best() < c.scores().size() ? Math.abs(c.scores().get(o.best()) - o.confidence()) : 1;
    }
    if (own instanceof Answer.Event e && other instanceof Answer.Event o) {
      return Math.abs(e.score() - o.score());
    }
    if (own instanceof Answer.Forecast f && other instanceof Answer.Forecast o) {
      return Math.abs(middle(f) - middle(o));
    }
    return 0;
  }

  private static double middle(Answer.Forecast forecast) {
    var values = forecast.ahead().getLast().values();
    return values.get(values.size() / 2);
  }

  /// What it is and how it compares so far.
  public synchronized JsonObject json() {
    long answered = asked - failed;
    var json = new JsonObject();
    if (!stopped.isEmpty()) {
      json.put("stopped", stopped);
    }
    return json.put("package", model.card().name())
        .put("version", model.card().version())
        .put("sha256", model.sha256())
        .put("asked", asked)
        .put("failed", failed)
        .put("agreed", agreed)
        .put("mean-difference", answered == 0 ? 0 : difference / answered)
        .put("mean-ms", answered == 0 ? 0 : nanos / 1e6 / answered);
  }

  @Override
  public void close() {
    model.close();
  }
}

package org.fieldbeacon.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.inference.ModelDesk;
import org.fieldbeacon.agent.inference.ModelQuestion;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.ModelEvidence;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.contract.cap.CapAlert;
import org.fieldbeacon.contract.cap.CapXml;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// The gateway's own pipeline on a virtual clock, fed from a file, as fast as it goes: each reading
/// comes at its own time, timers run out in between, every write of an output succeeds at once.
/// Nothing else differs from the live gateway, and two runs say the same to the letter.
final class Replay implements Pipeline.Effects {
  private static final String EPOCH = "replay";

  private final SiteConfig site;
  private final ReplayInput input;
  private final ReplayFrames frames;
  private final Optional<ModelDesk> desk;
  private final boolean json;
  private final PrintWriter out;
  private final Deque<OutputEvent.Write> writes = new ArrayDeque<>();
  private final Deque<ModelQuestion> questions = new ArrayDeque<>();
  private @Nullable Pipeline pipeline;
  private Instant now = Instant.MIN;
  private Instant first = Instant.MIN;
  private long observations;
  private long alarms;
  private long alarmChanges;
  private long alerts;
  private long actions;
  private long pictures;
  private long answers;

  /// @param desk where the site's models are asked; empty for a site without
  Replay(
      SiteConfig site,
      ReplayInput input,
      ReplayFrames frames,
      Optional<ModelDesk> desk,
      boolean json,
      PrintWriter out) {
    this.site = site;
    this.input = input;
    this.frames = frames;
    this.desk = desk;
    this.json = json;
    this.out = out;
  }

  void run() {
    input.forEach(
        row -> {
          frames.forEachUntil(row.due(), this::give);
          give(row);
        });
    frames.forEachUntil(Instant.MAX, this::give);
    summary();
    out.flush();
  }

  private void give(ReplayInput.Row row) {
    Pipeline way = at(row.due());
    observations++;
    way.observe(reading(row), Moment.virtual(now));
    answer(way);
  }

  /// A picture and, as from a camera's driver, the observation of its size.
  private void give(Frame frame) {
    Pipeline way = at(frame.receivedTime());
    pictures++;
    way.see(frame, 1, Moment.virtual(now));
    observations++;
    way.observe(
        Observation.of(frame.point(), frame.bytes().length, Unit.BYTE, now, frame.source()),
        Moment.virtual(now));
    answer(way);
  }

  private Pipeline at(Instant due) {
    Pipeline way = pipeline;
    if (way == null) {
      now = due;
      first = due;
      way = begin(now);
      pipeline = way;
    }
    passTo(way, due);
    return way;
  }

  private Pipeline begin(Instant start) {
    Pipeline made = Pipeline.of(site, EPOCH, List.of(), this, start);
    made.start(_ -> {}, Moment.virtual(start));
    answer(made);
    return made;
  }

  private void passTo(Pipeline way, Instant until) {
    Instant due = now.plus(way.untilDue(Moment.virtual(now)));
    while (!due.isAfter(until)) {
      now = due;
      way.onTime(Moment.virtual(now));
      answer(way);
      due = now.plus(way.untilDue(Moment.virtual(now)));
    }
    now = until.isAfter(now) ? until : now;
  }

  private void answer(Pipeline way) {
    while (!writes.isEmpty() || !questions.isEmpty()) {
      OutputEvent.Write write = writes.poll();
      if (write != null) {
        way.written(write.outputId(), write.attempt(), new WriteResult.Done(), Moment.virtual(now));
      } else {
        ModelQuestion question = questions.remove();
        answers++;
        desk.ifPresent(d -> way.answered(d.ask(question), Moment.virtual(now)));
      }
    }
  }

  private Observation reading(ReplayInput.Row row) {
    String source = "replay line " + row.line();
    PointId point = row.point();
    if (Double.isNaN(row.value())) {
      return new Observation(
          point,
          Double.NaN,
          row.unit(),
          row.time(),
          now,
          Duration.ZERO,
          Quality.MISSING,
          source,
          "no value in the file");
    }
    return new Observation(
        point,
        row.value(),
        row.unit(),
        row.time(),
        now,
        Duration.ZERO,
        Quality.NOT_EVALUATED,
        source,
        "");
  }

  // ---- what the pipeline wants done

  @Override
  public void observed(Observation flagged) {
    // Nothing is stored; the summary counts by flag.
  }

  @Override
  public void act(OutputEvent.Write write) {
    writes.add(write);
  }

  @Override
  public void ask(ModelQuestion question) {
    questions.add(question);
  }

  @Override
  public void told(OutputEvent.Told told) {
    actions++;
    if (json) {
      write(
          line("action", told.at())
              .put("output", told.outputId())
              .put("event", told.word().word())
              .put("reason", text(told.reason().zh(), told.reason().en())));
    } else {
      print(told.at(), "action", told.outputId(), told.word().word(), told.reason().en());
    }
  }

  @Override
  public void changed(List<AlarmTransition> transitions) {
    for (AlarmTransition transition : transitions) {
      alarmChanges++;
      transition.alarm().message().ifPresent(m -> alarm(transition, m));
    }
  }

  private void alarm(AlarmTransition transition, AlarmMessage message) {
    alarms += message.revision() == 1 ? 1 : 0;
    if (json) {
      var line =
          line("alarm", message.changedAt())
              .put("alarmId", message.alarmId())
              .put("revision", message.revision())
              .put("rule", message.ruleId())
              .put("hazard", message.hazard())
              .put("event", message.event())
              .put("state", message.state())
              .put("level", word(message.level()))
              .put("active", message.active())
              .put("trusted", transition.alarm().trusted())
              .put("device", message.device())
              .put("point", message.point())
              .put("raisedAt", message.raisedAt().toString())
              .put("headline", text(message.headline().zh(), message.headline().en()))
              .put(
                  "summary",
                  text(message.evidence().summary().zh(), message.evidence().summary().en()))
              .put("confidence", message.evidence().confidence());
      var thresholds = new JsonObject();
      message.evidence().thresholds().forEach(t -> thresholds.put(t.name(), t.value()));
      message.evidence().model().ifPresent(m -> line.put("model", model(m)));
      int window =
          message.evidence().model().flatMap(ModelEvidence::window).stream()
              .mapToInt(w -> w.readings().size())
              .sum();
      line.put("readings", message.evidence().readings().size() + window);
      line.put("evidence-sha256", evidence(message));
      write(line.put("thresholds", thresholds));
    } else {
      print(
          message.changedAt(),
          "alarm",
          message.ruleId(),
          message.event() + " " + word(message.level()),
          message.headline().en() + ". " + message.evidence().summary().en());
    }
    message.capXml().ifPresent(xml -> alert(message, CapXml.read(xml), xml));
  }

  private void alert(AlarmMessage message, CapAlert alert, String xml) {
    alerts++;
    if (json) {
      var references = new JsonArray();
      alert.references().forEach(r -> references.add(r.identifier()));
      write(
          line("alert", message.changedAt())
              .put("identifier", alert.identifier())
              .put("msgType", word(alert.msgType()))
              .put("status", word(alert.status()))
              .put("alarmId", message.alarmId())
              .put("level", word(message.level()))
              .put("references", references)
              .put("cap", xml));
    } else {
      print(
          message.changedAt(),
          "alert",
          message.ruleId(),
          word(alert.msgType()) + " " + word(message.level()),
          alert.identifier());
    }
  }

  private void summary() {
    long untimely = Optional.ofNullable(pipeline).map(p -> p.quality().untimely()).orElse(0L);
    if (json) {
      var byFlag = new JsonObject();
      Optional.ofNullable(pipeline)
          .map(p -> p.quality().tally())
          .orElse(Map.of())
          .forEach((flag, count) -> byFlag.put(String.valueOf(flag.code()), count));
      var line = new JsonObject().put("type", "summary");
      if (observations > 0) {
        line.put("from", first.toString()).put("to", now.toString());
      }
      write(
          line.put("observations", observations)
              .put("bad-rows", input.badRows() + frames.badRows())
              .put("untimely", untimely)
              .put("flags", byFlag)
              .put("pictures", pictures)
              .put("answers", answers)
              .put("alarms", alarms)
              .put("alarm-changes", alarmChanges)
              .put("alerts", alerts)
              .put("actions", actions));
    } else {
      out.println(
          observations
              + " observations, "
              + (input.badRows() + frames.badRows())
              + " bad rows, "
              + untimely
              + " out of time, "
              + alarms
              + " alarms, "
              + alerts
              + " alerts, "
              + actions
              + " actions");
    }
  }

  /// What was said, bit for bit; of the picture its hash.
  private static JsonObject model(ModelEvidence model) {
    var scores = new JsonObject();
    model.scores().forEach(s -> scores.put(s.label(), s.value()));
    var json =
        new JsonObject()
            .put("name", model.name())
            .put("version", model.version())
            .put("sha256", model.sha256())
            .put("scores", scores);
    model
        .picture()
        .ifPresent(p -> json.put("picture-sha256", sha256(Base64.getDecoder().decode(p.base64()))));
    return json;
  }

  /// Of the evidence as it goes to the map: the same here and there when it is the same to the bit.
  static String evidence(AlarmMessage message) {
    JsonObject sent = new JsonObject(new String(Wire.encode(message), UTF_8));
    return sha256(sent.getJsonObject("evidence").encode().getBytes(UTF_8));
  }

  private static String sha256(byte[] octets) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  private static JsonObject line(String type, Instant at) {
    return new JsonObject().put("type", type).put("time", at.toString());
  }

  private static JsonObject text(String zh, String en) {
    return new JsonObject().put("zh", zh).put("en", en);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private void write(JsonObject line) {
    out.println(line.encode());
  }

  private void print(Instant at, String type, String what, String word, String detail) {
    out.println(String.join("  ", at.toString(), type, what, word, detail));
  }
}

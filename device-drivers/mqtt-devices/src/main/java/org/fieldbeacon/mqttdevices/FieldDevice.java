package org.fieldbeacon.mqttdevices;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;

/// One device of the site behind the broker: its messages become observations, its silence a
/// status. One thread, but for [#waiting].
///
/// ```
///   UNKNOWN ──message──► ONLINE ──silence, or the bridge says so──► OFFLINE ──message──► ONLINE
///                         │  ▲
///       bad message, drops▼  │good message          any ──link lost──► LINK_DOWN ──link──► UNKNOWN
///                       DEGRADED
/// ```
final class FieldDevice {
  /// A device's clock may be ahead by this; beyond, its times are not believed.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final Device device;
  private final DeviceMessages messages;
  private final Duration patience;
  private final Duration retainedAge;
  private final DeviceStatus.Sink sink;
  private final Seen seen = new Seen();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private long droppedTold;
  private State state = State.UNKNOWN;
  private String detail = "";
  private Instant waitingSince;
  private Optional<Instant> lastHeard = Optional.empty();

  /// @param patience silence for so long is off line
  /// @param retainedAge what the broker kept for longer is no news
  FieldDevice(
      Device device,
      DeviceMessages messages,
      Duration patience,
      Duration retainedAge,
      DeviceStatus.Sink sink,
      Instant now) {
    this.device = device;
    this.messages = messages;
    this.patience = patience;
    this.retainedAge = retainedAge;
    this.sink = sink;
    this.waitingSince = now;
  }

  String name() {
    return device.name();
  }

  Seen seen() {
    return seen;
  }

  DeviceMessages messages() {
    return messages;
  }

  /// Messages of it that wait to be taken; any thread.
  AtomicInteger waiting() {
    return waiting;
  }

  /// A message of it was dropped, since those before it still wait; any thread.
  void drop() {
    dropped.incrementAndGet();
  }

  /// What became of a message.
  enum Outcome {
    TAKEN,
    DUPLICATE,
    OLD,
    BAD,
    OF_NO_USE
  }

  /// A message and what the broker says of it.
  record Arrived(String topic, String payload, boolean isRetained, boolean isDuplicate) {}

  /// Takes a message; what it says goes to `observations`.
  Outcome take(Arrived message, Instant now, String source, List<Observation> observations) {
    return switch (messages.hear(message.topic(), message.payload())) {
      case Heard.Said said -> said(said, message, now, source, observations);
      case Heard.Presence(boolean isThere, String words) -> {
        if (isThere) {
          heard(now, now);
        } else {
          become(State.OFFLINE, words, now);
        }
        yield Outcome.TAKEN;
      }
      case Heard.Complaint(String words) -> {
        become(State.DEGRADED, words, now);
        yield Outcome.TAKEN;
      }
      case Heard.Nothing() -> Outcome.OF_NO_USE;
      case Heard.Wrong(var bad) -> {
        become(
            State.DEGRADED,
            "a message on %s: %s at %d: got %s, wanted %s"
                .formatted(message.topic(), bad.what(), bad.offset(), bad.got(), bad.wanted()),
            now);
        yield Outcome.BAD;
      }
    };
  }

  private Outcome said(
      Heard.Said said,
      Arrived message,
      Instant now,
      String source,
      List<Observation> observations) {
    List<String> lasting = new ArrayList<>(said.keys());
    List<String> passing = new ArrayList<>(said.passing());
    String itself = message.topic() + "|" + message.payload().hashCode();
    if (message.isRetained()) {
      lasting.add("kept|" + itself);
    } else if (message.isDuplicate()) {
      passing.add("again|" + itself);
    }
    boolean isNew = seen.isNew(lasting, passing, now);
    if (!message.isRetained() && !message.isDuplicate()) {
      // What comes again marked as a repetition was first seen as this.
      seen.isNew(List.of(), List.of("again|" + itself), now);
    }
    if (!isNew) {
      return Outcome.DUPLICATE;
    }
    Instant sent = said.time().filter(t -> !t.isAfter(now.plus(AHEAD))).orElse(now);
    if (message.isRetained()) {
      if (said.time().isPresent() && sent.isBefore(now.minus(retainedAge))) {
        heardLongAgo(sent, now);
        return Outcome.OLD;
      }
      if (said.time().isEmpty()) {
        said.values().forEach(v -> observations.add(ofUnknownAge(v, now, source)));
        return Outcome.TAKEN;
      }
    }
    said.values().forEach(v -> observations.add(observation(v, now, source)));
    heard(sent, now);
    return Outcome.TAKEN;
  }

  private Observation observation(PointValue value, Instant now, String source) {
    Instant stated = value.time().orElse(now);
    boolean isAhead = stated.isAfter(now.plus(AHEAD));
    return new Observation(
        new PointId(device.name(), value.point().name()),
        value.value(),
        value.point().unit(),
        isAhead ? now : stated,
        now,
        Duration.ZERO,
        value.quality(),
        source,
        value.quality() == Quality.MISSING
            ? "the device says it has no value"
            : isAhead ? "the sender's clock says " + stated + ", taken as received" : "");
  }

  private Observation ofUnknownAge(PointValue value, Instant now, String source) {
    return observation(value, now, source)
        .flagged(Quality.SUSPECT, "kept by the broker for nobody knows how long");
  }

  /// The link is there: silence counts from here.
  void linkUp(Instant now) {
    waitingSince = now;
    become(State.UNKNOWN, "waiting for a message", now);
  }

  void linkDown(String why, Instant now) {
    become(State.LINK_DOWN, why, now);
  }

  /// Notices silence, and messages that come faster than they can be taken.
  void check(Instant now) {
    long lost = dropped.get();
    if (lost >= 2 * droppedTold && lost > 0) {
      droppedTold = lost;
      become(State.DEGRADED, lost + " messages dropped: they come faster than they are taken", now);
    }
    if (state == State.LINK_DOWN || state == State.OFFLINE) {
      return;
    }
    Instant since = lastHeard.filter(h -> h.isAfter(waitingSince)).orElse(waitingSince);
    if (since.plus(patience).isBefore(now)) {
      become(
          State.OFFLINE,
          lastHeard.map(h -> "no message since " + h).orElse("no message since " + waitingSince),
          now);
    }
  }

  private void heard(Instant sent, Instant now) {
    lastHeard = Optional.of(lastHeard.filter(h -> h.isAfter(sent)).orElse(sent));
    boolean isRecent = !lastHeard.get().plus(patience).isBefore(now);
    become(
        isRecent ? State.ONLINE : State.OFFLINE,
        isRecent ? "" : "no message since " + lastHeard.get(),
        now);
  }

  private void heardLongAgo(Instant sent, Instant now) {
    if (state == State.UNKNOWN) {
      lastHeard = Optional.of(sent);
      become(State.OFFLINE, "no message since " + sent + ", which the broker kept", now);
    }
  }

  private void become(State next, String why, Instant now) {
    boolean mayChange = next == State.DEGRADED || next == State.UNKNOWN;
    boolean isNews = next != state || mayChange && !why.equals(detail);
    state = next;
    detail = why;
    if (isNews) {
      sink.accept(new DeviceStatus(device.name(), next, why, now));
    }
  }
}

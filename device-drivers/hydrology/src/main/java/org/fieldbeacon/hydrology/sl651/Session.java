package org.fieldbeacon.hydrology.sl651;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fieldbeacon.hydrology.sl651.Centre.Trouble;

/// The centre's side of one connection (6.3): which answer each uplink gets, and the packets of
/// long bodies. No socket and no clock of its own. One thread.
///
/// | mode | uplink | answer |
/// |---|---|---|
/// | M1 | report, station set to `none` | nothing |
/// | M2, M4 | report or reply | EOT or ESC; ACK when it ended with ETB |
/// | M3 | packet, not the last | nothing |
/// | M3 | packets complete | one EOT or ESC with packet number = total |
/// | M3 | sending ended, some missing | NAK with the lowest missing number, three times at most |
/// | – | keep-alive 2FH | nothing |
/// | – | unknown station, damaged frame | nothing |
final class Session {
  private static final int PREFIX_HEX = 8;
  private static final int PREFIX_ASCII = 16;
  private static final int MOST_NAKS = 3;
  private static final int MOST_LONG_BODIES = 4;
  private static final int MOST_BYTES = 2 << 20;

  private final Centre centre;
  private final InstantSource clock;
  private final Duration packetPatience;
  private final Consumer<byte[]> answers;
  private final Map<List<Object>, LongBody> longBodies = new HashMap<>();

  /// @param clock for answers: what stations set their clocks by
  /// @param packetPatience how long the next packet may take before it is asked for
  /// @param answers takes what is to be sent
  Session(Centre centre, InstantSource clock, Duration packetPatience, Consumer<byte[]> answers) {
    this.centre = centre;
    this.clock = clock;
    this.packetPatience = packetPatience;
    this.answers = answers;
  }

  /// @param nanos monotonic
  void received(Frame frame, long nanos) {
    if (!frame.up()) {
      return;
    }
    Optional<Station> known = centre.station(frame.station());
    if (known.isEmpty()) {
      centre.trouble(Trouble.UNKNOWN_STATION, frame.station());
      return;
    }
    Station station = known.get();
    centre.heard(station, sentAt(frame));
    if (frame.packet().isPresent()) {
      packet(station, frame, frame.packet().get(), nanos);
    } else if (frame.function() != Function.KEEP_ALIVE) {
      report(station, frame, frame.body(), Optional.empty());
    }
  }

  /// Asks for packets that are overdue.
  void tick(long nanos) {
    for (Iterator<LongBody> all = longBodies.values().iterator(); all.hasNext(); ) {
      LongBody body = all.next();
      if (nanos - body.lastNanos >= packetPatience.toNanos() && !askAgain(body, nanos)) {
        all.remove();
        drop(body);
      }
    }
  }

  /// Whether [#tick] has something to wait for.
  boolean isWaiting() {
    return !longBodies.isEmpty();
  }

  /// The connection is gone.
  void close() {
    longBodies.values().forEach(b -> centre.release(b.parts.bytes()));
    longBodies.clear();
  }

  /// Only a frame that begins a body has a time.
  private static Optional<Instant> sentAt(Frame frame) {
    return frame.beginsBody() ? Body.read(frame, frame.body()).sentAt() : Optional.empty();
  }

  private void report(Station station, Frame frame, byte[] bytes, Optional<Packet> all) {
    Body body = Body.read(frame, bytes);
    if (body.serial().isEmpty()) {
      centre.trouble(Trouble.UNREADABLE_BODY, frame.station());
      return;
    }
    int serial = body.serial().get();
    int prefix = frame.encoding() == Frame.Encoding.HEX ? PREFIX_HEX : PREFIX_ASCII;
    if (station.isRepeat(frame.function(), serial, bytes, prefix)) {
      centre.trouble(Trouble.REPEATED_REPORT, frame.station());
    } else if (!centre.report(station, frame, body)) {
      station.forgetLast();
      return;
    }
    confirm(station, frame, serial, body, all);
  }

  private void confirm(Station station, Frame frame, int serial, Body body, Optional<Packet> all) {
    boolean more = all.isEmpty() && frame.end() == Control.ETB;
    if (station.answer() == Answer.NONE) {
      return;
    }
    Control last = station.answer() == Answer.EOT ? Control.EOT : Control.ESC;
    Instant time = StationClock.forAnswer(clock.instant(), body.sentAt());
    answers.accept(FrameWriter.answer(frame, serial, time, more ? Control.ACK : last, all));
  }

  private void packet(Station station, Frame frame, Packet packet, long nanos) {
    if (packet.total() < 1) {
      return;
    }
    List<Object> key = List.of(frame.station(), frame.function());
    LongBody body = longBodies.get(key);
    if (body != null
        && (body.parts.total() != packet.total()
            || packet.number() == 1 && body.parts.beganWithAnother(frame))) {
      longBodies.remove(key);
      drop(body);
      body = null;
    }
    if (body == null) {
      if (longBodies.size() >= MOST_LONG_BODIES) {
        centre.trouble(Trouble.NO_MEMORY, frame.station());
        return;
      }
      body = new LongBody(station, new Assembly(packet.total()), frame);
      longBodies.put(key, body);
    }
    if (!add(body, frame)) {
      longBodies.remove(key);
      drop(body);
      centre.trouble(Trouble.NO_MEMORY, frame.station());
      return;
    }
    body.lastNanos = nanos;
    if (body.parts.isComplete()) {
      longBodies.remove(key);
      centre.release(body.parts.bytes());
      report(
          station,
          body.parts.first().orElse(frame),
          body.parts.whole(),
          Optional.of(new Packet(packet.total(), packet.total())));
    } else if (frame.end() == Control.ETX && !askAgain(body, nanos)) {
      longBodies.remove(key);
      drop(body);
    }
  }

  private boolean add(LongBody body, Frame frame) {
    int before = body.parts.bytes();
    if (before + frame.body().length > MOST_BYTES || !centre.reserve(frame.body().length)) {
      return false;
    }
    body.parts.add(frame);
    centre.release(before + frame.body().length - body.parts.bytes());
    return true;
  }

  /// NAK for the lowest missing packet; false when it was asked for often enough.
  private boolean askAgain(LongBody body, long nanos) {
    int missing = body.parts.firstMissing();
    if (body.naks.merge(missing, 1, Integer::sum) > MOST_NAKS
        || body.station.answer() == Answer.NONE) {
      return false;
    }
    body.lastNanos = nanos;
    Frame to = body.parts.first().orElse(body.any);
    Optional<Body> first = body.parts.first().map(f -> Body.read(f, f.body()));
    answers.accept(
        FrameWriter.answer(
            to,
            first.flatMap(Body::serial).orElse(0),
            StationClock.forAnswer(clock.instant(), first.flatMap(Body::sentAt)),
            Control.NAK,
            Optional.of(new Packet(body.parts.total(), missing))));
    return true;
  }

  private void drop(LongBody body) {
    centre.release(body.parts.bytes());
    centre.trouble(
        Trouble.LOST_PACKETS,
        "%s: packet %d of %d"
            .formatted(body.any.station(), body.parts.firstMissing(), body.parts.total()));
  }

  /// A long body on its way.
  private static final class LongBody {
    private final Station station;
    private final Assembly parts;
    private final Frame any;
    private final Map<Integer, Integer> naks = new HashMap<>();
    private long lastNanos;

    LongBody(Station station, Assembly parts, Frame any) {
      this.station = station;
      this.parts = parts;
      this.any = any;
    }
  }
}

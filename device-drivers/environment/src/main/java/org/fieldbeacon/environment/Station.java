package org.fieldbeacon.environment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.environment.Commands.Task;
import org.fieldbeacon.environment.Exchange.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One station as it is kept: what it is asked, one request at a time, wherever it is heard. First
/// come commands, then chores, then what was missed. It is spoken to only while it says the site's
/// PW itself, so that who merely uses its MN is not told it. Its monitor guards it and its parts;
/// sending is done outside.
final class Station {
  private static final int CENTRE = 91;
  private static final Logger LOG = LoggerFactory.getLogger(Station.class);

  private final String name;
  private final String mn;
  private final StationSettings settings;
  private final LongSupplier nanos;
  private final Executor sending;
  private final Password password;
  private final Commands commands;
  private final Chores chores;
  private final Fetching fetching;
  private Optional<Route> route = Optional.empty();
  private Optional<Errand> errand = Optional.empty();
  private Exchange exchange;
  private int system = 21;
  private int version = 1;
  private boolean isSending;
  private Instant lastNumber = Instant.EPOCH;
  private Instant askedAt = Instant.EPOCH;

  /// Where a station is heard.
  ///
  /// @param connection the same for all that is heard on it
  record Route(Object connection, Heard heard, InstantSource clock) {}

  /// @param name of the device, for the log
  /// @param nanos a clock that never jumps
  /// @param sending takes what may block
  Station(String name, String mn, StationSettings settings, LongSupplier nanos, Executor sending) {
    this.name = name;
    this.mn = mn;
    this.settings = settings;
    this.nanos = nanos;
    this.sending = sending;
    this.password = new Password(name, settings);
    this.commands = new Commands(nanos);
    this.chores = new Chores(name, settings, nanos);
    this.fetching = new Fetching(name, settings);
    this.exchange = finished();
  }

  /// The factors of an upload that are new; all of them where nothing is fetched.
  synchronized Map<String, Map<String, String>> fresh(Hj212Packet packet, Optional<Instant> time) {
    return fetching.fresh(packet, time);
  }

  /// A packet came.
  ///
  /// @param time when its data held
  /// @return what its answer tells of the station itself
  synchronized List<Reading> heard(Hj212Packet packet, Optional<Instant> time, Route on) {
    if (!password.isSaid(packet, on.connection(), isRoute(on.connection()))) {
      return List.of();
    }
    long now = nanos.getAsLong();
    arriveOn(on);
    note(packet);
    List<Reading> told = List.of();
    if (exchange.hears(packet, now)) {
      told = chores.told(packet, askedAt, on.clock().instant());
    } else {
      chores.heard(packet);
      fetching.heard(packet, time, on.clock().instant());
    }
    advance(now);
    return told;
  }

  /// Time has passed.
  synchronized void tick() {
    advance(nanos.getAsLong());
  }

  /// The connection has ended.
  synchronized void ended(Object connection) {
    if (isRoute(connection)) {
      route = Optional.empty();
    }
  }

  /// Has something done, at once when nothing else is under way. What is under way already is
  /// waited for and not begun again.
  ///
  /// @return what becomes of it; empty when the station cannot be spoken to
  synchronized Optional<CompletableFuture<Outcome>> order(Task task) {
    Optional<CompletableFuture<Outcome>> outcome = commands.given(task);
    if (outcome.isEmpty() && route.isPresent()) {
      outcome = commands.give(task);
      advance(nanos.getAsLong());
    }
    return outcome;
  }

  /// Somebody has the outcome, or wants it no more.
  synchronized void taken(Task task) {
    commands.taken(task);
  }

  /// Whether the station has taken this on and is at it.
  synchronized boolean isAtIt(Task task) {
    return exchange.isAtIt() && commands.isUnderWay(task);
  }

  private boolean isRoute(Object connection) {
    return route.filter(r -> r.connection().equals(connection)).isPresent();
  }

  private void arriveOn(Route on) {
    if (!isRoute(on.connection())) {
      route = Optional.of(on);
      exchange.isOnAnotherLine();
      chores.connected();
    }
  }

  private void note(Hj212Packet packet) {
    version = packet.version();
    String st = packet.header().getOrDefault("ST", "");
    if (st.matches("\\d{2}") && Integer.parseInt(st) != CENTRE) {
      system = Integer.parseInt(st);
    }
  }

  private void advance(long now) {
    do {
      endIfOver();
      if (errand.isEmpty() && route.isPresent()) {
        begin(now, route.get());
      }
      if (errand.isPresent() && exchange.isToBeSaid(now)) {
        route.ifPresent(this::say);
      }
    } while (errand.isPresent() && exchange.outcome().isPresent());
  }

  private void endIfOver() {
    Optional<Outcome> outcome = exchange.outcome();
    if (errand.isPresent() && outcome.isPresent()) {
      Errand over = errand.get();
      errand = Optional.empty();
      int command = over.request().command();
      String what = "CN=" + command + " " + Codes.command(String.valueOf(command));
      switch (outcome.get()) {
        case Outcome.Done() -> LOG.debug("device={} {}: done", name, what);
        case Outcome.Refused(String reason) -> LOG.info("device={} {}: {}", name, what, reason);
        case Outcome.Silent(String reason) -> LOG.info("device={} {}: {}", name, what, reason);
      }
      over.end().ended(outcome.get(), exchange.hasData());
    }
  }

  private void begin(long now, Route on) {
    askedAt = on.clock().instant();
    errand = commands.next().or(() -> chores.next(now, askedAt)).or(fetching::next);
    if (errand.isPresent()) {
      exchange =
          new Exchange(
              errand.get().request(), number(askedAt), settings.overTime(), settings.reCount());
    }
  }

  /// Each later than all before it, whatever the clock does.
  private String number(Instant now) {
    lastNumber = now.isAfter(lastNumber) ? now : lastNumber.plusMillis(1);
    return Hj212Time.number(lastNumber);
  }

  private void say(Route on) {
    if (isSending) {
      return; // The last one is still stuck in a full line: it counts as said.
    }
    Request request = exchange.request();
    byte[] packet =
        Hj212Codec.frame(
            "QN=%s;ST=%d;CN=%d;PW=%s;MN=%s;Flag=%d;CP=&&%s&&"
                .formatted(
                    exchange.qn(),
                    system,
                    request.command(),
                    password.word(),
                    mn,
                    version << 2 | 1,
                    request.content().apply(on.clock().instant())));
    isSending = true;
    sending.execute(
        () -> {
          try {
            on.heard().answer(packet);
          } finally {
            sent();
          }
        });
  }

  private synchronized void sent() {
    isSending = false;
  }

  private static Exchange finished() {
    var none = new Exchange(Request.readClock(), "", Duration.ZERO, 0);
    none.isToBeSaid(0);
    none.isToBeSaid(0);
    return none;
  }
}

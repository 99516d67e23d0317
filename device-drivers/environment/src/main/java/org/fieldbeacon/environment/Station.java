package org.fieldbeacon.environment;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.environment.Exchange.Outcome;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One station as it is kept: what it is asked, one request at a time, wherever it is heard. It is
/// spoken to only while it says the site's PW itself, so that who merely uses its MN is not told
/// it. Its monitor guards it; sending is done outside.
final class Station {
  static final String CLOCK_OFFSET = "clock-offset";
  static final String REAL_TIME_INTERVAL = "real-time-interval";
  static final String MINUTE_INTERVAL = "minute-interval";

  /// Before this, our own clock was never set: no station's may be set by it.
  private static final Instant LEAST_PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

  /// A station's clock may be ahead by this before its times tell nothing of gaps.
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private static final Duration AGAIN = Duration.ofHours(1);
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int FETCH_TRIES = 3;
  private static final int MOST_ORDERS = 16;
  private static final int CENTRE = 91;
  private static final Logger LOG = LoggerFactory.getLogger(Station.class);

  private final String name;
  private final String mn;
  private final StationSettings settings;
  private final LongSupplier nanos;
  private final Executor sending;
  private final Missed missed;
  private final Map<Chore, Long> due = new EnumMap<>(Chore.class);
  private final Deque<Errand> errands = new ArrayDeque<>();
  private final Map<Task, Ticket> tickets = new HashMap<>();
  private Optional<Route> route = Optional.empty();
  private Optional<Object> judged = Optional.empty();
  private Optional<Errand> errand = Optional.empty();
  private Exchange exchange;
  private String password = "";
  private int system = 21;
  private int version = 1;
  private boolean isSending;
  private Instant lastNumber = Instant.EPOCH;
  private Instant askedAt = Instant.EPOCH;
  private String instrument = "";
  private int fetchTries;
  private long strangers;

  /// Where a station is heard.
  ///
  /// @param connection the same for all that is heard on it
  record Route(Object connection, Heard heard, InstantSource clock) {}

  /// What is kept right, in this order.
  private enum Chore {
    TIMES,
    CLOCK,
    SET_CLOCK,
    REAL_TIME_INTERVAL,
    SET_REAL_TIME_INTERVAL,
    MINUTE_INTERVAL,
    SET_MINUTE_INTERVAL,
    REAL_TIME
  }

  /// A request with what follows from its end.
  private record Errand(Request request, Optional<Task> task, Consumer<Outcome> ended) {}

  /// What a technician wants done.
  ///
  /// @param factor empty where the order has none
  record Task(Order order, String factor) {}

  /// Its outcome stays for a while, or until somebody takes it: a command is not given twice
  /// because its answer came late, and one of long ago does not stand for a new one.
  private static final class Ticket {
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    long endedNanos;

    boolean isStale(long now) {
      return outcome.isDone() && now - endedNanos > KEPT.toNanos();
    }
  }

  /// @param name of the device, for the log
  /// @param nanos a clock that never jumps
  /// @param sending takes what may block
  Station(String name, String mn, StationSettings settings, LongSupplier nanos, Executor sending) {
    this.name = name;
    this.mn = mn;
    this.settings = settings;
    this.nanos = nanos;
    this.sending = sending;
    this.missed = new Missed(settings);
    this.exchange = finished();
    beginChores();
  }

  private void beginChores() {
    long now = nanos.getAsLong();
    if (settings.tellsTimes()) {
      due.put(Chore.TIMES, now);
    }
    if (settings.clockTolerance().isPresent()) {
      due.put(Chore.CLOCK, now);
    }
    if (settings.realTimeIntervalS().isPresent()) {
      due.put(Chore.REAL_TIME_INTERVAL, now);
    }
    if (settings.minuteIntervalMin().isPresent()) {
      due.put(Chore.MINUTE_INTERVAL, now);
    }
  }

  /// The factors of an upload that are new; all of them where nothing is fetched.
  synchronized Map<String, Map<String, String>> fresh(Hj212Packet packet, Optional<Instant> time) {
    boolean isRecord = settings.fetches().filter(r -> r.command() == packet.command()).isPresent();
    return isRecord && time.isPresent()
        ? missed.fresh(packet.factors(), time.get())
        : packet.factors();
  }

  /// A packet came.
  ///
  /// @param time when its data held
  /// @return what its answer tells of the station itself
  synchronized List<Reading> heard(Hj212Packet packet, Optional<Instant> time, Route on) {
    if (!isOurs(packet, on)) {
      return List.of();
    }
    long now = nanos.getAsLong();
    arriveOn(on, now);
    note(packet);
    List<Reading> told = List.of();
    boolean isAnswer = exchange.hears(packet, now);
    if (isAnswer) {
      told = told(packet, on.clock().instant());
    } else if (packet.command() == 1013 && settings.clockTolerance().isPresent()) {
      instrument = packet.field("PolId").filter(p -> p.matches("\\w{1,10}")).orElse("");
      due.put(Chore.SET_CLOCK, now);
    } else if (settings.fetches().isPresent() && packet.isData()) {
      boolean isRecord = settings.fetches().get().command() == packet.command();
      Instant latest = on.clock().instant().plus(AHEAD);
      time.filter(t -> t.isBefore(latest)).ifPresent(t -> missed.reported(isRecord, t));
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
    if (route.filter(r -> r.connection().equals(connection)).isPresent()) {
      route = Optional.empty();
    }
  }

  /// Has something done, at once when nothing else is under way. What is under way already is
  /// waited for and not begun again.
  ///
  /// @return what becomes of it; empty when the station cannot be spoken to
  synchronized Optional<CompletableFuture<Outcome>> order(Task task) {
    Ticket known = tickets.get(task);
    if (known == null || known.isStale(nanos.getAsLong())) {
      if (route.isEmpty() || errands.size() >= MOST_ORDERS) {
        return Optional.empty();
      }
      var ticket = new Ticket();
      tickets.put(task, ticket);
      errands.addLast(
          new Errand(
              Request.of(task.order(), task.factor()),
              Optional.of(task),
              outcome -> {
                ticket.endedNanos = nanos.getAsLong();
                ticket.outcome.complete(outcome);
              }));
      advance(nanos.getAsLong());
      known = ticket;
    }
    return Optional.of(known.outcome);
  }

  /// Somebody has the outcome, or wants it no more.
  synchronized void taken(Task task) {
    Ticket ticket = tickets.get(task);
    if (ticket != null && ticket.outcome.isDone()) {
      tickets.remove(task);
    }
  }

  /// Whether the station has taken this on and is at it.
  synchronized boolean isAtIt(Task task) {
    return exchange.isAtIt() && errand.flatMap(Errand::task).filter(task::equals).isPresent();
  }

  private boolean isOurs(Hj212Packet packet, Route on) {
    if (judged.filter(on.connection()::equals).isEmpty()) {
      judged = Optional.of(on.connection());
      try {
        password = settings.password();
      } catch (IOException e) {
        password = "";
        LOG.warn("device={} nothing is asked of it: {}", name, e.getMessage());
      }
    }
    boolean isOurs =
        !password.isEmpty()
            && password.equals(packet.header().getOrDefault("PW", isRoute(on) ? password : ""));
    if (!isOurs && !password.isEmpty() && Long.bitCount(++strangers) == 1) {
      LOG.warn(
          "device={} nothing is asked of it: says another PW than the site, count={}",
          name,
          strangers);
    }
    return isOurs;
  }

  /// Whether it is heard there already; some leave PW out of answers.
  private boolean isRoute(Route on) {
    return route.filter(r -> r.connection().equals(on.connection())).isPresent();
  }

  private void arriveOn(Route on, long now) {
    if (isRoute(on)) {
      return;
    }
    route = Optional.of(on);
    exchange.isOnAnotherLine();
    if (settings.streams().isPresent()) {
      due.put(Chore.REAL_TIME, now);
    }
  }

  private void note(Hj212Packet packet) {
    version = packet.version();
    String st = packet.header().getOrDefault("ST", "");
    if (st.matches("\\d{2}") && Integer.parseInt(st) != CENTRE) {
      system = Integer.parseInt(st);
    }
  }

  /// What an answer says of the station.
  private List<Reading> told(Hj212Packet packet, Instant now) {
    return switch (packet.command()) {
      case 1011 ->
          packet.field("SystemTime").flatMap(Hj212Time::instant).stream()
              .map(stations -> clock(stations, now))
              .toList();
      case 1061 ->
          interval(
              packet, "RtdInterval", settings.realTimeIntervalS(), Chore.SET_REAL_TIME_INTERVAL);
      case 1063 ->
          interval(packet, "MinInterval", settings.minuteIntervalMin(), Chore.SET_MINUTE_INTERVAL);
      default -> List.of();
    };
  }

  /// The question and the answer were on their way: the station's time belongs to the middle, give
  /// or take half of it.
  private Reading clock(Instant stations, Instant now) {
    Duration half = Duration.between(askedAt, now).dividedBy(2);
    Duration offset = Duration.between(askedAt.plus(half), stations);
    boolean isOff =
        settings
            .clockTolerance()
            .filter(t -> offset.abs().compareTo(t.plus(half.abs())) > 0)
            .isPresent();
    if (isOff) {
      LOG.info("device={} clock off by {} s, is set", name, offset.toSeconds());
      due.put(Chore.SET_CLOCK, nanos.getAsLong());
    }
    return new Reading(
        CLOCK_OFFSET,
        offset.toMillis() / 1000.0,
        Unit.SECOND,
        Optional.empty(),
        Quality.NOT_EVALUATED);
  }

  private List<Reading> interval(
      Hj212Packet packet, String field, OptionalInt wanted, Chore setting) {
    Optional<Integer> said =
        packet.field(field).filter(f -> f.matches("\\d{1,6}")).map(Integer::valueOf);
    if (said.isPresent() && wanted.isPresent() && said.get() != wanted.getAsInt()) {
      due.put(setting, nanos.getAsLong());
    }
    boolean isRealTime = setting == Chore.SET_REAL_TIME_INTERVAL;
    return said.stream()
        .map(
            value ->
                new Reading(
                    isRealTime ? REAL_TIME_INTERVAL : MINUTE_INTERVAL,
                    value,
                    isRealTime ? Unit.SECOND : Unit.MINUTE,
                    Optional.empty(),
                    Quality.NOT_EVALUATED))
        .toList();
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
      over.ended().accept(outcome.get());
    }
  }

  private void begin(long now, Route on) {
    errand =
        Optional.ofNullable(errands.pollFirst())
            .or(() -> chore(now, on.clock().instant()))
            .or(this::fetch);
    if (errand.isPresent()) {
      askedAt = on.clock().instant();
      exchange =
          new Exchange(
              errand.get().request(), number(askedAt), settings.overTime(), settings.reCount());
    }
  }

  private Optional<Errand> chore(long now, Instant clock) {
    for (Chore chore : Chore.values()) {
      boolean isOfClock = chore == Chore.CLOCK || chore == Chore.SET_CLOCK;
      boolean isDue = due.containsKey(chore) && now - due.get(chore) >= 0;
      if (isDue && !(isOfClock && clock.isBefore(LEAST_PLAUSIBLE))) {
        return Optional.of(
            new Errand(request(chore), Optional.empty(), outcome -> ended(chore, outcome)));
      }
    }
    return Optional.empty();
  }

  private Request request(Chore chore) {
    return switch (chore) {
      case TIMES ->
          Request.plain(
              1000,
              "OverTime=" + settings.overTime().toSeconds() + ";ReCount=" + settings.reCount());
      case CLOCK -> Request.readClock();
      case SET_CLOCK -> Request.setClock(instrument);
      case REAL_TIME_INTERVAL -> Request.plain(1061, "");
      case SET_REAL_TIME_INTERVAL ->
          Request.plain(1062, "RtdInterval=" + settings.realTimeIntervalS().orElse(0));
      case MINUTE_INTERVAL -> Request.plain(1063, "");
      case SET_MINUTE_INTERVAL ->
          Request.plain(1064, "MinInterval=" + settings.minuteIntervalMin().orElse(0));
      case REAL_TIME ->
          settings.streams().orElse(false) ? Request.startRealTime() : Request.stopRealTime();
    };
  }

  /// What was refused or not answered is tried again later, and so is the clock in any case.
  private void ended(Chore chore, Outcome outcome) {
    boolean isDone = outcome instanceof Outcome.Done;
    boolean isSetting = chore == Chore.SET_REAL_TIME_INTERVAL || chore == Chore.SET_MINUTE_INTERVAL;
    if (chore == Chore.SET_CLOCK) {
      instrument = "";
    }
    if (isDone && chore != Chore.CLOCK) {
      due.remove(chore);
    } else if (chore == Chore.SET_CLOCK || isSetting) {
      // Asked for again when what it would set is read again.
      due.remove(chore);
      if (isSetting) {
        due.put(
            chore == Chore.SET_MINUTE_INTERVAL ? Chore.MINUTE_INTERVAL : Chore.REAL_TIME_INTERVAL,
            nanos.getAsLong() + AGAIN.toNanos());
      }
    } else {
      due.put(chore, nanos.getAsLong() + AGAIN.toNanos());
    }
  }

  private Optional<Errand> fetch() {
    return settings
        .fetches()
        .flatMap(
            records ->
                missed
                    .next()
                    .map(
                        gap ->
                            new Errand(
                                Request.history(records.command(), gap.begin(), gap.end()),
                                Optional.empty(),
                                outcome -> fetched(gap, outcome))));
  }

  /// A gap is given up when the station refuses, or has been silent so many times.
  private void fetched(Missed.Gap gap, Outcome outcome) {
    boolean isSilent = outcome instanceof Outcome.Silent && !exchange.hasData();
    fetchTries = isSilent ? fetchTries + 1 : 0;
    if (!isSilent || fetchTries >= FETCH_TRIES) {
      fetchTries = 0;
      missed.close(gap);
      if (!(outcome instanceof Outcome.Done)) {
        LOG.warn("device={} {} to {} could not be fetched", name, gap.begin(), gap.end());
      }
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
                    password,
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

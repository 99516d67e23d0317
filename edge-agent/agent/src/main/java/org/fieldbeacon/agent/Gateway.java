package org.fieldbeacon.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.fieldbeacon.agent.acquire.CalibratedSink;
import org.fieldbeacon.agent.acquire.DeviceBoard;
import org.fieldbeacon.agent.acquire.LinkRunner;
import org.fieldbeacon.agent.acquire.ObservationQueue;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.action.OutputWriter;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.command.CommandStation;
import org.fieldbeacon.agent.command.ModelStation;
import org.fieldbeacon.agent.command.OrderRecord;
import org.fieldbeacon.agent.command.StoredSeenCommands;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.inference.InferenceWorker;
import org.fieldbeacon.agent.inference.ModelDesk;
import org.fieldbeacon.agent.inference.ModelQuestion;
import org.fieldbeacon.agent.inference.ModelState;
import org.fieldbeacon.agent.inference.PromotionDesk;
import org.fieldbeacon.agent.inference.Promotions;
import org.fieldbeacon.agent.inference.Throttle;
import org.fieldbeacon.agent.outbox.AlarmCommits;
import org.fieldbeacon.agent.outbox.StoredOutbox;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.AlarmStoreSettings;
import org.fieldbeacon.agent.store.ObservationLog;
import org.fieldbeacon.agent.store.ObservationLogSettings;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.uplink.CommandHandler;
import org.fieldbeacon.uplink.Uplink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One gateway at work: opens the stores, runs the links and the pipeline's thread, and carries
/// what the pipeline wants done to stores, outputs and uplink. The only place that knows all
/// stations.
///
///     links ─queue─► pipeline thread ─► ObservationLog, AlarmCommits, OutputWriter
///     uplink, outputs ─orders─►┘
final class Gateway implements AutoCloseable, Pipeline.Effects {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final int QUEUE = 10_000;
  private static final String DISABLED = "disabled in the site file";
  private static final int BATCH = 256;

  /// A commit of few observations a point costs many bytes for each: 15,000 points that speak every
  /// second commit every four.
  private static final int COMMIT_AT = 60_000;

  /// Orders and answers wait this long at most; deadlines are met to the millisecond.
  private static final Duration PATIENCE = Duration.ofMillis(20);

  /// Of a point: a day of polls every five seconds.
  private static final int WARM_UP_READINGS = 17_280;

  private static final Duration WARM_UP = Duration.ofHours(24);
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final SiteConfig site;
  private final OrderRecord record;
  private final InstantSource clock;
  private final GatewayTime time;
  private final Instant startedAt;
  private final long startedNanos = System.nanoTime();
  private final AlarmStore alarmStore;
  private final ObservationLog log;
  private final ObservationQueue queue = new ObservationQueue(QUEUE);
  private final ConcurrentLinkedQueue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final CalibratedSink readings;
  private final DeviceBoard board;
  private final FieldLinks links;
  private final AlarmCommits commits;
  private final StoredOutbox outbox;
  private final Pipeline pipeline;
  private final OutputWriter writer;
  private final ActionRecord actions = new ActionRecord();
  private final Thread thread;
  private final AtomicLong bugs = new AtomicLong();
  private final AtomicLong raised = new AtomicLong();
  private final Optional<Uplink> uplink;
  private final Optional<InferenceWorker> inference;
  private final ConcurrentHashMap<PointId, Frame> frames = new ConcurrentHashMap<>();
  private final AtomicLong droppedFrames = new AtomicLong();

  /// Orders about models, one at a time: of two about the same model the later counts.
  private final ExecutorService modelOrders =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("model-orders").factory());

  private volatile long untimely;
  private volatile List<AlarmRecord> alarms = List.of();
  private volatile List<OutputState> outputs = List.of();
  private volatile long beatNanos = System.nanoTime();
  private volatile boolean isClosing;
  private volatile Optional<WalkRun> walk = Optional.empty();

  /// Opens the stores; starts nothing.
  ///
  /// @throws org.fieldbeacon.agent.store.StoreException when a store is damaged, foreign or in use
  ///
  /// @param record of the map's orders
  /// @param time what keeps the clock; started and closed from here
  Gateway(SiteConfig site, OrderRecord record, InstantSource clock, GatewayTime time) {
    this.site = site;
    this.record = record;
    this.clock = clock;
    this.time = time;
    startedAt = clock.instant();
    readings = new CalibratedSink(site.devices(), queue);
    alarmStore = AlarmStore.open(AlarmStoreSettings.at(site.store().dir().resolve("alarms.db")));
    log = openLog();
    try {
      commits = new AlarmCommits(alarmStore, log::flush, this::wakeUplink);
      outbox = new StoredOutbox(site.gateway().id(), alarmStore, log);
      board =
          new DeviceBoard(site.devices().stream().map(d -> d.device().name()).toList(), startedAt);
      pipeline =
          Pipeline.of(
              site,
              alarmStore.epoch(),
              alarmStore.loadAlarms().stream().map(AlarmRecord::of).toList(),
              this,
              startedAt);
      links = new FieldLinks(site, clock, readings, board, this::seen);
      writer = new OutputWriter(site.outputs(), links::actuator, this::answered);
      thread = Thread.ofPlatform().name("pipeline").unstarted(this::work);
      uplink = site.uplink().map(this::makeUplink);
      noteDisabled();
      inference = makeInference();
    } catch (RuntimeException e) {
      log.close();
      alarmStore.close();
      throw e;
    }
  }

  private ObservationLog openLog() {
    try {
      return ObservationLog.open(
          ObservationLogSettings.at(site.store().dir().resolve("observations.db"))
              .withRingBytes(site.store().ringBytes())
              .withCommit(site.store().groupCommitInterval(), COMMIT_AT));
    } catch (RuntimeException e) {
      alarmStore.close();
      throw e;
    }
  }

  private Optional<InferenceWorker> makeInference() {
    if (site.models().isEmpty()) {
      return Optional.empty();
    }
    Map<String, Duration> deadlines = new HashMap<>();
    site.models().forEach(use -> deadlines.put(use.id(), use.deadline()));
    var desk = new ModelDesk(site.models(), new Promotions(site.store().dir()), Rules.shown(site));
    desk.keepPictures();
    desk.whenChanged(() -> uplink.ifPresent(Uplink::statusChanged));
    return Optional.of(
        new InferenceWorker(
            desk,
            deadlines,
            new Throttle(Path.of("/sys/class")),
            result -> orders.add(() -> pipeline.answered(result, moment()))));
  }

  /// Of each camera the newest picture waits; any thread.
  private void seen(Frame frame) {
    if (inference.isEmpty()) {
      return;
    }
    InferenceWorker worker = inference.get();
    if (frames.put(frame.point(), frame) != null) {
      droppedFrames.incrementAndGet();
      return;
    }
    orders.add(
        () -> {
          Frame newest = frames.remove(frame.point());
          if (newest != null) {
            pipeline.see(newest, worker.slowdown(), moment());
          }
        });
  }

  private void noteDisabled() {
    site.devices().stream()
        .filter(d -> !d.enabled())
        .map(
            d ->
                new DeviceStatus(
                    d.device().name(), DeviceStatus.State.UNKNOWN, DISABLED, startedAt))
        .forEach(board::accept);
  }

  /// Starts judging, then reading, then sending.
  void start() {
    log.onCommitted(this::wakeUplink);
    thread.start();
    inference.ifPresent(InferenceWorker::start);
    links.start();
    uplink.ifPresent(Uplink::start);
    time.start();
  }

  private Uplink makeUplink(org.fieldbeacon.agent.config.UplinkConfig config) {
    return Uplinks.create(
        site.gateway().id(),
        config,
        outbox,
        new SitePresence(site, board, outbox, this::models, time::word, clock),
        new WalkCommands(() -> walk, station(), executor(), commits, clock),
        new StoredSeenCommands(alarmStore, commits, clock),
        clock);
  }

  private CommandHandler station() {
    var alarms = new CommandStation(pipeline.alarms(), commits, this::announce, executor(), clock);
    return site.models().isEmpty()
        ? alarms
        : new ModelStation(
            new PromotionDesk(new Promotions(site.store().dir()), this::models),
            record,
            alarms,
            commits,
            modelOrders,
            clock);
  }

  GatewayTime time() {
    return time;
  }

  /// The site's models as they run now. Any thread.
  List<ModelState> models() {
    return inference.map(worker -> worker.desk().states()).orElseGet(List::of);
  }

  /// Runs on the pipeline's thread what it is given, in order.
  Executor executor() {
    return orders::add;
  }

  Moment moment() {
    return new Moment(clock.instant(), startedAt.plusNanos(System.nanoTime() - startedNanos));
  }

  // ---- the pipeline's thread

  private void work() {
    guarded(() -> pipeline.start(this::tellStored, moment()));
    alarms = pipeline.alarms().all();
    Rehearsal.hold(site, clock.instant());
    while (!isClosing) {
      Duration due = pipeline.untilDue(moment());
      List<Observation> batch;
      try {
        batch = queue.take(BATCH, due.compareTo(PATIENCE) < 0 ? due : PATIENCE);
      } catch (InterruptedException _) {
        break;
      }
      step(batch);
    }
    guarded(() -> pipeline.stop(moment()));
  }

  private void step(List<Observation> batch) {
    Runnable order;
    while ((order = orders.poll()) != null) {
      guarded(order);
    }
    for (Observation reading : batch) {
      if (WalkRun.isInjected(reading)) {
        guarded(() -> walk.ifPresent(w -> w.observe(reading, moment())));
      } else {
        guarded(() -> pipeline.observe(reading, moment()));
      }
    }
    guarded(() -> walk.ifPresent(w -> w.onTime(moment())));
    guarded(() -> pipeline.onTime(moment()));
    outputs = pipeline.outputs();
    untimely = pipeline.quality().untimely();
    beatNanos = System.nanoTime();
  }

  /// A bug in one step must not end the others.
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      long count = bugs.incrementAndGet();
      if (Long.bitCount(count) == 1) {
        LOG.error("pipeline step failed count={}", count, e);
      }
    }
  }

  /// What the rules would have heard lately.
  private void tellStored(Consumer<Observation> to) {
    Instant now = clock.instant();
    Map<PointId, Instant> since = new HashMap<>();
    pipeline.watched().forEach(point -> since.put(point, now.minus(warmUp(point))));
    log.replay(since, now, to);
  }

  private Duration warmUp(PointId point) {
    return links
        .pollInterval(point)
        .map(interval -> interval.multipliedBy(WARM_UP_READINGS))
        .filter(polls -> polls.compareTo(WARM_UP) < 0)
        .orElse(WARM_UP);
  }

  /// Tells the outputs of what an order has changed. Pipeline thread.
  void announce(List<AlarmTransition> transitions, Instant now) {
    pipeline.announce(transitions, moment());
    noteAlarms(transitions);
  }

  // ---- what the pipeline wants done

  @Override
  public void observed(Observation flagged) {
    log.append(flagged);
  }

  @Override
  public void act(OutputEvent.Write write) {
    writer.submit(write);
  }

  @Override
  public void ask(ModelQuestion question) {
    inference.ifPresent(worker -> worker.submit(question));
  }

  @Override
  public void told(OutputEvent.Told told) {
    actions.add(told);
    LOG.info("output={} {}: {}", told.outputId(), told.word().word(), told.reason().en());
  }

  @Override
  public void changed(List<AlarmTransition> transitions) {
    noteAlarms(transitions);
    var _ = commits.add(transitions);
  }

  private void noteAlarms(List<AlarmTransition> transitions) {
    for (AlarmTransition transition : transitions) {
      AlarmRecord alarm = transition.alarm();
      raised.addAndGet(transition.word().equals("raised") ? 1 : 0);
      LOG.info(
          "alarm={} {} level={} state={}",
          alarm.alarmId(),
          transition.word(),
          alarm.life().level(),
          alarm.life().state().word());
    }
    alarms = pipeline.alarms().all();
  }

  private void answered(String output, long attempt, WriteResult result) {
    orders.add(() -> pipeline.written(output, attempt, result, moment()));
  }

  private void wakeUplink() {
    uplink.ifPresent(Uplink::wake);
  }

  /// The walk test under way, or the last one. Any thread.
  Optional<WalkRun> walk() {
    return walk;
  }

  /// Pipeline thread.
  void begin(WalkRun fresh) {
    walk = Optional.of(fresh);
  }

  /// To be used on the pipeline's thread, through [#executor].
  Pipeline pipeline() {
    return pipeline;
  }

  // ---- for health; any thread

  SiteConfig site() {
    return site;
  }

  Collection<LinkRunner> links() {
    return links.runners();
  }

  /// What comes from the drivers.
  CalibratedSink readings() {
    return readings;
  }

  /// Where the bytes of a link can be looked at.
  Optional<LineTap> tap(String link) {
    return links.tap(link);
  }

  ObservationQueue queue() {
    return queue;
  }

  DeviceBoard board() {
    return board;
  }

  ObservationLog log() {
    return log;
  }

  AlarmStore alarmStore() {
    return alarmStore;
  }

  AlarmCommits commits() {
    return commits;
  }

  ActionRecord actions() {
    return actions;
  }

  Optional<Uplink> uplink() {
    return uplink;
  }

  Duration running() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  Optional<InferenceWorker> inference() {
    return inference;
  }

  /// Pictures that a newer one took the place of before they were looked at.
  long droppedFrames() {
    return droppedFrames.get();
  }

  /// The alarms of all rules, as of the last change.
  List<AlarmRecord> alarms() {
    return alarms;
  }

  List<OutputState> outputs() {
    return outputs;
  }

  /// Alarms raised since the start.
  long raised() {
    return raised.get();
  }

  /// Steps of the pipeline that failed by a bug.
  long bugs() {
    return bugs.get() + writer.bugs();
  }

  long untimely() {
    return untimely;
  }

  /// Since the pipeline's thread last finished a step.
  Duration sinceBeat() {
    return Duration.ofNanos(System.nanoTime() - beatNanos);
  }

  /// Ends reading, puts the outputs into their fail-safe states, and makes durable what waits.
  @Override
  public void close() {
    isClosing = true;
    time.close();
    queue.close();
    modelOrders.shutdown();
    try {
      if (!modelOrders.awaitTermination(CLOSE.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("an order about a model is still under way {} after close", CLOSE);
      }
      if (thread.isAlive() && !thread.join(CLOSE)) {
        LOG.warn("pipeline still busy {} after close", CLOSE);
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    writer.close();
    links.close();
    inference.ifPresent(InferenceWorker::close);
    uplink.ifPresent(Uplink::close);
    commits.finish(CLOSE);
    log.close();
    alarmStore.close();
  }
}

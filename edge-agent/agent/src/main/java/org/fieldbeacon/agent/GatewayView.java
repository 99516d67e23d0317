package org.fieldbeacon.agent;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.fieldbeacon.agent.acquire.LinkRunner;
import org.fieldbeacon.agent.action.OutputCommand;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.alarm.AlarmEngine.Answer;
import org.fieldbeacon.agent.alarm.AlarmEvent;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.clock.ClockFollower;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.console.LiveSite;
import org.fieldbeacon.agent.console.WalkChoice;
import org.fieldbeacon.agent.console.WalkState;
import org.fieldbeacon.agent.health.HealthReport;
import org.fieldbeacon.agent.inference.ModelState;
import org.fieldbeacon.agent.store.AlarmEventRow;
import org.fieldbeacon.agent.store.AlarmRow;
import org.fieldbeacon.agent.store.Bucket;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.SharedLine;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.uplink.Guarantee;

/// A gateway as the console sees it.
final class GatewayView implements LiveSite {
  private static final int PATIENCE_S = 20;
  private static final Duration RECEIPT_POLL = Duration.ofMillis(100);

  private final Gateway gateway;
  private final GatewayHealth health;

  GatewayView(Gateway gateway, GatewayHealth health) {
    this.gateway = gateway;
    this.health = health;
  }

  @Override
  public SiteConfig site() {
    return gateway.site();
  }

  @Override
  public List<DeviceStatus> devices() {
    return gateway.board().all();
  }

  @Override
  public Optional<Observation> latest(PointId point) {
    return gateway.log().latest(point);
  }

  @Override
  public Optional<Observation> lastTrusted(PointId point) {
    return gateway.log().lastTrusted(point);
  }

  @Override
  public List<AlarmRecord> alarms() {
    return gateway.alarms();
  }

  @Override
  public List<OutputState> outputs() {
    return gateway.outputs();
  }

  @Override
  public List<OutputEvent.Told> actions() {
    return gateway.actions().last();
  }

  @Override
  public HealthReport health() {
    return health.report();
  }

  @Override
  public Optional<ClockFollower> clock() {
    return gateway.time().follower();
  }

  @Override
  public List<ModelState> models() {
    return gateway.models();
  }

  @Override
  public Optional<Uplink> uplink() {
    return gateway
        .uplink()
        .map(
            u ->
                new Uplink(
                    u.isConnected(),
                    u.backlog(),
                    u.lastReceiptAt(),
                    u.published(),
                    u.guarantee() == Guarantee.END_TO_END ? "" : u.guarantee().sentence()));
  }

  @Override
  public Storage storage() {
    var log = gateway.log().figures();
    var alarms = gateway.alarmStore().figures();
    return new Storage(
        log.bytesWritten(),
        gateway.running(),
        log.observations(),
        alarms.waiting(),
        gateway.log().unconfirmed(),
        log.droppedByRing(),
        alarms.reserveSpent());
  }

  @Override
  public List<Observation> newest(PointId point, Instant from, Instant to, int limit) {
    return gateway.log().newest(point, from, to, limit);
  }

  @Override
  public List<Bucket> downsampled(PointId point, Instant from, Instant to, int buckets) {
    return gateway.log().downsampled(point, from, to, buckets);
  }

  @Override
  public List<AlarmRow> keptAlarms() {
    return gateway.alarmStore().loadAlarms();
  }

  @Override
  public List<AlarmEventRow> alarmEvents(Instant from, Instant to) {
    return gateway.alarmStore().events(from, to);
  }

  @Override
  public Optional<Instant> alarmEventsSince() {
    return gateway.alarmStore().eventsSince();
  }

  @Override
  public void snapshot(Path folder, boolean withObservations) {
    gateway.alarmStore().snapshot(folder.resolve("alarms.db"));
    if (withObservations) {
      gateway.log().flush().join();
      gateway.log().snapshot(folder.resolve("observations.db"));
    }
  }

  @Override
  public OptionalDouble uncalibrated(PointId point) {
    return gateway.readings().before(point);
  }

  @Override
  public Optional<LineTap> tap(String link) {
    return gateway.tap(link);
  }

  @Override
  public Optional<SharedLine> sharedLine(String link) {
    return gateway.links().stream()
        .filter(runner -> runner.name().equals(link))
        .findFirst()
        .flatMap(LinkRunner::shared);
  }

  @Override
  public CompletableFuture<Answer> order(String rule, AlarmEvent event) {
    var done = new CompletableFuture<Answer>();
    gateway
        .executor()
        .execute(
            () -> {
              Moment at = gateway.moment();
              Answer answer = gateway.pipeline().alarms().order(rule, event, at.now());
              switch (answer) {
                case Answer.Done(var transitions) -> {
                  gateway.announce(transitions, at.now());
                  var _ = gateway.commits().add(transitions).thenRun(() -> done.complete(answer));
                }
                case Answer.Refused _ -> done.complete(answer);
              }
            });
    return done.orTimeout(PATIENCE_S, TimeUnit.SECONDS);
  }

  @Override
  public CompletableFuture<OutputState> command(String output, OutputCommand command) {
    var done = new CompletableFuture<OutputState>();
    gateway
        .executor()
        .execute(
            () -> {
              gateway.pipeline().command(output, command, gateway.moment());
              gateway.pipeline().outputs().stream()
                  .filter(o -> o.id().equals(output))
                  .findFirst()
                  .ifPresentOrElse(
                      done::complete,
                      () -> done.completeExceptionally(new IllegalArgumentException(output)));
            });
    return done.orTimeout(PATIENCE_S, TimeUnit.SECONDS);
  }

  @Override
  public WhatIf whatIf(SiteConfig site, String rule, Instant from, Instant to) {
    return new PastReadings(gateway.log()).whatIf(site, rule, from, to);
  }

  @Override
  public Map<Quality, Long> flagsIf(SiteConfig site, PointId point, Instant from, Instant to) {
    return new PastReadings(gateway.log()).flagsIf(site, point, from, to);
  }

  @Override
  public List<WalkChoice> walkChoices() {
    return WalkChoices.of(gateway);
  }

  @Override
  public CompletableFuture<WalkBegin> beginWalk(
      String rule, OptionalDouble value, boolean silent, String by) {
    return onPipeline(
        () -> {
          Moment at = gateway.moment();
          HazardRule tested = site().rule(rule).orElseThrow();
          Optional<Text> unfit = WalkReady.unfit(gateway, tested);
          if (unfit.isPresent()) {
            return new WalkBegin.Refused(unfit.get());
          }
          gateway.walk().ifPresent(w -> w.end(at));
          var fresh = new WalkRun(gateway, tested, value, silent, by, at);
          gateway.begin(fresh);
          fresh.inject(at);
          Thread.ofPlatform().name("walk-receipt").daemon().start(() -> awaitReceipt(fresh));
          return new WalkBegin.Begun(fresh.state());
        });
  }

  /// Asks the outbox, ten times a second and only during a test, whether the map has it all.
  private void awaitReceipt(WalkRun walk) {
    while (!walk.isOver()) {
      Optional<String> alarm = walk.awaitsReceipt();
      if (alarm.isPresent() && gateway.alarmStore().waiting(alarm.get()) == 0) {
        Instant now = gateway.moment().now();
        gateway.executor().execute(() -> walk.received(now));
        return;
      }
      LockSupport.parkNanos(RECEIPT_POLL.toNanos());
    }
  }

  @Override
  public Optional<WalkState> walk() {
    return gateway.walk().map(WalkRun::state);
  }

  @Override
  public CompletableFuture<WalkState> acknowledgeWalk(String by) {
    return onPipeline(
        () -> {
          WalkRun walk = gateway.walk().orElseThrow();
          walk.acknowledge(by, false, gateway.moment().now());
          return walk.state();
        });
  }

  @Override
  public CompletableFuture<WalkState> endWalk() {
    return onPipeline(
        () -> {
          WalkRun walk = gateway.walk().orElseThrow();
          walk.end(gateway.moment());
          return walk.state();
        });
  }

  private <T> CompletableFuture<T> onPipeline(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, gateway.executor())
        .orTimeout(PATIENCE_S, TimeUnit.SECONDS);
  }
}

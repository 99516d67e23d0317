package org.fieldbeacon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Promises 1 and 4 under `kill -9`: agent, broker and map die again and again, alone, together,
/// while working and while starting, with alarms and acknowledgements under way. Then the books of
/// both ends are compared.
///
/// `-Dfieldbeacon.kills=N` kills N times (30 by default, 200 with `CI=true`),
/// `-Dfieldbeacon.kill-seed=N` chooses other victims and moments. Logs and stores stay in
/// `target/kill`.
class KillIT {
  private static final Path BROKER = Path.of("/usr/sbin/mosquitto");
  private static final Path DIR = Path.of("target/kill").toAbsolutePath();
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(2);

  /// A message that the broker took and forgot is sent again after 30 s, then after another 60.
  private static final Duration SETTLE = Duration.ofMinutes(3);

  private final int kills =
      Integer.getInteger("fieldbeacon.kills", "true".equals(System.getenv("CI")) ? 200 : 30);
  private final long seed = Long.getLong("fieldbeacon.kill-seed", 1);
  private final Random random = new Random(seed);

  @Test
  void whateverIsKilledNothingIsLostNothingComesTwiceAndAlarmsKeepTheirState()
      throws IOException, InterruptedException, SQLException {
    requireMosquitto();
    delete();
    Files.createDirectories(DIR);
    long start = System.nanoTime();
    try (var spine = new Spine(DIR, random)) {
      spine.map.start();
      await(
          "the map's key", START, () -> Files.exists(spine.mapData.resolve("command-key.pub.pem")));
      spine.agent.start();
      try (var operator = new Operator(spine.http, new Random(seed + 1));
          var weather = new Weather(spine.gauges, new Random(seed + 2))) {
        awaitWhole(operator);
        startAgainInOrder(spine);
        killAll(spine, operator);
        Duration killing = Duration.ofNanos(System.nanoTime() - start);
        weather.end(KillSite.FLOOD_MM);
        awaitWhole(operator);
        try (var books = new Books(spine.gatewayData, spine.mapData)) {
          awaitRelays(spine, true);
          weather.end(KillSite.QUIET_MM);
          awaitRelays(spine, false);
          settle(books);
          assertEquals(0, spine.agent.stop(), "agent's exit status");
          assertEquals(0, spine.map.stop(), "map's exit status");
          List<String> findings = new Audit(books, operator).findings();
          summary(spine, operator, books, killing, Duration.ofNanos(System.nanoTime() - start));
          assertEquals(List.of(), findings, () -> "seed " + seed);
          assertSomethingHappened(operator, books);
        }
      }
    }
  }

  private static void requireMosquitto() {
    if (!Files.isExecutable(BROKER)) {
      String sentence = "mosquitto is not installed at " + BROKER + "; apt-get install mosquitto";
      assertTrue(!"true".equals(System.getenv("CI")), sentence);
      Assumptions.abort(sentence);
    }
  }

  /// An orderly end leaves the class archives from which the next starts are faster.
  private static void startAgainInOrder(Spine spine) throws IOException, InterruptedException {
    assertEquals(0, spine.agent.stop(), "agent's exit status");
    assertEquals(0, spine.map.stop(), "map's exit status");
    spine.map.start();
    spine.agent.start();
  }

  private void killAll(Spine spine, Operator operator) throws IOException, InterruptedException {
    int killed = 0;
    while (killed < kills) {
      if (random.nextInt(6) == 0) {
        awaitWhole(operator);
      }
      Thread.sleep(pause());
      List<Victim> chosen = choose(spine.victims(), kills - killed);
      for (Victim victim : chosen) {
        victim.kill();
      }
      killed += chosen.size();
      if (random.nextInt(4) == 0) {
        Thread.sleep(random.nextInt(1_000));
      }
      for (Victim victim : chosen) {
        victim.start();
      }
    }
  }

  /// Half of them so short that what was killed before is still starting.
  private Duration pause() {
    return Duration.ofMillis(
        random.nextBoolean() ? random.nextInt(600) : random.nextInt(400, 2_400));
  }

  private List<Victim> choose(List<Victim> victims, int atMost) {
    List<Victim> shuffled = new ArrayList<>(victims);
    Collections.shuffle(shuffled, random);
    int together = random.nextInt(8) == 0 ? 2 : random.nextInt(20) == 0 ? 3 : 1;
    return shuffled.subList(0, Math.min(together, atMost));
  }

  /// Until the map has heard the gateway anew.
  private static void awaitWhole(Operator operator) throws IOException, InterruptedException {
    Instant before = operator.lastWordAt();
    Instant now = Instant.now();
    await(
        "a word of the gateway at the map since " + now + ", last " + before,
        START,
        () -> operator.lastWordAt().isAfter(now));
  }

  private static void awaitRelays(Spine spine, boolean siren)
      throws IOException, InterruptedException {
    await(
        "siren " + siren + ", light off, as the last levels demand",
        START,
        () -> spine.relay.isOn(KillSite.SIREN) == siren && !spine.relay.isOn(KillSite.LIGHT));
  }

  /// Until everything has arrived and been answered, and stays so for a while.
  private static void settle(Books books) throws IOException, InterruptedException {
    long observations = query(books::lastObservationSeq);
    Instant[] since = {Instant.MAX};
    long[] last = {-1};
    await(
        "everything to be at the map and answered",
        SETTLE,
        () -> {
          long alarms = query(books::lastAlarmSeq);
          boolean isSettled =
              alarms == last[0]
                  && query(() -> books.heldThrough("ALARM")) == alarms
                  && query(books::alarmsWaiting) == 0
                  && query(books::ordersWithoutOutcome) == 0
                  && query(() -> books.heldThrough("OBSERVATION")) >= observations;
          last[0] = alarms;
          since[0] =
              !isSettled ? Instant.MAX : since[0].equals(Instant.MAX) ? Instant.now() : since[0];
          return isSettled && Instant.now().isAfter(since[0].plus(QUIET));
        });
  }

  private interface Query {
    long ask() throws SQLException;
  }

  private static long query(Query query) throws IOException {
    try {
      return query.ask();
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(String what, Duration patience, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < end, () -> "waited " + patience + " in vain for " + what);
      Thread.sleep(50);
    }
  }

  /// A test in which nothing happens finds nothing.
  private void assertSomethingHappened(Operator operator, Books books) throws SQLException {
    int raised = books.mapAlarms().size();
    assertTrue(raised > kills / 30, raised + " alarms were raised");
    assertTrue(operator.done().size() > kills / 30, operator.done() + " were acknowledged");
    assertTrue(books.lastObservationSeq() > kills / 10, "few rows of observations");
  }

  private void summary(Spine spine, Operator operator, Books books, Duration killing, Duration all)
      throws IOException, SQLException {
    long done = books.orders().stream().filter(o -> o.outcome().equals("done")).count();
    String text =
        String.format(
            "seed %d: %d kills (agent %d, broker %d, map %d) in %d s, all in %d s; %d alarms in %d"
                + " messages, %d observations in %d, %d orders promised, %d done, %d shown as done, %d looks at the"
                + " map%n",
            seed,
            kills,
            spine.agent.kills(),
            spine.broker.kills(),
            spine.map.kills(),
            killing.toSeconds(),
            all.toSeconds(),
            books.mapAlarms().size(),
            books.lastAlarmSeq(),
            books.mapObservations().size(),
            books.lastObservationSeq(),
            operator.promised().size(),
            done,
            operator.done().size(),
            operator.looks());
    System.out.print(text);
    Files.writeString(DIR.resolve("summary.txt"), text);
  }

  private static void delete() throws IOException {
    if (Files.exists(DIR)) {
      try (Stream<Path> all = Files.walk(DIR)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}

package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.fieldbeacon.agent.console.BackupCheck.Whole;
import org.fieldbeacon.agent.console.Restore.Move;

/// What runs here, what to send to somebody who helps, and backup and restore.
final class SupportApi {
  private static final int MOST_BACKUP = 2_000_000_000;
  private static final Shape WHAT =
      Shape.of(new Field.Choice("history", false, List.of("true", "false")));

  private final SiteHost host;
  private final ConfigDesk desk;
  private final SupportBundle bundle;
  private final UpdateFolder updates;
  private final Restore restore;
  private final Uploads uploads;
  private final Downloads downloads;
  private final AuditLog audit;
  private final Work reads;
  private final Work writes;
  private final Work trials;
  private final ConsoleSettings settings;
  private final String version;
  private final InstantSource clock;
  private final AtomicLong backups = new AtomicLong();

  SupportApi(
      Vertx vertx,
      SiteHost host,
      ConfigDesk desk,
      SupportBundle bundle,
      Restore restore,
      Uploads uploads,
      ConnectionGuard guard,
      AuditLog audit,
      Work reads,
      Work writes,
      Work trials,
      ConsoleSettings settings,
      String version,
      InstantSource clock) {
    this.host = host;
    this.desk = desk;
    this.bundle = bundle;
    this.restore = restore;
    this.uploads = uploads;
    this.audit = audit;
    this.reads = reads;
    this.writes = writes;
    this.trials = trials;
    this.settings = settings;
    this.version = version;
    this.clock = clock;
    updates = new UpdateFolder(settings.siteFile(), version);
    downloads = new Downloads(vertx, guard);
    Uploads.clear(backupFolder());
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/support/software",
            Role.VIEWER,
            "What runs here, on what, and whether a newer signed package lies in the folder for"
                + " updates. Updates are not installed from here.",
            ask -> reads.run(() -> Reply.json(software().put("updates", updates.look())))),
        Route.get(
            "/support/bundle",
            Role.TECHNICIAN,
            "Versions, health, configuration, log and summaries in a zip, without secrets.",
            this::bundle),
        Route.get(
            "/support/backup",
            Role.ADMINISTRATOR,
            "The site in a zip: configuration with the files it names, packages, the alarm store, and"
                + " with `history` the readings. It holds secrets.",
            WHAT,
            this::backup),
        Route.upload(
            "/support/restore",
            Role.ADMINISTRATOR,
            "Puts a backup in the place of the site, once every file of it has been verified.",
            MOST_BACKUP,
            this::restore));
  }

  private JsonObject software() {
    return new JsonObject()
        .put("version", version)
        .put("java", System.getProperty("java.vendor") + " " + Runtime.version())
        .put(
            "system",
            System.getProperty("os.name")
                + " "
                + System.getProperty("os.version")
                + " "
                + System.getProperty("os.arch"))
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("heapBytes", Runtime.getRuntime().maxMemory());
  }

  private String fileName(String what, Instant now) {
    String id = host.live().map(l -> l.site().gateway().id()).orElse("gateway");
    return "fieldbeacon-" + what + "-" + id + "-" + now.toString().substring(0, 10) + ".zip";
  }

  private Future<Reply> bundle(Ask ask) {
    return trials.run(
        () -> {
          Instant now = clock.instant();
          audit.record(ask.actor(), "support-bundle", "support", "", "");
          return Reply.download(
              "application/zip", fileName("support", now), bundle.zip(software(), now));
        });
  }

  private Path backupFolder() {
    return settings.folder().resolve("backups");
  }

  private record Made(Path folder, Path zip, long bytes, String name) {}

  private Future<Reply> backup(Ask ask) {
    LiveSite live = SiteApi.live(host);
    boolean withHistory = "true".equals(ask.query().getString("history"));
    Actor by = ask.actor();
    return trials
        .run(() -> make(live, withHistory, by))
        .compose(
            made ->
                downloads
                    .send(ask, made.zip(), made.bytes(), made.name())
                    .eventually(() -> trials.run(() -> Uploads.clear(made.folder()))))
        // Answered already.
        .compose(_ -> Promise.<Reply>promise().future());
  }

  private Made make(LiveSite live, boolean withHistory, Actor by) throws IOException {
    Instant now = clock.instant();
    Path own = backupFolder().resolve(String.valueOf(backups.incrementAndGet()));
    Path room = own.resolve("room");
    DurableFile.makeFolder(backupFolder());
    DurableFile.makeFolder(own);
    DurableFile.makeFolder(room);
    try {
      Path zip = own.resolve("backup.zip");
      Backup.write(live, settings.siteFile(), zip, room, withHistory, version, now);
      audit.record(
          by, "backup-made", "site", "", withHistory ? "with readings" : "without readings");
      return new Made(own, zip, Files.size(zip), fileName("backup", now));
    } catch (IOException | RuntimeException e) {
      Uploads.clear(own);
      throw e;
    }
  }

  private record Ready(JsonObject manifest, List<Move> moves) {}

  private Future<Reply> restore(Ask ask) {
    Actor by = ask.actor();
    return uploads
        .take(ask, MOST_BACKUP, this::prepare)
        .compose(ready -> writes.run(() -> swap(ready, by)));
  }

  private Ready prepare(Uploads.Taken taken) {
    try {
      Whole backup = BackupCheck.of(taken.file(), taken.room());
      requireOwn(backup.manifest().getString("gateway"));
      return new Ready(backup.manifest(), restore.prepare(backup, taken.room()));
    } catch (IOException e) {
      throw new UncheckedIOException("a backup", e);
    }
  }

  private void requireOwn(String gateway) {
    String own = host.live().map(l -> l.site().gateway().id()).orElse(gateway);
    if (!own.equals(gateway)) {
      throw ApiProblem.of(
          409,
          "这是网关 " + gateway + " 的备份,而本机是 " + own,
          "the backup is of " + gateway + ", and this gateway is " + own);
    }
  }

  private Reply swap(Ready ready, Actor by) throws IOException {
    JsonObject manifest = ready.manifest();
    String made = manifest.getString("madeAt");
    try {
      desk.requireNoTrial();
      audit.record(by, "restored", manifest.getString("gateway"), "", "backup of " + made);
    } catch (ApiProblem e) {
      Restore.drop(ready.moves());
      throw e;
    }
    Optional<Path> store = host.live().map(l -> l.site().store().dir());
    host.stop();
    List<String> refusals;
    try {
      restore.carryOver(ready.moves(), store, clock.instant());
      restore.swap(ready.moves());
      refusals = desk.restart();
    } catch (IOException | RuntimeException e) {
      refusals = List.of(String.valueOf(e.getMessage()));
    }
    if (!refusals.isEmpty()) {
      host.stop();
      boolean wasSwapped = restore.undo();
      Restore.drop(ready.moves());
      List<String> before = desk.restart();
      String why = refusals.getFirst() + (wasSwapped ? "" : " (nothing was replaced)");
      throw ApiProblem.of(
          409,
          "已换回原来的站点,备份无法运行:" + why + (before.isEmpty() ? "" : ";原站点也未启动"),
          "taken back, the backup does not run: "
              + why
              + (before.isEmpty() ? "" : "; nor does what was there"));
    }
    restore.finish(ready.moves());
    return Reply.json(
        new JsonObject()
            .put("gateway", manifest.getString("gateway"))
            .put("madeAt", made)
            .put("files", manifest.getJsonArray("files").size()));
  }
}

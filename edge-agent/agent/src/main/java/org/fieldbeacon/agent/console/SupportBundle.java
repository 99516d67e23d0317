package org.fieldbeacon.agent.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.fieldbeacon.agent.alarm.AlarmQuality;

/// What somebody far away needs to help: versions, health, configuration, log and summaries of
/// alarms and storage, as text in one zip, with secrets taken out. Made in memory: it is small.
/// Blocks.
final class SupportBundle {
  private static final int MOST_LINES = 2_000;
  private static final int MOST_AUDIT = 200;
  private static final Duration LOOK_BACK = Duration.ofDays(30);
  private static final String ABOUT =
      """
      A support bundle of a Fieldbeacon gateway.

      versions.json  what runs, on what
      health.json    checks of the gateway
      state.json     devices, alarms, outputs, uplink and storage at a glance
      site.yaml      the configuration
      history.json   when it was changed, by whom
      alarms.json    alarms of the last 30 days in the measures of ISA-18.2, and what happened last
      models.json    models, their packages and how they fare
      audit.json     the last changes made through the console, without their content
      log.txt        the last lines of the program's log

      Passwords, private keys, tokens and logins in URLs have been replaced by ***. Accounts,
      certificates and readings are not in it. Look through it before you send it.
      """;

  private final SiteHost host;
  private final ConfigFiles files;
  private final AuditLog audit;
  private final LogTail log;
  private final Supplier<Optional<String>> code;

  /// @param code the one-time code of the first administrator, while it counts
  SupportBundle(
      SiteHost host,
      ConfigFiles files,
      AuditLog audit,
      LogTail log,
      Supplier<Optional<String>> code) {
    this.host = host;
    this.files = files;
    this.audit = audit;
    this.log = log;
    this.code = code;
  }

  Buffer zip(JsonObject versions, Instant now) throws IOException {
    var folder = java.util.Objects.requireNonNull(files.siteFile().toAbsolutePath().getParent());
    List<String> texts = new ArrayList<>();
    files.site().ifPresent(texts::add);
    files.draft().ifPresent(d -> texts.add(d.text()));
    files.history().forEach(v -> texts.add(v.text()));
    Redactor redactor = Redactor.of(folder, texts, code.get().stream().toList());
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> text : texts(versions, now).entrySet()) {
        zip.putNextEntry(new ZipEntry(text.getKey()));
        zip.write(redactor.clean(text.getValue()).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private Map<String, String> texts(JsonObject versions, Instant now) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("README.txt", ABOUT);
    texts.put("versions.json", versions.copy().put("madeAt", now.toString()).encodePrettily());
    texts.put("site.yaml", files.site().orElse("# there is no site\n"));
    texts.put("history.json", new JsonArray(history()).encodePrettily());
    host.live().ifPresent(live -> live(live, now, texts));
    texts.put("audit.json", audit().encodePrettily());
    texts.put("log.txt", lines());
    return texts;
  }

  private List<JsonObject> history() {
    return files.history().stream().map(ConfigFiles.Version::json).toList();
  }

  private static void live(LiveSite live, Instant now, Map<String, String> texts) {
    texts.put("health.json", StateView.health(live.health()).encodePrettily());
    texts.put("state.json", StateView.of(live).encodePrettily());
    Instant from = now.minus(LOOK_BACK);
    var events = new JsonArray();
    var happened = live.alarmEvents(from, now);
    happened
        .subList(Math.max(0, happened.size() - MOST_LINES), happened.size())
        .forEach(
            e ->
                events.add(
                    new JsonObject()
                        .put("at", e.at().toString())
                        .put("alarm", e.alarmId())
                        .put("word", e.word())
                        .put("level", e.level())));
    JsonObject quality = AlarmQualityApi.json(AlarmQuality.of(happened, from, now), live.site());
    texts.put("alarms.json", quality.put("events", events).encodePrettily());
    var models = new JsonArray();
    live.models().forEach(m -> models.add(ModelView.of(m, ModelApi.promotions(live))));
    texts.put("models.json", models.encodePrettily());
  }

  private JsonArray audit() {
    var list = new JsonArray();
    for (Object entry : audit.entries(Long.MAX_VALUE, MOST_AUDIT)) {
      var kept = ((JsonObject) entry).copy();
      kept.remove("before");
      kept.remove("after");
      list.add(kept);
    }
    return list;
  }

  private String lines() {
    var text = new StringBuilder();
    for (Object line : log.find(0, "info", "", MOST_LINES)) {
      var l = (JsonObject) line;
      text.append(l.getString("at")).append(' ').append(l.getString("level")).append(' ');
      text.append(l.getString("source")).append(' ').append(l.getString("text")).append('\n');
    }
    return text.toString();
  }
}

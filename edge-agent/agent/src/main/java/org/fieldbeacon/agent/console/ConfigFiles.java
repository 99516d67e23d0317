package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// What the console keeps of a site's configuration: the site file itself, a draft, a trial under
/// way, and the history. Blocks.
final class ConfigFiles {
  private static final int KEPT = 50;

  private final Path site;
  private final Path draft;
  private final Path trial;
  private final Path history;

  /// A change that is being prepared.
  ///
  /// @param base hash of the site file it started from; empty when there was none
  /// @param by who changed it last
  /// @param drafters all who changed it, in order
  record Draft(String text, String base, String by, Instant at, List<String> drafters) {
    Draft {
      drafters = List.copyOf(drafters);
    }

    String tag() {
      return hash(base + "\n" + text);
    }
  }

  /// One configuration that the gateway has run with.
  record Version(int id, String at, String by, String note, String hash, String text) {
    JsonObject json() {
      return new JsonObject()
          .put("id", id)
          .put("at", at)
          .put("by", by)
          .put("note", note)
          .put("hash", hash);
    }
  }

  ConfigFiles(Path site, Path folder) {
    this.site = site;
    draft = folder.resolve("draft.json");
    trial = folder.resolve("trial.json");
    history = folder.resolve("history.json");
  }

  Path siteFile() {
    return site;
  }

  /// Where the site file is, or will be.
  Path siteFolder() {
    return Optional.ofNullable(site.toAbsolutePath().getParent()).orElse(site);
  }

  /// The site file's text; empty when there is none.
  Optional<String> site() {
    return DurableFile.read(site);
  }

  void writeSite(Optional<String> text) {
    text.ifPresentOrElse(t -> DurableFile.write(site, t), () -> DurableFile.delete(site));
  }

  Optional<Draft> draft() {
    return DurableFile.read(draft)
        .map(JsonObject::new)
        .map(
            j ->
                new Draft(
                    j.getString("text"),
                    j.getString("base"),
                    j.getString("by"),
                    Instant.parse(j.getString("at")),
                    j.getJsonArray("drafters", new JsonArray().add(j.getString("by"))).stream()
                        .map(String::valueOf)
                        .toList()));
  }

  void writeDraft(Draft kept) {
    DurableFile.writeSecret(
        draft,
        new JsonObject()
            .put("text", kept.text())
            .put("base", kept.base())
            .put("by", kept.by())
            .put("at", kept.at().toString())
            .put("drafters", new JsonArray(kept.drafters()))
            .encode());
  }

  void dropDraft() {
    DurableFile.delete(draft);
  }

  /// The text to go back to, while a trial is under way: empty text when there was no site.
  Optional<String> trialPrevious() {
    return DurableFile.read(trial).map(t -> new JsonObject(t).getString("previous"));
  }

  void beginTrial(String previous) {
    DurableFile.writeSecret(trial, new JsonObject().put("previous", previous).encode());
  }

  void endTrial() {
    DurableFile.delete(trial);
  }

  /// Oldest first.
  List<Version> history() {
    List<Version> all = new ArrayList<>();
    DurableFile.read(history)
        .map(JsonArray::new)
        .ifPresent(
            list -> {
              for (Object entry : list) {
                var j = (JsonObject) entry;
                all.add(
                    new Version(
                        j.getInteger("id"),
                        j.getString("at"),
                        j.getString("by"),
                        j.getString("note"),
                        j.getString("hash"),
                        j.getString("text")));
              }
            });
    return all;
  }

  /// Notes that the gateway runs with this text, unless that is the last that is known.
  void remember(String text, String by, String note, Instant at) {
    List<Version> all = history();
    String hash = hash(text);
    if (!all.isEmpty() && all.getLast().hash().equals(hash)) {
      return;
    }
    int id = all.isEmpty() ? 1 : all.getLast().id() + 1;
    all.add(new Version(id, at.toString(), by, note, hash, text));
    var list = new JsonArray();
    all.subList(Math.max(0, all.size() - KEPT), all.size())
        .forEach(v -> list.add(v.json().put("text", v.text())));
    DurableFile.writeSecret(history, list.encode());
  }

  /// Of a text; short enough to be read aloud.
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

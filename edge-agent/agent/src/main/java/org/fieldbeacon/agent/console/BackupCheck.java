package org.fieldbeacon.agent.console;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.fieldbeacon.agent.archive.ArchiveException;
import org.fieldbeacon.agent.archive.ArchiveFile;
import org.fieldbeacon.agent.archive.ArchiveFile.Limits;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.AlarmStoreSettings;
import org.fieldbeacon.agent.store.ObservationLog;
import org.fieldbeacon.agent.store.ObservationLogSettings;
import org.fieldbeacon.agent.store.StoreException;

/// Whether a backup is whole: every file against the manifest, the stores opened as the gateway
/// opens them, the site file read as the gateway reads it. Unpacks into a room of its own; nothing
/// of the running site is touched. Blocks.
final class BackupCheck {
  private static final int MOST_MANIFEST = 1 << 20;
  private static final Limits LIMITS = new Limits(3_000, 3L << 30, 4L << 30);
  private static final long SPARE_BYTES = 64L << 20;

  private final Path zip;
  private final Path room;
  private Optional<JsonObject> manifest = Optional.empty();

  private BackupCheck(Path zip, Path room) {
    this.zip = zip;
    this.room = room;
  }

  /// A backup that holds, unpacked.
  ///
  /// @param site as it was made, with paths in the room
  /// @param files where each lies now, by its name in the backup
  record Whole(JsonObject manifest, SiteConfig site, Map<String, Path> files) {}

  /// @param room an empty folder to unpack in
  /// @throws ApiProblem that names the file which does not hold
  static Whole of(Path zip, Path room) throws IOException {
    try {
      return new BackupCheck(zip, room).check();
    } catch (ArchiveException e) {
      throw ApiProblem.of(422, e.reason().zh(), e.reason().en());
    }
  }

  private Whole check() throws IOException {
    ArchiveFile.forEach(zip, LIMITS, this::readManifest);
    JsonObject said =
        manifest.orElseThrow(
            () ->
                refusal(
                    "不是 Fieldbeacon 备份:缺少 manifest.json",
                    "got no manifest.json, wanted a backup of Fieldbeacon"));
    Map<String, JsonObject> wanted = wanted(said);
    requireRoom(wanted);
    Map<String, Path> files = new LinkedHashMap<>();
    var left = new TreeSet<>(wanted.keySet());
    ArchiveFile.forEach(
        zip,
        LIMITS,
        (name, in) -> {
          if (!name.equals(Backup.MANIFEST)) {
            files.put(name, unpack(name, in, Optional.ofNullable(wanted.get(name))));
            left.remove(name);
          }
        });
    if (!left.isEmpty()) {
      throw refusal(
          "备份缺少文件:" + left.first(), "got no " + left.first() + ", which the manifest lists");
    }
    for (String needed : List.of(Backup.SITE, Backup.ALARMS)) {
      if (!files.containsKey(needed)) {
        throw refusal("备份缺少文件:" + needed, "got no " + needed + ", wanted one");
      }
    }
    stores(files);
    besideSite(files);
    return new Whole(said, site(files), files);
  }

  private static ApiProblem refusal(String zh, String en) {
    return ApiProblem.of(422, zh, en);
  }

  private void readManifest(String name, InputStream in) throws IOException {
    if (!name.equals(Backup.MANIFEST)) {
      return;
    }
    byte[] bytes = in.readNBytes(MOST_MANIFEST + 1);
    try {
      var json = new JsonObject(io.vertx.core.buffer.Buffer.buffer(bytes));
      boolean isOurs =
          bytes.length <= MOST_MANIFEST
              && Backup.FORMAT.equals(json.getValue("format"))
              && Integer.valueOf(Backup.VERSION).equals(json.getValue("version"))
              && json.getValue("gateway") instanceof String
              && json.getValue("madeAt") instanceof String;
      if (isOurs) {
        manifest = Optional.of(json);
        return;
      }
    } catch (DecodeException | ClassCastException _) {
      // Told below.
    }
    throw refusal(
        "manifest.json 不是版本 " + Backup.VERSION + " 的备份清单",
        "manifest.json: got something else, wanted a "
            + Backup.FORMAT
            + " of version "
            + Backup.VERSION);
  }

  private static Map<String, JsonObject> wanted(JsonObject manifest) {
    Map<String, JsonObject> wanted = new LinkedHashMap<>();
    try {
      for (Object entry : manifest.getJsonArray("files")) {
        var file = (JsonObject) entry;
        String name = file.getString("name");
        boolean isSound =
            ArchiveFile.isName(name)
                && name.matches("(?:site|store|console)/.+")
                && file.getLong("bytes") >= 0
                && file.getString("sha256").matches("[0-9a-f]{64}")
                && wanted.put(name, file) == null;
        if (!isSound) {
          throw refusal(
              "manifest.json 有误:" + name, "manifest.json: got an entry that may not be: " + name);
        }
      }
    } catch (ClassCastException | NullPointerException _) {
      throw refusal(
          "manifest.json 有误", "manifest.json: got entries that are not as they should be");
    }
    return wanted;
  }

  private void requireRoom(Map<String, JsonObject> wanted) throws IOException {
    long bytes = wanted.values().stream().mapToLong(f -> f.getLong("bytes")).sum();
    long free = Files.getFileStore(room).getUsableSpace();
    if (free < 2 * bytes + SPARE_BYTES) {
      throw ApiProblem.of(
          507,
          "存储空间不足:剩余 " + free + " 字节",
          "too little room on the disk: got " + free + " B, wanted " + (2 * bytes + SPARE_BYTES));
    }
  }

  private Path unpack(String name, InputStream in, Optional<JsonObject> wanted) throws IOException {
    JsonObject said =
        wanted.orElseThrow(
            () ->
                refusal("清单里没有这个文件:" + name, "got " + name + ", which the manifest does not list"));
    Path file = room.resolve(name);
    Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
    Backup.Copied copied;
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      copied = Backup.copy(in, out, said.getLong("bytes"));
    }
    boolean holds =
        copied.bytes() == said.getLong("bytes") && copied.sha256().equals(said.getString("sha256"));
    if (!holds) {
      throw refusal(
          "备份中的文件已损坏:" + name,
          name
              + ": got SHA-256 "
              + copied.sha256()
              + ", wanted "
              + said.getString("sha256")
              + "; nothing was changed");
    }
    return file;
  }

  /// Opened as the gateway does, which looks at all of it; and under a new epoch, since numbers
  /// given after the backup was made will be given again.
  private static void stores(Map<String, Path> files) {
    try (var alarms =
        AlarmStore.open(
            AlarmStoreSettings.at(java.util.Objects.requireNonNull(files.get(Backup.ALARMS))))) {
      alarms.renewEpoch().join();
    } catch (StoreException e) {
      throw refusal("备份中的告警库不可用:" + e.getMessage(), Backup.ALARMS + ": " + e.getMessage());
    }
    Path readings = files.get(Backup.OBSERVATIONS);
    if (readings != null) {
      try (var log = ObservationLog.open(ObservationLogSettings.at(readings))) {
        log.renewEpoch().join();
      } catch (StoreException e) {
        throw refusal("备份中的读数库不可用:" + e.getMessage(), Backup.OBSERVATIONS + ": " + e.getMessage());
      }
    }
  }

  /// Where the site lay when the backup was made does not matter: a file that comes along is named
  /// from the site file, also where it was named by a whole path. Comments stay.
  private static void besideSite(Map<String, Path> files) throws IOException {
    Path site = java.util.Objects.requireNonNull(files.get(Backup.SITE));
    String before = Files.readString(site);
    String text = before;
    try {
      for (Map.Entry<List<String>, Object> named : Backup.namedFiles(before).entrySet()) {
        Object beside = beside(named.getValue(), files.keySet());
        if (!beside.equals(named.getValue())) {
          text = SiteText.set(text, named.getKey(), beside);
        }
      }
    } catch (SiteText.EditException e) {
      throw refusal("备份中的站点文件不可用:" + e.getMessage(), Backup.SITE + ": " + e.getMessage());
    }
    if (!text.equals(before)) {
      Files.writeString(site, text);
    }
  }

  private static Object beside(Object named, Set<String> files) {
    return switch (named) {
      case List<?> list -> list.stream().map(n -> beside(String.valueOf(n), files)).toList();
      case String name when name.startsWith("/") ->
          files.stream()
              .filter(f -> f.startsWith("site/"))
              .map(f -> f.substring("site/".length()))
              .filter(f -> name.endsWith("/" + f))
              .max(Comparator.comparingInt(String::length))
              .orElse(name);
      default -> named;
    };
  }

  private static SiteConfig site(Map<String, Path> files) throws IOException {
    Path file = java.util.Objects.requireNonNull(files.get(Backup.SITE));
    return switch (SiteFile.load(file)) {
      case SiteFile.Loaded.Good(SiteConfig site) -> site;
      case SiteFile.Loaded.Bad(List<Problem> problems) -> {
        String why = problems.getFirst().text().replace(file.toString(), Backup.SITE);
        throw refusal("备份中的站点文件不可用:" + why, why);
      }
    };
  }
}

package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.fieldbeacon.agent.archive.ArchiveFile;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.driver.LinkConfig;

/// A gateway's site as one zip: the site file, the files beside it that it names, its own profiles,
/// the uploaded packages it uses, a snapshot of the alarm store and, if wanted, of the readings.
/// `manifest.json` has the SHA-256 of each. Blocks.
///
/// ```
///   manifest.json   who, when, by what, and every file with its bytes and SHA-256
///   site/           as beside the site file, which is called site.yaml here
///   store/          as in the store: alarms.db, observations.db, models/ID.promoted, and of each
///                   link links/NAME/own and trusted: its key, and the servers it believes
///   console/        history.json
/// ```
final class Backup {
  static final String MANIFEST = "manifest.json";
  static final String FORMAT = "fieldbeacon-backup";
  static final int VERSION = 1;
  static final String SITE = "site/site.yaml";
  static final String ALARMS = "store/alarms.db";
  static final String OBSERVATIONS = "store/observations.db";
  static final String HISTORY = "console/history.json";
  private static final List<String> TRUST = List.of("own", "trusted");
  private static final Set<String> NAMING =
      Set.of("password-file", "command-key", "trust", "trusted-keys");

  private final LiveSite live;
  private final Path siteFile;
  private final Path folder;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final Set<String> leftOut = new TreeSet<>();

  private Backup(LiveSite live, Path siteFile) {
    this.live = live;
    this.siteFile = siteFile.toAbsolutePath().normalize();
    folder = java.util.Objects.requireNonNull(this.siteFile.getParent());
  }

  /// @param room an empty folder for snapshots
  /// @return the manifest
  static JsonObject write(
      LiveSite live,
      Path siteFile,
      Path zip,
      Path room,
      boolean withHistory,
      String version,
      Instant now)
      throws IOException {
    return new Backup(live, siteFile).write(zip, room, withHistory, version, now);
  }

  private JsonObject write(Path zip, Path room, boolean withHistory, String version, Instant now)
      throws IOException {
    String text = Files.readString(siteFile);
    files.put(SITE, siteFile);
    named(text);
    // A link leads to profiles that are not the site's own.
    if (!Files.isSymbolicLink(folder.resolve("profiles"))) {
      for (Path profile : list(folder.resolve("profiles"), ".yaml")) {
        put("site/profiles/" + profile.getFileName(), profile);
      }
    }
    for (ModelUse use : live.site().models()) {
      folder(use.folder());
      if (use.shadow().isPresent()) {
        folder(use.shadow().get());
      }
    }
    Path store = live.site().store().dir().toAbsolutePath().normalize();
    for (LinkConfig link : live.site().links()) {
      if (link instanceof LinkConfig.Endpoint endpoint) {
        for (String kept : TRUST) {
          trust(endpoint.stateDir().toAbsolutePath().normalize().resolve(kept), store);
        }
      }
    }
    for (Path promoted : list(store.resolve("models"), ".promoted")) {
      put("store/models/" + promoted.getFileName(), promoted);
    }
    Path history = folder.resolve("console/config/history.json");
    if (Files.isRegularFile(history)) {
      files.put(HISTORY, history);
    }
    live.snapshot(room, withHistory);
    files.put(ALARMS, room.resolve("alarms.db"));
    if (withHistory) {
      files.put(OBSERVATIONS, room.resolve("observations.db"));
    }
    return pack(zip, version, now);
  }

  private static List<Path> list(Path place, String ending) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.filter(f -> Files.isRegularFile(f) && f.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  private void put(String name, Path file) {
    if (ArchiveFile.isName(name)) {
      files.put(name, file);
    } else {
      leftOut.add(name);
    }
  }

  /// What a site file says under the keys that name files, by its place: text, or a list of texts.
  static Map<List<String>, Object> namedFiles(String text) {
    Map<List<String>, Object> named = new LinkedHashMap<>();
    collect(List.of(), SiteText.tree(text), named);
    return named;
  }

  private static void collect(List<String> place, Object value, Map<List<String>, Object> named) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach(
              (k, v) -> {
                String key = String.valueOf(k);
                if (NAMING.contains(key) && (v instanceof String || v instanceof List<?>)) {
                  named.put(with(place, key), v);
                } else if (v != null) {
                  collect(with(place, key), v, named);
                }
              });
      case List<?> list -> {
        for (Object v : list) {
          if (v instanceof Map<?, ?> entry) {
            Object name = entry.containsKey("name") ? entry.get("name") : entry.get("id");
            collect(with(place, String.valueOf(name)), entry, named);
          }
        }
      }
      default -> {
        // Names no file.
      }
    }
  }

  private static List<String> with(List<String> place, String step) {
    return Stream.concat(place.stream(), Stream.of(step)).toList();
  }

  /// Files that the site file names and that lie beside it.
  private void named(String text) {
    for (Object value : namedFiles(text).values()) {
      for (Object name : value instanceof List<?> list ? list : List.of(value)) {
        beside(folder.resolve(String.valueOf(name)).normalize());
      }
    }
  }

  private void beside(Path file) {
    if (file.startsWith(folder) && Files.isRegularFile(file)) {
      put("site/" + folder.relativize(file), file);
    } else {
      leftOut.add(file.toString());
    }
  }

  private void folder(Path place) throws IOException {
    Path whole = place.toAbsolutePath().normalize();
    if (!whole.startsWith(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(whole)) {
      all.filter(Files::isRegularFile).sorted().forEach(this::beside);
    }
  }

  /// By what a server knows the gateway, and whom the gateway believes: without it every server
  /// would have to be told anew, and every fingerprint compared again.
  private void trust(Path place, Path store) throws IOException {
    if (!Files.isDirectory(place)) {
      return;
    }
    try (Stream<Path> all = Files.walk(place)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        if (file.startsWith(store)) {
          put("store/" + store.relativize(file), file);
        } else {
          beside(file);
        }
      }
    }
  }

  private JsonObject pack(Path zip, String version, Instant now) throws IOException {
    var entries = new JsonArray();
    var manifest =
        new JsonObject()
            .put("format", FORMAT)
            .put("version", VERSION)
            .put("gateway", live.site().gateway().id())
            .put("agent", version)
            .put("madeAt", now.toString())
            .put("leftOut", new JsonArray(List.copyOf(leftOut)))
            .put("files", entries);
    try (OutputStream out = Files.newOutputStream(zip, StandardOpenOption.CREATE_NEW);
        var packed = new ZipOutputStream(out)) {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        packed.putNextEntry(new ZipEntry(file.getKey()));
        Copied copied = copy(file.getValue(), packed);
        packed.closeEntry();
        entries.add(
            new JsonObject()
                .put("name", file.getKey())
                .put("bytes", copied.bytes())
                .put("sha256", copied.sha256()));
      }
      packed.putNextEntry(new ZipEntry(MANIFEST));
      packed.write(manifest.encodePrettily().getBytes(StandardCharsets.UTF_8));
      packed.closeEntry();
    }
    return manifest;
  }

  /// What went from one place to another.
  record Copied(long bytes, String sha256) {}

  private static Copied copy(Path file, OutputStream out) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return copy(in, out, Long.MAX_VALUE);
    }
  }

  /// Ends after `most` bytes.
  static Copied copy(InputStream in, OutputStream out, long most) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[1 << 16];
      long bytes = 0;
      int got;
      while (bytes <= most && (got = in.read(piece)) > 0) {
        digest.update(piece, 0, got);
        out.write(piece, 0, got);
        bytes += got;
      }
      return new Copied(bytes, HexFormat.of().formatHex(digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}

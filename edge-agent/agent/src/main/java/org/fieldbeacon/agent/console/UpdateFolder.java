package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fieldbeacon.agent.model.PackageSeal;
import org.fieldbeacon.agent.model.TrustedKeys;

/// Whether a newer Fieldbeacon lies in `updates` beside the site file, where somebody or something
/// has put it: `fieldbeacon_1.2.3_arm64.deb` or `fieldbeacon-1.2.3.tar.gz`, listed in a signed
/// `SHA256SUMS` as model packages are. It is only looked at, never installed from here. Blocks.
final class UpdateFolder {
  private static final Pattern NAME =
      Pattern.compile("fieldbeacon[_-](\\d+)\\.(\\d+)\\.(\\d+)[\\w.-]*\\.(?:deb|tar\\.gz)");
  private static final int MOST = 50;

  private final Path folder;
  private final String running;

  UpdateFolder(Path siteFile, String running) {
    folder = siteFile.toAbsolutePath().resolveSibling("updates");
    this.running = running;
  }

  JsonObject look() throws IOException {
    var found = new JsonArray();
    if (Files.isDirectory(folder)) {
      List<PublicKey> keys = TrustedKeys.of(List.of());
      Optional<String> broken = PackageSeal.signature(folder, keys);
      Map<String, String> sums = broken.isEmpty() ? PackageSeal.sums(folder) : Map.of();
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.sorted().limit(MOST).toList()) {
          Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
          if (name.matches() && Files.isRegularFile(file)) {
            found.add(entry(file, name, broken, sums));
          }
        }
      }
    }
    return new JsonObject()
        .put("folder", folder.toString())
        .put("installsFromHere", false)
        .put("found", found);
  }

  private JsonObject entry(
      Path file, Matcher name, Optional<String> broken, Map<String, String> sums) {
    String version = name.group(1) + "." + name.group(2) + "." + name.group(3);
    var json =
        new JsonObject()
            .put("file", String.valueOf(file.getFileName()))
            .put("version", version)
            .put("newer", isNewer(version, running));
    String wanted = sums.getOrDefault(String.valueOf(file.getFileName()), "");
    Optional<String> problem =
        broken.or(
            () -> {
              if (wanted.isEmpty()) {
                return Optional.of("SHA256SUMS does not list it");
              }
              String got = PackageSeal.sha256(file);
              return got.equals(wanted)
                  ? Optional.empty()
                  : Optional.of("got SHA-256 " + got + ", wanted the signed " + wanted);
            });
    problem.ifPresent(why -> InChinese.put(json, "problem", why));
    return json.put("signed", problem.isEmpty());
  }

  /// By its three numbers; a version that has none is older than any.
  static boolean isNewer(String version, String than) {
    int[] a = numbers(version);
    int[] b = numbers(than);
    return java.util.Arrays.compare(a, b) > 0;
  }

  private static int[] numbers(String version) {
    Matcher read = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9}).*").matcher(version);
    return read.matches()
        ? new int[] {
          Integer.parseInt(read.group(1)),
          Integer.parseInt(read.group(2)),
          Integer.parseInt(read.group(3))
        }
        : new int[0];
  }
}

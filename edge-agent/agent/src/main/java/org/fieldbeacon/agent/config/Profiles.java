package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DeviceProfile;

/// Finds profiles by name: in `profiles/` beside the site file or in a folder above it, nearest
/// first, then among those on the class path. Each is read once.
final class Profiles {
  private static final String SHIPPED = "/org/fieldbeacon/firmware/profiles/";

  private final Path siteFolder;
  private final Map<String, Optional<ProfileFile.Loaded>> read = new HashMap<>();

  Profiles(Path siteFolder) {
    this.siteFolder = siteFolder;
  }

  /// The profile's file, read; empty when there is none.
  Optional<ProfileFile.Loaded> find(String name) throws IOException {
    Optional<ProfileFile.Loaded> known = read.get(name);
    if (known == null) {
      known = search(name);
      read.put(name, known);
    }
    return known;
  }

  /// What is wrong in the profiles found so far.
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>();
    for (Optional<ProfileFile.Loaded> file : read.values()) {
      if (file.isPresent() && file.get() instanceof ProfileFile.Loaded.Bad(List<Problem> some)) {
        all.addAll(some);
      }
    }
    return all;
  }

  /// The profile itself; empty when it is unknown or bad.
  Optional<DeviceProfile> sound(String name) throws IOException {
    return find(name)
        .flatMap(
            f -> f instanceof ProfileFile.Loaded.Good(var p) ? Optional.of(p) : Optional.empty());
  }

  private Optional<ProfileFile.Loaded> search(String name) throws IOException {
    for (Path folder = siteFolder; folder != null; folder = folder.getParent()) {
      Path file = folder.resolve("profiles").resolve(name + ProfileFile.ENDING);
      if (Files.isRegularFile(file)) {
        return Optional.of(ProfileFile.load(file));
      }
    }
    String resource = SHIPPED + name + ProfileFile.ENDING;
    try (InputStream in = Profiles.class.getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : Optional.of(ProfileFile.load(name, "shipped:" + name + ProfileFile.ENDING, in));
    }
  }
}

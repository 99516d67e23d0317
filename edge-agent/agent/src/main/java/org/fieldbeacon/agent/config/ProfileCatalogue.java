package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.fieldbeacon.driver.DeviceProfile;

/// All profiles a device of this site may have: those beside or above the site file, and those
/// shipped. Reads files.
public final class ProfileCatalogue {
  private static final String SHIPPED = "/org/fieldbeacon/firmware/profiles/";

  private ProfileCatalogue() {}

  /// The sound ones by name.
  ///
  /// @param siteFolder where the site file is, or will be
  public static List<DeviceProfile> all(Path siteFolder) throws IOException {
    var names = new TreeSet<String>();
    for (Path folder = siteFolder.toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path profiles = folder.resolve("profiles");
      if (Files.isDirectory(profiles)) {
        names.addAll(named(profiles));
      }
    }
    names.addAll(shipped());
    var files = new Profiles(siteFolder.toAbsolutePath());
    List<DeviceProfile> all = new ArrayList<>();
    for (String name : names) {
      files.sound(name).ifPresent(all::add);
    }
    return all;
  }

  private static List<String> shipped() throws IOException {
    // A folder of a jar has no entry of its own; one file of it leads there.
    Optional<URL> some =
        Optional.ofNullable(ProfileCatalogue.class.getResource(SHIPPED + "radar-level-gauge.yaml"));
    if (some.isEmpty()) {
      return List.of();
    }
    if (some.get().openConnection() instanceof JarURLConnection jar) {
      try (var file = new java.util.jar.JarFile(new java.io.File(jar.getJarFileURL().getPath()))) {
        String folder = SHIPPED.substring(1);
        return file.stream()
            .map(java.util.zip.ZipEntry::getName)
            .filter(n -> n.startsWith(folder) && n.endsWith(ProfileFile.ENDING))
            .map(n -> n.substring(folder.length(), n.length() - ProfileFile.ENDING.length()))
            .toList();
      }
    }
    try {
      Path file = Path.of(new URI(some.get().toString()));
      return named(Optional.ofNullable(file.getParent()).orElse(file));
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static List<String> named(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> String.valueOf(f.getFileName()))
          .filter(n -> n.endsWith(ProfileFile.ENDING))
          .map(n -> n.substring(0, n.length() - ProfileFile.ENDING.length()))
          .toList();
    }
  }
}

package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeacon.driver.DeviceProfile;

/// All profiles on the class path.
public final class ShippedProfiles {
  private static final String FOLDER = "/org/fieldbeacon/firmware/profiles";

  private ShippedProfiles() {}

  /// Those that speak a protocol, by name.
  public static List<DeviceProfile> speaking(String protocol) throws IOException {
    URL folder = ShippedProfiles.class.getResource(FOLDER);
    if (folder == null) {
      return List.of();
    }
    try {
      URI uri = folder.toURI();
      if (!uri.getScheme().equals("jar")) {
        return read(Path.of(uri), protocol);
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return read(jar.getPath(FOLDER), protocol);
      }
    } catch (URISyntaxException | FileSystemNotFoundException e) {
      throw new IOException(folder + ": cannot be listed", e);
    }
  }

  private static List<DeviceProfile> read(Path folder, String protocol) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(ProfileFile.ENDING)).sorted().toList();
    }
    List<DeviceProfile> profiles = new ArrayList<>();
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      String id = name.substring(0, name.length() - ProfileFile.ENDING.length());
      try (InputStream in = Files.newInputStream(file)) {
        if (ProfileFile.load(id, "shipped:" + name, in)
                instanceof ProfileFile.Loaded.Good(DeviceProfile profile)
            && profile.protocol().equals(protocol)) {
          profiles.add(profile);
        }
      }
    }
    return profiles;
  }
}

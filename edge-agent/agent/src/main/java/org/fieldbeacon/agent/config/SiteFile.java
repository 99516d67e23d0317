package org.fieldbeacon.agent.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads a site file, with the profiles it names, and checks all of it.
public final class SiteFile {
  /// Where `${NAME:default}` may stand.
  private static final Pattern VARIABLE_PLACES =
      Pattern.compile(
          "links\\[\\d+]\\.(host|port|url|state-dir|password-file)|uplink\\.(broker|command-key|trust|password-file)|store\\.dir|health\\.port");

  private SiteFile() {}

  /// A site, or everything wrong with it.
  public sealed interface Loaded {
    record Good(SiteConfig config) implements Loaded {}

    /// @param problems one or more, in the file or in profiles that it names
    record Bad(List<Problem> problems) implements Loaded {}
  }

  /// The site in `file`, its variables taken from the environment.
  ///
  /// @throws IOException when the file or a profile cannot be read at all
  public static Loaded load(Path file) throws IOException {
    return load(file, System.getenv());
  }

  /// The same of a text that is to become the site file `file`.
  public static Loaded load(String text, Path file) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return load(new ByteArrayInputStream(bytes), file, System.getenv());
  }

  /// The JSON Schema of site files.
  public static Map<String, Object> schema() {
    return SchemaCheck.shipped("site");
  }

  /// @param environment what the names of variables mean
  /// @throws IOException when the file or a profile cannot be read at all
  public static Loaded load(Path file, Map<String, String> environment) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return load(in, file, environment);
    }
  }

  private static Loaded load(InputStream in, Path file, Map<String, String> environment)
      throws IOException {
    var findings = new Findings(file.toString());
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    var profiles = new Profiles(folder);
    Optional<SiteConfig> site = Optional.empty();
    Optional<Yaml> tree = YamlFile.read(in, new Variables(VARIABLE_PLACES, environment), findings);
    if (tree.isPresent()) {
      new SchemaCheck(SchemaCheck.shipped("site"), findings).check(tree.get(), "");
      if (tree.get() instanceof Yaml.Mapping mapping) {
        site = new SiteReader(new Fields(mapping, ""), folder, profiles, findings).read();
      }
    }
    if (site.isPresent()) {
      return new Loaded.Good(site.get());
    }
    List<Problem> problems = new ArrayList<>(findings.problems());
    problems.addAll(profiles.problems());
    return new Loaded.Bad(List.copyOf(problems));
  }
}

package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Reads a device profile and checks it against the schema and its driver.
public final class ProfileFile {
  static final String ENDING = ".yaml";

  private ProfileFile() {}

  /// A profile, or everything wrong with it.
  public sealed interface Loaded {
    record Good(DeviceProfile profile) implements Loaded {}

    /// @param problems one or more
    record Bad(List<Problem> problems) implements Loaded {}
  }

  /// The profile in `file`; its id is the file's name without `.yaml`.
  public static Loaded load(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return load(idOf(file), file.toString(), in);
    }
  }

  static Loaded load(String id, String fileName, InputStream in) throws IOException {
    var findings = new Findings(fileName);
    Optional<DeviceProfile> profile =
        YamlFile.read(in, Variables.NONE, findings).flatMap(tree -> read(id, tree, findings));
    return profile.isPresent() && findings.problems().isEmpty()
        ? new Loaded.Good(profile.get())
        : new Loaded.Bad(findings.problems());
  }

  private static String idOf(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
  }

  private static Optional<DeviceProfile> read(String id, Yaml tree, Findings findings) {
    new SchemaCheck(SchemaCheck.shipped("profile"), findings).check(tree, "");
    if (!PointId.isName(id)) {
      findings.add("", "the file name \"" + id + ENDING + "\"", "a name of a-z 0-9 - and .yaml");
    }
    if (!(tree instanceof Yaml.Mapping mapping)) {
      return Optional.empty();
    }
    Fields top = new Fields(mapping, "");
    List<PointProfile> points = points(top, findings);
    if (!findings.problems().isEmpty()) {
      return Optional.empty();
    }
    var profile =
        new DeviceProfile(
            id, top.words("title"), top.text("protocol"), top.attributes("settings"), points);
    askDriver(profile, findings);
    return Optional.of(profile);
  }

  private static List<PointProfile> points(Fields top, Findings findings) {
    List<PointProfile> points = new ArrayList<>();
    if (!(top.mapping().entries().get("points") instanceof Yaml.Sequence list)) {
      return points;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < list.items().size(); i++) {
      String path = "points[" + i + "]";
      if (findings.isSound(path)) {
        Fields point = Fields.of(list.items().get(i), path);
        if (!names.add(point.text("name"))) {
          findings.add(point.at("name"), "\"" + point.text("name") + "\" again", "each name once");
        }
        point(point, findings).ifPresent(points::add);
      }
    }
    return points;
  }

  private static Optional<PointProfile> point(Fields point, Findings findings) {
    Fields.Ends valid =
        point.has("valid-range")
            ? point.ends("valid-range")
            : new Fields.Ends(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    if (!(valid.first() < valid.last())) {
      findings.add(
          point.at("valid-range"),
          valid.first() + ".." + valid.last(),
          "the least before the greatest");
    }
    Optional<Unit> unit = Units.read(point.text("unit"), point.at("unit"), findings);
    return unit.map(
        u ->
            new PointProfile(
                point.text("name"),
                point.words("title"),
                point.text("observed-property"),
                u,
                valid.first(),
                valid.last(),
                point.oneOf("access", PointProfile.Access.class),
                point.attributes("address")));
  }

  private static void askDriver(DeviceProfile profile, Findings findings) {
    DriverFactory.forProtocol(profile.protocol())
        .ifPresentOrElse(
            f -> f.check(profile).forEach(p -> findings.add(p.path(), p.got(), p.wanted())),
            () ->
                findings.add(
                    "protocol", "\"" + profile.protocol() + "\"", "a protocol that has a driver"));
  }
}

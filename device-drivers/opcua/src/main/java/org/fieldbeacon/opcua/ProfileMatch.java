package org.fieldbeacon.opcua;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.FieldScanner.Found;
import org.fieldbeacon.driver.PointProfile;

/// Which profiles a server's variables fit, and as which device.
///
/// By node id a profile can be used as it is: `{instance}` is what stands in its place in the ids
/// found, in whatever namespace. By browse name only the names of one folder are those of a
/// profile: its node ids are others, so that it has to be copied and the ids put in, which are
/// told. Half of a profile's points, and two, must be there; a text is no point.
final class ProfileMatch {
  private static final int MOST_SUGGESTED = 3;
  private static final int MOST_DEVICES = 50;
  private static final Pattern TAG_END = Pattern.compile("([\\p{L}\\p{N}_ -]+)\"?$");

  private ProfileMatch() {}

  /// How a profile was found.
  private enum By {
    NODE_ID,
    BROWSE_NAME
  }

  /// Where a device is: a namespace and an instance, or a folder.
  private record Place(By by, String namespace, String instance) {}

  /// @param nodes node ids found by point
  private record Fit(DeviceProfile profile, By by, Map<String, String> nodes) {
    private static final Comparator<Fit> BEST_FIRST =
        Comparator.<Fit>comparingDouble(f -> (double) f.nodes().size() / f.points())
            .thenComparingInt(f -> f.nodes().size())
            .reversed()
            .thenComparing(f -> f.profile().id());

    int points() {
      return profile.points().size();
    }

    boolean isGood() {
      return 2 * nodes.size() >= points() && nodes.size() >= Math.min(2, points());
    }

    Map<String, Object> told() {
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("profile", profile.id());
      told.put("found", nodes.size());
      told.put("points", points());
      told.put("by", by.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      List<String> missing =
          profile.points().stream()
              .map(PointProfile::name)
              .filter(n -> !nodes.containsKey(n))
              .toList();
      if (!missing.isEmpty()) {
        told.put("missing", missing);
      }
      if (by == By.BROWSE_NAME) {
        told.put("nodes", nodes);
      }
      return told;
    }
  }

  /// Devices that the variables may be together, best first; those by node id before the others.
  static List<Found> of(List<Variable> variables, List<DeviceProfile> profiles) {
    Map<Place, List<Fit>> byId = new LinkedHashMap<>();
    Map<Place, List<Fit>> byName = new LinkedHashMap<>();
    List<Variable> numbers = variables.stream().filter(Variable::isNumber).toList();
    for (DeviceProfile profile : profiles) {
      gather(byId, fits(By.NODE_ID, profile, numbers));
      gather(byName, fits(By.BROWSE_NAME, profile, numbers));
    }
    List<Found> devices = new ArrayList<>(told(byId));
    devices.addAll(told(withoutKnown(byName, byId)));
    return devices.stream().limit(MOST_DEVICES).toList();
  }

  private static void gather(Map<Place, List<Fit>> into, Map<Place, Fit> fits) {
    fits.forEach(
        (place, fit) -> {
          if (fit.isGood()) {
            into.computeIfAbsent(place, _ -> new ArrayList<>()).add(fit);
          }
        });
  }

  private static Map<Place, Fit> fits(By by, DeviceProfile profile, List<Variable> variables) {
    Map<Place, Fit> fits = new LinkedHashMap<>();
    for (PointProfile point : profile.points()) {
      String template = point.address().text(PointNode.NODE, "");
      Pattern wanted = pattern(template);
      for (Variable variable : variables) {
        Place place = null;
        if (by == By.NODE_ID) {
          Matcher m = wanted.matcher(subject(template, variable));
          if (m.matches()) {
            String instance = m.groupCount() > 0 ? m.group(1) : "";
            boolean isBare = isBare(template);
            place = new Place(by, isBare ? variable.namespace() : "", instance);
          }
        } else if (isNamed(variable, point, template)) {
          place = new Place(by, "", variable.parent());
        }
        if (place != null) {
          fits.computeIfAbsent(place, _ -> new Fit(profile, by, new TreeMap<>()))
              .nodes()
              .putIfAbsent(point.name(), variable.node());
        }
      }
    }
    return fits;
  }

  /// `{instance}` may stand in it more than once, for the same.
  private static Pattern pattern(String template) {
    String[] parts = template.split(Pattern.quote(PointNode.INSTANCE), -1);
    var regex = new StringBuilder(Pattern.quote(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      regex.append(i == 1 ? "(.+)" : "\\1").append(Pattern.quote(parts[i]));
    }
    return Pattern.compile(regex.toString());
  }

  private static String subject(String template, Variable variable) {
    if (template.startsWith("nsu=")) {
      return variable.node();
    }
    return template.startsWith("ns=")
        ? "ns=" + variable.namespaceIndex() + ";" + variable.id()
        : variable.id();
  }

  private static boolean isBare(String template) {
    return !template.startsWith("ns=") && !template.startsWith("nsu=");
  }

  private static boolean isNamed(Variable variable, PointProfile point, String template) {
    String name = plain(variable.name());
    Matcher m = TAG_END.matcher(template);
    return !name.isEmpty()
        && (name.equals(plain(point.name())) || m.find() && name.equals(plain(m.group(1))));
  }

  /// `Level_Upstream`, `level-upstream` and `LevelUpstream` are one name.
  private static String plain(String name) {
    return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
  }

  /// A folder whose variables are a device by their node ids already is not told again.
  private static Map<Place, List<Fit>> withoutKnown(
      Map<Place, List<Fit>> byName, Map<Place, List<Fit>> byId) {
    Map<Place, List<Fit>> rest = new LinkedHashMap<>();
    byName.forEach(
        (place, fits) -> {
          List<Fit> news = new ArrayList<>(fits);
          news.removeIf(
              fit ->
                  byId.values().stream()
                      .flatMap(List::stream)
                      .anyMatch(
                          known ->
                              known.nodes().values().stream()
                                  .anyMatch(fit.nodes()::containsValue)));
          if (!news.isEmpty()) {
            rest.put(place, news);
          }
        });
    return rest;
  }

  private static List<Found> told(Map<Place, List<Fit>> all) {
    List<Map.Entry<Place, List<Fit>>> places = new ArrayList<>();
    all.forEach(
        (place, fits) ->
            places.add(
                Map.entry(
                    place, fits.stream().sorted(Fit.BEST_FIRST).limit(MOST_SUGGESTED).toList())));
    places.sort(Comparator.comparing(e -> e.getValue().getFirst(), Fit.BEST_FIRST));
    return places.stream().map(e -> told(e.getKey(), e.getValue())).toList();
  }

  private static Found told(Place place, List<Fit> fits) {
    Map<String, Object> fields = new LinkedHashMap<>();
    boolean isUsable = place.by() == By.NODE_ID;
    if (!isUsable) {
      fields.put("path", place.instance().isEmpty() ? "/" : place.instance());
    }
    Map<String, Object> address = isUsable ? address(place, fits) : Map.of();
    fields.putAll(address);
    fields.put("fits", fits.stream().map(Fit::told).toList());
    List<String> profiles =
        isUsable ? fits.stream().map(f -> f.profile().id()).toList() : List.of();
    return new Found(address, fields, profiles);
  }

  /// The namespace is named where it is not the profile's own.
  private static Map<String, Object> address(Place place, List<Fit> fits) {
    Map<String, Object> address = new LinkedHashMap<>();
    boolean isOwn =
        fits.stream()
            .allMatch(
                f ->
                    f.profile()
                        .settings()
                        .text(OpcUaDriverFactory.NAMESPACE, "")
                        .equals(place.namespace()));
    if (!place.namespace().isEmpty() && (!isOwn || place.instance().isEmpty())) {
      address.put(OpcUaDriverFactory.NAMESPACE, place.namespace());
    }
    if (!place.instance().isEmpty()) {
      address.put(OpcUaDriverFactory.INSTANCE, place.instance());
    }
    return address;
  }
}

package org.fieldbeacon.agent.config;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;

/// Makes a site of a tree that the schema has seen. A part that the schema found wrong is passed
/// over, and the parts that are sound are still checked against each other, so that one look at the
/// file names everything.
final class SiteReader {
  private static final Duration LEAST_RESPONSE = Duration.ofMillis(10);
  private static final Duration MOST_RESPONSE = Duration.ofSeconds(60);

  private final Fields top;
  private final Path folder;
  private final Profiles profiles;
  private final Findings findings;
  private final Map<String, LinkConfig> links = new LinkedHashMap<>();
  private final Map<String, Integer> linkIndexes = new HashMap<>();

  SiteReader(Fields top, Path folder, Profiles profiles, Findings findings) {
    this.top = top;
    this.folder = folder;
    this.profiles = profiles;
    this.findings = findings;
  }

  /// The site; empty when there are findings.
  Optional<SiteConfig> read() throws IOException {
    readLinks();
    List<SiteDevice> devices = devices();
    var points = new SitePoints(names("devices", "name"), devices, findings);
    Map<PointId, QualityRules> quality = quality(points);
    Set<String> ruleIds = names("rules", "id");
    for (String list : List.of("links", "devices")) {
      List<Yaml> entries = items(list);
      for (int i = 0; i < entries.size(); i++) {
        new InlineSecrets(findings).refuse(entries.get(i), list + "[" + i + "]");
      }
    }
    List<ModelUse> models = models(points);
    List<HazardRule> rules = rules(points, models, ruleIds);
    List<OutputConfig> outputs = outputs(points, ruleIds);
    Optional<UplinkConfig> uplink =
        findings.isSound("uplink") ? top.fields("uplink").map(this::uplink) : Optional.empty();
    Optional<ClockConfig> clock =
        findings.isSound("clock")
            ? top.fields("clock").map(new ClockReader(links.values(), findings)::read)
            : Optional.empty();
    if (!findings.problems().isEmpty() || !profiles.problems().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SiteConfig(
            top.integer("schema-version", 1),
            gateway(),
            List.copyOf(links.values()),
            devices,
            quality,
            models,
            rules,
            outputs,
            store(),
            uplink,
            health(),
            clock));
  }

  private GatewayConfig gateway() {
    Fields gateway = top.fields("gateway").orElseThrow();
    return new GatewayConfig(
        gateway.text("id"),
        gateway.words("title"),
        gateway.position("position").orElseThrow(),
        gateway.text("adcode"),
        gateway.flag("exercise", false),
        gateway.optionalText("zone").map(ZoneId::of).orElse(GatewayConfig.DEFAULT_ZONE));
  }

  private void readLinks() {
    List<Yaml> items = items("links");
    names("links", "name");
    for (int i = 0; i < items.size(); i++) {
      String path = "links[" + i + "]";
      if (findings.isSound(path)) {
        LinkConfig link = link(Fields.of(items.get(i), path));
        links.put(link.name(), link);
        linkIndexes.put(link.name(), i);
      }
    }
  }

  private LinkConfig link(Fields link) {
    String name = link.text("name");
    Duration response = link.duration("response-timeout", Duration.ofSeconds(1));
    if (response.compareTo(LEAST_RESPONSE) < 0 || response.compareTo(MOST_RESPONSE) > 0) {
      findings.add(link.at("response-timeout"), response.toString(), "PT0.01S to PT60S");
    }
    var settings = besideSite(link.attributes("settings"));
    return switch (link.text("type")) {
      case "tcp" ->
          new LinkConfig.Tcp(
              name,
              link.text("host"),
              link.integer("port", 0),
              link.duration("connect-timeout", Duration.ofSeconds(3)),
              response,
              settings);
      case "serial" ->
          new LinkConfig.Serial(
              name,
              link.text("device"),
              link.integer("baud", 0),
              link.integer("data-bits", 8),
              link.oneOf("parity", LinkConfig.Serial.Parity.class, LinkConfig.Serial.Parity.NONE),
              link.integer("stop-bits", 1),
              response,
              settings);
      case "tcp-listener" ->
          new LinkConfig.TcpListener(
              name,
              link.text("host"),
              link.integer("port", 0),
              link.integer("max-connections", 200),
              link.duration("idle-timeout", Duration.ofMinutes(15)),
              response,
              settings);
      case "udp" ->
          new LinkConfig.Udp(
              name,
              link.text("host"),
              link.integer("port", 0),
              peer(link),
              link.integer("max-peers", 32),
              link.duration("idle-timeout", Duration.ofMinutes(15)),
              response,
              settings);
      case "can" -> new LinkConfig.Can(name, link.text("interface"), response, settings);
      case "endpoint" ->
          new LinkConfig.Endpoint(
              name,
              url(link),
              link.optionalText("user"),
              link.file("password-file", folder),
              stateDir(link, name),
              response,
              settings);
      case "board" -> new LinkConfig.Board(name, stateDir(link, name), response, settings);
      case "folder" ->
          new LinkConfig.Folder(name, folder.resolve(link.text("path")), response, settings);
      default -> new LinkConfig.Replay(name, folder.resolve(link.text("file")), response, settings);
    };
  }

  /// A driver does not know where the site file lies: files of secrets that its words name from
  /// there it gets whole, so that a site can be put into another folder.
  private Attributes besideSite(Attributes words) {
    Map<String, Object> whole = new LinkedHashMap<>(words.values());
    for (String key : DeviceForms.secretFileKeys()) {
      if (whole.get(key) instanceof String name && !name.isBlank()) {
        whole.put(key, folder.resolve(name).toAbsolutePath().normalize().toString());
      }
    }
    return new Attributes(whole);
  }

  private Optional<LinkConfig.Udp.Peer> peer(Fields link) {
    if (link.has("peer-host") != link.has("peer-port")) {
      findings.add(
          link.path(),
          link.has("peer-host") ? "peer-host alone" : "peer-port alone",
          "peer-host and peer-port, or neither");
    }
    return link.optionalText("peer-host")
        .map(host -> new LinkConfig.Udp.Peer(host, link.integer("peer-port", 0)));
  }

  private URI url(Fields link) {
    if (link.has("user") != link.has("password-file")) {
      findings.add(
          link.path(),
          link.has("user") ? "user alone" : "password-file alone",
          "user and password-file, or neither");
    }
    String text = link.text("url");
    try {
      URI url = new URI(text);
      if (url.getHost() != null && url.getPort() > 0 && url.getPort() <= 65535) {
        return url;
      }
    } catch (URISyntaxException _) {
      // Told below.
    }
    findings.add(
        link.at("url"), "\"" + text + "\"", "scheme://HOST:PORT or scheme://HOST:PORT/PATH");
    return URI.create("none:none");
  }

  /// What a link keeps stands beside what the gateway keeps, unless the file says otherwise.
  private Path stateDir(Fields link, String name) {
    Path store = findings.isSound("store") ? store().dir() : folder;
    return link.file("state-dir", folder).orElse(store.resolve("links").resolve(name));
  }

  private List<SiteDevice> devices() throws IOException {
    List<SiteDevice> devices = new ArrayList<>();
    List<Yaml> items = items("devices");
    Set<String> linkNames = names("links", "name", false);
    for (int i = 0; i < items.size(); i++) {
      String path = "devices[" + i + "]";
      if (findings.isSound(path)) {
        Fields device = Fields.of(items.get(i), path);
        String link = device.text("link");
        if (!linkNames.contains(link)) {
          findings.add(
              device.at("link"),
              "an unknown link \"" + link + "\"",
              Nearest.wanted(link, linkNames));
        }
        device(device)
            .ifPresent(
                d -> {
                  refuseSecondProtocol(d, link, device, devices);
                  devices.add(
                      new SiteDevice(
                          d, link, device.flag("enabled", true), calibrations(d, device)));
                });
      }
    }
    return devices;
  }

  private Map<String, Calibration> calibrations(Device device, Fields fields) {
    Map<String, Calibration> calibrations = new TreeMap<>();
    Optional<Fields> all = fields.fields("calibration");
    if (all.isEmpty()) {
      return calibrations;
    }
    for (String name : all.get().mapping().entries().keySet()) {
      Fields one = all.get().fields(name).orElseThrow();
      Optional<PointProfile> point = device.profile().point(name);
      if (point.isEmpty()) {
        findings.add(
            one.path(),
            "an unknown point \"" + name + "\" of " + device.profile().id(),
            Nearest.wanted(
                name, device.profile().points().stream().map(PointProfile::name).toList()));
      } else if (point.get().access() != PointProfile.Access.READ) {
        findings.add(one.path(), "a point that is written", "a point that is only read");
      } else if (one.number("slope") == 0) {
        findings.add(one.at("slope"), "0", "a number other than 0, 1 for no correction");
      } else {
        calibrations.put(name, new Calibration(one.number("slope"), one.number("offset")));
      }
    }
    return calibrations;
  }

  /// One driver owns a link.
  private void refuseSecondProtocol(
      Device device, String link, Fields fields, List<SiteDevice> before) {
    before.stream()
        .filter(d -> d.link().equals(link))
        .map(d -> d.device().profile().protocol())
        .findFirst()
        .filter(protocol -> !protocol.equals(device.profile().protocol()))
        .ifPresent(
            protocol ->
                findings.add(
                    fields.at("profile"),
                    "a profile that speaks " + device.profile().protocol(),
                    "one that speaks " + protocol + " like the others on link " + link));
  }

  private Optional<Device> device(Fields fields) throws IOException {
    String name = fields.text("profile");
    if (profiles.find(name).isEmpty()) {
      findings.add(
          fields.at("profile"),
          "an unknown profile \"" + name + "\"",
          "profiles/" + name + ".yaml beside or above this file, or a shipped profile");
    }
    Optional<DeviceProfile> profile = profiles.sound(name);
    if (profile.isEmpty()) {
      return Optional.empty();
    }
    var device =
        new Device(
            fields.text("name"),
            fields.words("title"),
            profile.get(),
            besideSite(fields.attributes("address")),
            fields.duration("poll-interval"),
            fields.position("position"));
    askDriver(device, fields);
    return Optional.of(device);
  }

  private void askDriver(Device device, Fields fields) {
    LinkConfig link = links.get(fields.text("link"));
    if (link == null) {
      return;
    }
    int index = linkIndexes.getOrDefault(link.name(), 0);
    String protocol = device.profile().protocol();
    Optional<DriverFactory> factory = DriverFactory.forProtocol(protocol);
    if (factory.isPresent() && !factory.get().takes(link)) {
      findings.add(
          fields.at("link"),
          "\"" + link.name() + "\", whose type " + protocol + " cannot use",
          "a link of a type that its driver's page names");
      return;
    }
    factory.ifPresent(
        f ->
            f.check(device, link)
                .forEach(
                    p ->
                        findings.add(
                            p.path().startsWith("link.")
                                ? "links[" + index + "].settings" + p.path().substring(4)
                                : fields.at(p.path()),
                            p.got(),
                            p.wanted())));
  }

  private Map<PointId, QualityRules> quality(SitePoints points) {
    Map<PointId, QualityRules> quality = new TreeMap<>();
    var reader = new QualityReader(findings);
    if (top.mapping().entries().get("quality") instanceof Yaml.Mapping mapping) {
      mapping
          .entries()
          .forEach(
              (key, tests) -> {
                String path = "quality." + key;
                if (tests instanceof Yaml.Mapping own) {
                  Optional<PointProfile> point =
                      PointId.isId(key)
                          ? points.find(key, path, SitePoints.Use.READ)
                          : Optional.empty();
                  QualityRules read = reader.read(new Fields(own, path), sameKind(points, point));
                  if (findings.isSound(path)) {
                    quality.put(PointId.parse(key), read);
                  }
                }
              });
    }
    return quality;
  }

  private static QualityReader.NeighbourCheck sameKind(
      SitePoints points, Optional<PointProfile> own) {
    return (text, path) ->
        points
            .find(text, path, SitePoints.Use.READ)
            .ifPresent(p -> own.ifPresent(o -> points.converts(p.unit(), o, path)));
  }

  private List<ModelUse> models(SitePoints points) throws IOException {
    names("models", "id");
    List<ModelUse> models = new ArrayList<>();
    var reader = new ModelReader(points, folder, names("devices", "name", false), findings);
    for (Fields model : sound("models")) {
      reader.read(model).ifPresent(models::add);
    }
    return models;
  }

  private List<HazardRule> rules(SitePoints points, List<ModelUse> models, Set<String> ids) {
    List<HazardRule> rules = new ArrayList<>();
    List<Fields> sound = sound("rules");
    var modelRules = new ModelRuleReader(points, models, names("models", "id", false), findings);
    var reader = new RuleReader(points, modelRules, ids, findings);
    sound.forEach(r -> reader.read(r).ifPresent(rules::add));
    reader.refuseRings(sound);
    return rules;
  }

  private List<OutputConfig> outputs(SitePoints points, Set<String> ruleIds) {
    names("outputs", "id");
    List<OutputConfig> outputs = new ArrayList<>();
    Map<PointId, String> owners = new HashMap<>();
    var reader = new OutputReader(points, ruleIds, findings);
    for (Fields fields : sound("outputs")) {
      OutputConfig output = reader.read(fields);
      String owner = owners.putIfAbsent(output.point(), output.id());
      if (owner != null) {
        findings.add(
            fields.at("point"),
            "\"" + output.point() + "\" again",
            "a point that " + owner + " does not set");
      }
      outputs.add(output);
    }
    return outputs;
  }

  private StoreConfig store() {
    Fields store = top.fields("store").orElseThrow();
    return new StoreConfig(
        folder.resolve(store.text("dir")),
        store.integer("ring-bytes", StoreConfig.DEFAULT_RING_BYTES),
        store.duration("group-commit-interval", StoreConfig.DEFAULT_GROUP_COMMIT_INTERVAL),
        store.optionalNumber("card-endurance-tb"));
  }

  private UplinkConfig uplink(Fields uplink) {
    if (uplink.has("user") != uplink.has("password-file")) {
      findings.add(
          uplink.path(),
          uplink.has("user") ? "user alone" : "password-file alone",
          "user and password-file, or neither");
    }
    URI broker = URI.create(uplink.text("broker"));
    if (broker.getHost() == null || broker.getPort() < 1 || broker.getPort() > 65535) {
      findings.add(
          uplink.at("broker"), "\"" + broker + "\"", "a host name or address, and a port 1..65535");
    }
    return new UplinkConfig(
        broker,
        uplink.oneOf("receipts", UplinkConfig.Receipts.class, UplinkConfig.Receipts.MAP),
        uplink.file("command-key", folder),
        uplink.optionalText("user"),
        uplink.file("password-file", folder),
        uplink.file("trust", folder));
  }

  private HealthConfig health() {
    return top.fields("health")
        .map(
            h ->
                new HealthConfig(
                    h.text("host", HealthConfig.DEFAULT_HOST),
                    h.integer("port", HealthConfig.DEFAULT_PORT)))
        .orElse(new HealthConfig(HealthConfig.DEFAULT_HOST, HealthConfig.DEFAULT_PORT));
  }

  private List<Yaml> items(String key) {
    return top.mapping().entries().get(key) instanceof Yaml.Sequence list
        ? list.items()
        : List.of();
  }

  private List<Fields> sound(String key) {
    List<Fields> sound = new ArrayList<>();
    List<Yaml> items = items(key);
    for (int i = 0; i < items.size(); i++) {
      String path = key + "[" + i + "]";
      if (findings.isSound(path)) {
        sound.add(Fields.of(items.get(i), path));
      }
    }
    return sound;
  }

  /// The names that a list declares; one that comes twice is a finding.
  private Set<String> names(String list, String key) {
    return names(list, key, true);
  }

  private Set<String> names(String list, String key, boolean report) {
    Set<String> names = new TreeSet<>();
    List<Yaml> items = items(list);
    for (int i = 0; i < items.size(); i++) {
      if (items.get(i) instanceof Yaml.Mapping item
          && item.entries().get(key) instanceof Yaml.Scalar name
          && !names.add(name.text())
          && report) {
        findings.add(list + "[" + i + "]." + key, name.got() + " again", "each name once");
      }
    }
    return names;
  }
}

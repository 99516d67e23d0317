package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.ServerTrust;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whom a technician believed before there was a link: on a scan, by host and port. The first link
/// to that server then believes it too, so that nobody compares the same fingerprint twice; what a
/// link that has been used believes is its own. Also the links that have been tried and are in no
/// site file yet. Any thread.
final class LinkTrust {
  private static final Logger LOG = LoggerFactory.getLogger(LinkTrust.class);
  private static final int MOST_TRIED = 16;
  private static final int MOST_SERVERS = 100;

  private final Path folder;
  private final Path file;
  private final Map<String, LinkConfig> tried =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LinkConfig> eldest) {
          return size() > MOST_TRIED;
        }
      };

  /// @param folder of the scans: their keys and whom they believe
  LinkTrust(Path folder) {
    this.folder = folder;
    file = folder.resolve("believed.json");
  }

  /// A link of somebody's form, which is about to be opened.
  synchronized void tried(LinkConfig link) {
    tried.remove(link.name());
    tried.put(link.name(), link);
    carry(link);
  }

  synchronized Optional<LinkConfig> triedLink(String name) {
    return Optional.ofNullable(tried.get(name));
  }

  /// What a scan of a server has been told to believe.
  synchronized void believed(LinkConfig scanned, String sha256) {
    server(scanned)
        .ifPresent(
            server -> {
              JsonObject all = read();
              if (all.size() < MOST_SERVERS || all.containsKey(server)) {
                Set<String> known = fingerprints(all, server);
                known.add(sha256);
                DurableFile.write(file, all.put(server, array(known)).encode());
              }
            });
  }

  synchronized void believedNoLonger(LinkConfig scanned, String sha256) {
    server(scanned)
        .ifPresent(
            server -> {
              JsonObject all = read();
              Set<String> known = fingerprints(all, server);
              if (known.remove(sha256)) {
                DurableFile.write(file, all.put(server, array(known)).encode());
              }
            });
  }

  /// Before a link is opened for the first time.
  synchronized void carry(LinkConfig link) {
    Optional<String> server = server(link);
    Optional<ServerTrust> trust = ServerTrust.of(link);
    if (server.isEmpty() || trust.isEmpty()) {
      return;
    }
    Set<String> known = fingerprints(read(), server.get());
    if (!known.isEmpty()) {
      try {
        trust.get().carry(scanOf((LinkConfig.Endpoint) link), link, known);
      } catch (IOException e) {
        LOG.warn("link={} cannot believe what a scan did: {}", link.name(), e.getMessage());
      }
    }
  }

  private LinkConfig scanOf(LinkConfig.Endpoint link) {
    return new LinkConfig.Endpoint(
        "scan",
        link.url(),
        Optional.empty(),
        Optional.empty(),
        folder,
        Duration.ofSeconds(1),
        Attributes.NONE);
  }

  private static Optional<String> server(LinkConfig link) {
    return link instanceof LinkConfig.Endpoint endpoint
        ? Optional.of(endpoint.url().getHost() + ":" + endpoint.url().getPort())
        : Optional.empty();
  }

  private JsonObject read() {
    return DurableFile.read(file).map(JsonObject::new).orElseGet(JsonObject::new);
  }

  private static Set<String> fingerprints(JsonObject all, String server) {
    return all.getJsonArray(server, new JsonArray()).stream()
        .map(String::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static JsonArray array(Set<String> fingerprints) {
    var all = new JsonArray();
    fingerprints.forEach(all::add);
    return all;
  }
}

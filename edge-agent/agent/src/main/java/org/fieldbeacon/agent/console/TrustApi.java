package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.scan.Line;
import org.fieldbeacon.agent.scan.ScanDesk;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.ServerTrust;
import org.fieldbeacon.driver.ServerTrust.ServerCertificate;

/// Which servers' certificates links believe. Believing is at once and outside the draft: it says
/// nothing of the configuration, and the link that waits for it goes on by itself.
final class TrustApi {
  private final SiteHost host;
  private final ConfigDesk desk;
  private final ScanDesk scans;
  private final LinkTrust trust;
  private final AuditLog audit;
  private final Work writes;

  TrustApi(
      SiteHost host,
      ConfigDesk desk,
      ScanDesk scans,
      LinkTrust trust,
      AuditLog audit,
      Work writes) {
    this.host = host;
    this.desk = desk;
    this.scans = scans;
    this.trust = trust;
    this.audit = audit;
    this.writes = writes;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/links/{link}/certificates",
            Role.VIEWER,
            "What the link's server has shown of itself and is not believed, the last one first; then"
                + " what is believed. Also of a link that has only been tried.",
            ask -> writes.run(() -> Reply.json(view(ofLink(ask))))),
        Route.post(
            "/links/{link}/certificates/{fingerprint}/trust",
            Role.TECHNICIAN,
            "Believes a certificate that the link's server has shown; the link goes on by itself.",
            Shape.NONE,
            ask -> writes.run(() -> believe(ofLink(ask), ask))),
        Route.delete(
            "/links/{link}/certificates/{fingerprint}",
            Role.TECHNICIAN,
            "Believes it no longer, and ends what is open with that server; forgets one that was not"
                + " believed.",
            ask -> writes.run(() -> distrust(ofLink(ask), ask))),
        Route.get(
            "/scan/certificates",
            Role.VIEWER,
            "The same of the server that was scanned last.",
            _ -> writes.run(() -> Reply.json(view(ofScan())))),
        Route.post(
            "/scan/certificates/{fingerprint}/trust",
            Role.TECHNICIAN,
            "Believes the server that was scanned last; a new link to it then does so too.",
            Shape.NONE,
            ask -> writes.run(() -> believe(ofScan(), ask))),
        Route.delete(
            "/scan/certificates/{fingerprint}",
            Role.TECHNICIAN,
            "Believes it no longer on scans; links are left as they are.",
            ask -> writes.run(() -> distrust(ofScan(), ask))));
  }

  /// @param target for the record
  private record Place(LinkConfig link, String target, boolean isScan) {}

  private Place ofLink(Ask ask) {
    String name = ask.path("link");
    LinkConfig link =
        host.live()
            .flatMap(l -> named(l.site(), name))
            .or(() -> desk.drafted().flatMap(site -> named(site, name)))
            .or(() -> trust.triedLink(name))
            .orElseThrow(() -> ApiProblem.notFound("link " + name));
    return new Place(link, name, false);
  }

  private static Optional<LinkConfig> named(SiteConfig site, String name) {
    return site.links().stream().filter(l -> l.name().equals(name)).findFirst();
  }

  private Place ofScan() {
    return scans
        .state()
        .map(s -> new Place(s.request().line().link(), s.request().target(), isOwn(s)))
        .orElseThrow(() -> ApiProblem.of(404, "还没有扫描过", "nothing has been scanned yet"));
  }

  /// A line of the site, scanned by name, is one of its links.
  private static boolean isOwn(ScanDesk.State state) {
    return state.request().line() instanceof Line.Own
        && !state.request().target().startsWith("link:");
  }

  private static ServerTrust trustOf(Place place) {
    return ServerTrust.of(place.link())
        .orElseThrow(
            () ->
                ApiProblem.of(
                    409, "这种线路没有服务器证书", "a link of this kind has no server's certificate"));
  }

  private static JsonObject view(Place place) throws IOException {
    Optional<ServerTrust> trust = ServerTrust.of(place.link());
    var list = new JsonArray();
    if (trust.isPresent()) {
      trust.get().certificates(place.link()).forEach(c -> list.add(json(c)));
    }
    var json = new JsonObject().put("certificates", list);
    if (place.link() instanceof LinkConfig.Endpoint endpoint) {
      json.put("server", endpoint.url().toString());
    }
    return json;
  }

  private static JsonObject json(ServerCertificate certificate) {
    return new JsonObject()
        .put("sha256", certificate.sha256())
        .put("sha1", certificate.sha1())
        .put("subject", certificate.subject())
        .put("applicationUri", certificate.applicationUri())
        .put("validFrom", certificate.validFrom().toString())
        .put("validUntil", certificate.validUntil().toString())
        .put("believed", certificate.isBelieved());
  }

  private static String fingerprint(Ask ask) {
    String said = ask.path("fingerprint").toLowerCase(Locale.ROOT);
    if (!said.matches("[0-9a-f]{64}")) {
      throw unknown(ask);
    }
    return said;
  }

  private static ApiProblem unknown(Ask ask) {
    return ApiProblem.notFound("certificate " + ask.path("fingerprint"));
  }

  private Reply believe(Place place, Ask ask) throws IOException {
    String sha256 = fingerprint(ask);
    ServerCertificate believed =
        trustOf(place).believe(place.link(), sha256).orElseThrow(() -> unknown(ask));
    if (place.isScan()) {
      trust.believed(place.link(), sha256);
    }
    audit.record(ask.actor(), "server-believed", place.target(), "", words(believed));
    return Reply.json(view(place));
  }

  private Reply distrust(Place place, Ask ask) throws IOException {
    String sha256 = fingerprint(ask);
    ServerCertificate gone;
    try {
      gone = trustOf(place).distrust(place.link(), sha256).orElseThrow(() -> unknown(ask));
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      throw ApiProblem.of(409, InChinese.of(why), why);
    }
    if (place.isScan()) {
      trust.believedNoLonger(place.link(), sha256);
    }
    String what = gone.isBelieved() ? "server-distrusted" : "server-forgotten";
    audit.record(ask.actor(), what, place.target(), words(gone), "");
    return Reply.json(view(place));
  }

  private static String words(ServerCertificate certificate) {
    return "SHA-256 " + certificate.sha256() + ", " + certificate.subject();
  }
}

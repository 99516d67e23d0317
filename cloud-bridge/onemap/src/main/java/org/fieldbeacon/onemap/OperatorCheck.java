package org.fieldbeacon.onemap;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;

/// Whether a request that changes something may. JSON only (another site's form cannot send that
/// without asking first), from our own page if from a page at all, with the operators' token. In
/// the open demo loopback needs no token, if it was also addressed as loopback (a foreign name that
/// resolves to 127.0.0.1 is not) and came through no proxy.
final class OperatorCheck {
  private static final String BEARER = "Bearer ";

  private OperatorCheck() {}

  /// Why not; empty when it may.
  static Optional<String> refusal(RoutingContext request, OperatorGate gate, boolean openDemo) {
    HttpServerRequest http = request.request();
    String type = http.getHeader("content-type");
    if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json(;.*)?")) {
      return Optional.of("content-type: wanted application/json");
    }
    String origin = http.getHeader("origin");
    if (origin != null
        && !origin.equals(http.scheme() + "://" + http.authority())
        && !origin.equals("https://" + http.authority())) {
      return Optional.of("origin: got " + origin + ", wanted this server's own page");
    }
    String token = http.getHeader("authorization");
    if (token != null && token.startsWith(BEARER)) {
      return gate.admits(token.substring(BEARER.length()).strip())
          ? Optional.empty()
          : Optional.of("the operators' token is not right");
    }
    return openDemo && isLocal(http)
        ? Optional.empty()
        : Optional.of("wanted the operators' token: Authorization: Bearer …");
  }

  private static boolean isLocal(HttpServerRequest http) {
    String from = http.remoteAddress().hostAddress();
    return from != null
        && (from.startsWith("127.") || from.equals("::1") || from.equals("0:0:0:0:0:0:0:1"))
        && http.authority() != null
        && http.authority().host().matches("127\\.0\\.0\\.1|localhost|\\[?::1]?")
        && http.getHeader("x-forwarded-for") == null
        && http.getHeader("forwarded") == null;
  }
}

package org.fieldbeacon.agent.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.fieldbeacon.agent.console.Sessions.Session;

/// Lets a request through or throws why not: session, role, and for changes that the page itself
/// asks for them (same origin, and the session's CSRF token). Event loop.
final class Gate {
  /// `__Host-`: sent over TLS only, to this host only (RFC 6265bis §4.1.3.2).
  static final String COOKIE = "__Host-fieldbeacon";

  /// Of a browser in which somebody has come in; see [KnownBrowsers].
  static final String KNOWN = "__Host-fieldbeacon-known";

  static final String CSRF_HEADER = "x-csrf-token";

  private final Sessions sessions;

  Gate(Sessions sessions) {
    this.sessions = sessions;
  }

  Optional<Session> pass(RoutingContext request, Route route) {
    if (route.isChange()) {
      requireOwnPage(request);
    }
    Optional<Session> session = token(request).flatMap(sessions::find);
    if (route.least().isEmpty()) {
      return session;
    }
    Session own =
        session.orElseThrow(() -> ApiProblem.of(401, "请先登录", "wanted a session: sign in"));
    if (own.mustChange() && !route.path().startsWith("/session")) {
      throw ApiProblem.of(
          403, "请先换成自己的密码", "the password was given by somebody else: change it first");
    }
    Role least = route.least().get();
    if (!own.role().mayWhat(least)) {
      throw ApiProblem.of(
          403, "此操作需要更高的权限:" + least.title().zh(), "this needs the role " + least.word());
    }
    if (route.isChange() && !isSame(request.request().getHeader(CSRF_HEADER), own.csrf())) {
      throw ApiProblem.of(403, "请求缺少页面令牌,请刷新页面", "wanted the session's token in " + CSRF_HEADER);
    }
    return session;
  }

  /// A change that another page's browser sends carries that page's origin.
  private static void requireOwnPage(RoutingContext request) {
    String origin = request.request().getHeader("origin");
    String own = "https://" + request.request().authority();
    if (origin != null && !origin.equals(own)) {
      throw ApiProblem.of(403, "请求来自别的页面", "got a change asked for by another page");
    }
  }

  private static boolean isSame(@org.jspecify.annotations.Nullable String got, String wanted) {
    return got != null
        && MessageDigest.isEqual(
            got.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8));
  }

  static Optional<String> token(RoutingContext request) {
    return Optional.ofNullable(request.request().getCookie(COOKIE)).map(Cookie::getValue);
  }

  static void give(RoutingContext request, String token) {
    request
        .response()
        .addCookie(
            Cookie.cookie(COOKIE, token)
                .setHttpOnly(true)
                .setSecure(true)
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/")
                .setMaxAge(Sessions.LONGEST.toSeconds()));
  }

  static Optional<String> note(RoutingContext request) {
    return Optional.ofNullable(request.request().getCookie(KNOWN)).map(Cookie::getValue);
  }

  static void leave(RoutingContext request, String note) {
    request
        .response()
        .addCookie(
            Cookie.cookie(KNOWN, note)
                .setHttpOnly(true)
                .setSecure(true)
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/")
                .setMaxAge(KnownBrowsers.LASTS.toSeconds()));
  }

  static void take(RoutingContext request) {
    request
        .response()
        .addCookie(
            Cookie.cookie(COOKIE, "")
                .setHttpOnly(true)
                .setSecure(true)
                .setSameSite(CookieSameSite.STRICT)
                .setPath("/")
                .setMaxAge(0));
  }
}

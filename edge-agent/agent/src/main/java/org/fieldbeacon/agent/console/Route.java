package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/// One operation of the API, declared once: router, gate, OpenAPI document and the tests of roles
/// are made of it.
///
/// @param path with parameters in braces: `/alarms/{rule}`, below `/api/v1`
/// @param least who may; empty: anybody
/// @param about one sentence, for the document
/// @param maxBytes of the body
record Route(
    HttpMethod method,
    String path,
    Optional<Role> least,
    String about,
    Shape query,
    Shape body,
    int maxBytes,
    Handler handler) {
  static final String BASE = "/api/v1";
  static final int SMALL = 16 << 10;

  /// Answers on the event loop; an [ApiProblem] thrown or failed with is told as such.
  @FunctionalInterface
  interface Handler {
    Future<Reply> handle(Ask ask);
  }

  static Route get(String path, Role least, String about, Shape query, Handler handler) {
    return new Route(
        HttpMethod.GET, path, Optional.of(least), about, query, Shape.NONE, 0, handler);
  }

  static Route get(String path, Role least, String about, Handler handler) {
    return get(path, least, about, Shape.NONE, handler);
  }

  static Route post(String path, Role least, String about, Shape body, Handler handler) {
    return new Route(
        HttpMethod.POST, path, Optional.of(least), about, Shape.NONE, body, SMALL, handler);
  }

  static Route put(String path, Role least, String about, Shape body, Handler handler) {
    return new Route(
        HttpMethod.PUT, path, Optional.of(least), about, Shape.NONE, body, SMALL, handler);
  }

  static Route delete(String path, Role least, String about, Handler handler) {
    return new Route(
        HttpMethod.DELETE, path, Optional.of(least), about, Shape.NONE, Shape.NONE, 0, handler);
  }

  Route open() {
    return new Route(method, path, Optional.empty(), about, query, body, maxBytes, handler);
  }

  Route upTo(int bytes) {
    return new Route(method, path, least, about, query, body, bytes, handler);
  }

  boolean isChange() {
    return !method.equals(HttpMethod.GET);
  }

  /// In the router's notation.
  String pattern() {
    return BASE + path.replaceAll("\\{([a-z]+)}", ":$1");
  }
}

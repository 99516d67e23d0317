package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Optional;

/// One operation of the API, declared once: router, gate, OpenAPI document and the tests of roles
/// are made of it.
///
/// @param path with parameters in braces: `/alarms/{rule}`, below `/api/v1`
/// @param least who may; empty: anybody
/// @param about one sentence, for the document
/// @param maxBytes of the body
/// @param media what the body is when it is no JSON: then it is for the handler to read; else empty
record Route(
    HttpMethod method,
    String path,
    Optional<Role> least,
    String about,
    Shape query,
    Shape body,
    int maxBytes,
    List<String> media,
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
        HttpMethod.GET, path, Optional.of(least), about, query, Shape.NONE, 0, List.of(), handler);
  }

  static Route get(String path, Role least, String about, Handler handler) {
    return get(path, least, about, Shape.NONE, handler);
  }

  static Route post(String path, Role least, String about, Shape body, Handler handler) {
    return new Route(
        HttpMethod.POST,
        path,
        Optional.of(least),
        about,
        Shape.NONE,
        body,
        SMALL,
        List.of(),
        handler);
  }

  static Route put(String path, Role least, String about, Shape body, Handler handler) {
    return new Route(
        HttpMethod.PUT,
        path,
        Optional.of(least),
        about,
        Shape.NONE,
        body,
        SMALL,
        List.of(),
        handler);
  }

  static Route delete(String path, Role least, String about, Handler handler) {
    return new Route(
        HttpMethod.DELETE,
        path,
        Optional.of(least),
        about,
        Shape.NONE,
        Shape.NONE,
        0,
        List.of(),
        handler);
  }

  /// A body of megabytes, which the handler reads as it comes.
  static Route upload(String path, Role least, String about, int maxBytes, Handler handler) {
    return new Route(
        HttpMethod.POST,
        path,
        Optional.of(least),
        about,
        Shape.NONE,
        Shape.NONE,
        maxBytes,
        List.of("application/octet-stream"),
        handler);
  }

  Route open() {
    return new Route(method, path, Optional.empty(), about, query, body, maxBytes, media, handler);
  }

  Route upTo(int bytes) {
    return new Route(method, path, least, about, query, body, bytes, media, handler);
  }

  boolean isChange() {
    return !method.equals(HttpMethod.GET);
  }

  boolean isUpload() {
    return !media.isEmpty();
  }

  /// In the router's notation.
  String pattern() {
    return BASE + path.replaceAll("\\{([a-z]+)}", ":$1");
  }
}

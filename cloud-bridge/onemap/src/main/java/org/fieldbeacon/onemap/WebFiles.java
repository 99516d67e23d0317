package org.fieldbeacon.onemap;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/// The page's own files, held in memory: a fixed list, so that no path can lead elsewhere.
final class WebFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "app.js", "text/javascript; charset=utf-8",
          "words.js", "text/javascript; charset=utf-8",
          "map.js", "text/javascript; charset=utf-8",
          "chart.js", "text/javascript; charset=utf-8",
          "style.css", "text/css; charset=utf-8",
          "base.json", "application/json",
          "vendor/leaflet-1.9.4.js", "text/javascript; charset=utf-8",
          "vendor/leaflet-1.9.4.css", "text/css; charset=utf-8");

  private record WebFile(Buffer content, String type, String tag) {}

  private final Map<String, WebFile> byPath = new HashMap<>();

  WebFiles() {
    TYPES.forEach((name, type) -> byPath.put("/" + name, read(name, type)));
    byPath.put("/", read("index.html", "text/html; charset=utf-8"));
  }

  void serve(RoutingContext request) {
    WebFile file = byPath.get(request.normalizedPath());
    if (file == null) {
      request.next();
      return;
    }
    var response =
        request
            .response()
            .putHeader("content-type", file.type())
            .putHeader("cache-control", "no-cache")
            .putHeader("etag", file.tag());
    if (file.tag().equals(request.request().getHeader("if-none-match"))) {
      response.setStatusCode(304).end();
    } else {
      response.end(file.content());
    }
  }

  private static WebFile read(String name, String type) {
    try (InputStream in = WebFiles.class.getResourceAsStream("/web/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is not in the program");
      }
      byte[] bytes = in.readAllBytes();
      var crc = new CRC32();
      crc.update(bytes);
      return new WebFile(
          Buffer.buffer(bytes), type, "\"" + Long.toHexString(crc.getValue()) + "\"");
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}

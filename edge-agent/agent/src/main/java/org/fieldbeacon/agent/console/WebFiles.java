package org.fieldbeacon.agent.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;

/// The page's own files, held in memory and compressed once: a fixed list, so that no path can lead
/// elsewhere.
final class WebFiles {
  private static final String FOLDER = "/console/";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png",
          "webmanifest", "application/manifest+json",
          "txt", "text/plain; charset=utf-8");

  private record WebFile(Buffer plain, Buffer compressed, String type, String tag) {}

  private final Map<String, WebFile> byPath = new HashMap<>();

  WebFiles() {
    for (String name : list()) {
      byPath.put("/" + name, read(name));
    }
    byPath.put("/", read("index.html"));
  }

  List<String> paths() {
    return byPath.keySet().stream().sorted().toList();
  }

  /// Bytes of all files as they travel, for the test of the first load.
  int compressedBytes(List<String> paths) {
    return byPath.entrySet().stream()
        .filter(e -> paths.contains(e.getKey()))
        .mapToInt(e -> e.getValue().compressed().length())
        .sum();
  }

  void serve(RoutingContext request) {
    WebFile file = byPath.get(request.request().path());
    if (file == null) {
      request.next();
      return;
    }
    var response =
        request
            .response()
            .putHeader("content-type", file.type())
            .putHeader("cache-control", "no-cache")
            .putHeader("vary", "accept-encoding")
            .putHeader("etag", file.tag());
    String accepted = request.request().getHeader("accept-encoding");
    if (file.tag().equals(request.request().getHeader("if-none-match"))) {
      var _ = response.setStatusCode(304).end();
    } else if (accepted != null && accepted.contains("gzip")) {
      var _ = response.putHeader("content-encoding", "gzip").end(file.compressed());
    } else {
      var _ = response.end(file.plain());
    }
  }

  private static List<String> list() {
    return new String(bytes("files.txt"), StandardCharsets.UTF_8)
        .lines()
        .filter(l -> !l.isBlank())
        .toList();
  }

  private static WebFile read(String name) {
    byte[] bytes = bytes(name);
    var crc = new CRC32();
    crc.update(bytes);
    String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
    return new WebFile(
        Buffer.buffer(bytes),
        Buffer.buffer(gzip(bytes)),
        type,
        "\"" + Long.toHexString(crc.getValue()) + "\"");
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(String name) {
    try (InputStream in = WebFiles.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the console's file " + name + " is not in the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}

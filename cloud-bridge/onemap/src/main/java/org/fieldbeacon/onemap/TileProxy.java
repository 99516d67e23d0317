package org.fieldbeacon.onemap;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Fetches 天地图 tiles (WMTS, Web Mercator) for the page, so that the service's key stays here. At
/// most [#MAX_FETCHES] at a time.
final class TileProxy {
  private static final int MAX_FETCHES = 64;
  private static final int MAX_ZOOM = 18;
  private static final long TIMEOUT_MS = 10_000;

  /// Layer in our path to layer of the service: vector base, Chinese names.
  private static final Map<String, String> LAYERS = Map.of("base", "vec", "names", "cva");

  private final HttpClient client;
  private final String key;
  private final AtomicInteger fetches = new AtomicInteger();

  TileProxy(Vertx vertx, String key) {
    this.client = vertx.createHttpClient();
    this.key = key;
  }

  void serve(RoutingContext request) {
    String layer = LAYERS.get(request.pathParam("layer"));
    int z = number(request.pathParam("z"));
    int x = number(request.pathParam("x"));
    int y = number(request.pathParam("y"));
    if (layer == null || z < 1 || z > MAX_ZOOM || x < 0 || x >= 1 << z || y < 0 || y >= 1 << z) {
      request.response().setStatusCode(404).end();
      return;
    }
    if (fetches.incrementAndGet() > MAX_FETCHES) {
      fetches.decrementAndGet();
      request.response().setStatusCode(503).end();
      return;
    }
    fetch(request, url(layer, z, x, y));
  }

  private String url(String layer, int z, int x, int y) {
    return "https://t0.tianditu.gov.cn/%s_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=%s&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX=%d&TILEROW=%d&TILECOL=%d&tk=%s"
        .formatted(layer, layer, z, y, x, key);
  }

  private void fetch(RoutingContext request, String url) {
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url)
                .setTimeout(TIMEOUT_MS))
        .compose(r -> r.send())
        .compose(
            answer ->
                answer
                    .body()
                    .compose(
                        tile ->
                            request
                                .response()
                                .setStatusCode(answer.statusCode() == 200 ? 200 : 502)
                                .putHeader("content-type", "image/png")
                                .putHeader("cache-control", "public, max-age=86400")
                                .end(tile)))
        .onComplete(_ -> fetches.decrementAndGet())
        .onFailure(_ -> request.response().setStatusCode(502).end());
  }

  private static int number(String text) {
    return text.matches("\\d{1,7}") ? Integer.parseInt(text) : -1;
  }
}

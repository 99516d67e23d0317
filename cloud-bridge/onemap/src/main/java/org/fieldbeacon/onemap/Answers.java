package org.fieldbeacon.onemap;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the map's server answers.
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  static void json(RoutingContext request, String text) {
    end(request, "application/json", text);
  }

  static void end(RoutingContext request, String type, String text) {
    request
        .response()
        .putHeader("content-type", type)
        .end(text)
        .onFailure(e -> LOG.debug("path={} not delivered", request.normalizedPath(), e));
  }

  static void fail(RoutingContext request, int status, String reason) {
    request.response().setStatusCode(status);
    json(request, new JsonObject().put("error", reason).encode());
  }
}

package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.Text;

/// Why a request is not obeyed, as a problem document (RFC 9457) in both languages. Carries no
/// stack trace: it is expected.
final class ApiProblem extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// One field of a request that is not as it should be.
  record Wrong(String field, Text wanted) {}

  private final int status;
  private final transient Text detail;
  private final transient List<Wrong> errors;
  private final transient Optional<Duration> retryAfter;

  private ApiProblem(int status, Text detail, List<Wrong> errors, Optional<Duration> retryAfter) {
    super(detail.en(), null, false, false);
    this.status = status;
    this.detail = detail;
    this.errors = errors;
    this.retryAfter = retryAfter;
  }

  static ApiProblem of(int status, String zh, String en) {
    return new ApiProblem(status, new Text(zh, en), List.of(), Optional.empty());
  }

  static ApiProblem fields(List<Wrong> errors) {
    return new ApiProblem(
        400, new Text("有的栏目填写不正确", "some fields are not right"), errors, Optional.empty());
  }

  static ApiProblem field(String name, String zh, String en) {
    return fields(List.of(new Wrong(name, new Text(zh, en))));
  }

  static ApiProblem notFound(String what) {
    return of(404, "没有:" + what, "there is no " + what);
  }

  static ApiProblem later(int status, String zh, String en, Duration retryAfter) {
    return new ApiProblem(status, new Text(zh, en), List.of(), Optional.of(retryAfter));
  }

  int status() {
    return status;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  JsonObject json(String instance) {
    var json =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", title(status))
            .put("status", status)
            .put("detail", detail.en())
            .put("detail-zh", detail.zh())
            .put("instance", instance);
    if (!errors.isEmpty()) {
      var list = new JsonArray();
      errors.forEach(
          e ->
              list.add(
                  new JsonObject()
                      .put("field", e.field())
                      .put(
                          "wanted",
                          new JsonObject().put("zh", e.wanted().zh()).put("en", e.wanted().en()))));
      json.put("errors", list);
    }
    return json;
  }

  private static String title(int status) {
    return io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}

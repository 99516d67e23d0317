package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Text;

/// Why a request is not obeyed, as a problem document (RFC 9457) in both languages. Carries no
/// stack trace: it is expected.
final class ApiProblem extends RuntimeException {
  private static final long serialVersionUID = 1;
  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("rule", "规则"),
          Map.entry("version", "版本"),
          Map.entry("output", "输出"),
          Map.entry("account", "账户"),
          Map.entry("device", "设备"),
          Map.entry("point", "测点"),
          Map.entry("model", "模型"),
          Map.entry("package", "模型包"),
          Map.entry("picture", "图片"),
          Map.entry("link", "线路"),
          Map.entry("certificate", "证书"));

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

  /// Of fields that somebody of another role might fill in so.
  static ApiProblem notForYou(List<Wrong> errors) {
    Wrong first = errors.getFirst();
    return new ApiProblem(
        403,
        new Text(
            first.field() + ":应为" + first.wanted().zh(),
            first.field() + ": wanted " + first.wanted().en()),
        errors,
        Optional.empty());
  }

  static ApiProblem notFound(String what) {
    int space = what.indexOf(' ');
    String kind = space < 0 ? "" : what.substring(0, space);
    String zh = KINDS.containsKey(kind) ? KINDS.get(kind) + what.substring(space) : what;
    return of(404, "没有:" + zh, "there is no " + what);
  }

  static ApiProblem later(int status, String zh, String en, Duration retryAfter) {
    return new ApiProblem(status, new Text(zh, en), List.of(), Optional.of(retryAfter));
  }

  /// The same about another field.
  ApiProblem under(String field) {
    return fields(errors.stream().map(e -> new Wrong(field, e.wanted())).toList());
  }

  int status() {
    return status;
  }

  Optional<Duration> retryAfter() {
    return retryAfter;
  }

  /// @param tongue of `title` and `detail`; what is wrong with fields is told in both
  JsonObject json(String instance, Tongue tongue) {
    var json =
        new JsonObject()
            .put("type", "about:blank")
            .put("title", tongue == Tongue.ZH ? titleZh(status) : title(status))
            .put("status", status)
            .put("detail", tongue == Tongue.ZH ? detail.zh() : detail.en())
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

  private static String titleZh(int status) {
    return switch (status) {
      case 400 -> "请求有误";
      case 401 -> "未登录";
      case 403 -> "没有权限";
      case 404 -> "没有找到";
      case 405 -> "不支持这种请求";
      case 409 -> "现在不能这样做";
      case 412 -> "已被别人改动";
      case 413 -> "内容太大";
      case 428 -> "缺少版本标记";
      case 429 -> "请求太频繁";
      case 503 -> "暂时无法处理";
      default -> status >= 500 ? "网关内部错误" : "请求有误";
    };
  }

  private static String title(int status) {
    return io.netty.handler.codec.http.HttpResponseStatus.valueOf(status).reasonPhrase();
  }
}

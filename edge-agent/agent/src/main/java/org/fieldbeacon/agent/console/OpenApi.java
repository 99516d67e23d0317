package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.console.AnswerBook.Answer;

/// The OpenAPI 3.1 document of the routes.
final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");
  private static final String PROBLEM = "#/components/schemas/Problem";

  private OpenApi() {}

  static JsonObject document(List<Route> routes, String version) {
    var paths = new JsonObject();
    for (Route route : routes) {
      String path = Route.BASE + route.path();
      JsonObject operations = paths.getJsonObject(path, new JsonObject());
      operations.put(route.method().name().toLowerCase(Locale.ROOT), operation(route));
      paths.put(path, operations);
    }
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put(
            "info",
            new JsonObject()
                .put("title", "Fieldbeacon console")
                .put("version", "1")
                .put(
                    "description",
                    "What the gateway's console uses. Changes need the header x-csrf-token with the"
                        + " token of the session. Agent "
                        + version
                        + "."))
        .put("paths", paths)
        .put(
            "components",
            new JsonObject()
                .put("schemas", Answers.shapesJson().put("Problem", problem()))
                .put(
                    "securitySchemes",
                    new JsonObject()
                        .put(
                            "session",
                            new JsonObject()
                                .put("type", "apiKey")
                                .put("in", "cookie")
                                .put("name", Gate.COOKIE))));
  }

  private static JsonObject operation(Route route) {
    var parameters = new JsonArray();
    Matcher names = PARAMETER.matcher(route.path());
    while (names.find()) {
      parameters.add(
          parameter("path", names.group(1), true, new JsonObject().put("type", "string")));
    }
    route
        .query()
        .fields()
        .forEach(f -> parameters.add(parameter("query", f.name(), f.isRequired(), f.schema())));
    var operation =
        new JsonObject()
            .put("operationId", operationId(route))
            .put("summary", route.about())
            .put("parameters", parameters)
            .put("responses", responses(route));
    route
        .least()
        .ifPresent(
            role ->
                operation
                    .put("description", "For " + role.word() + " and above.")
                    .put("x-least-role", role.word())
                    .put(
                        "security",
                        new JsonArray().add(new JsonObject().put("session", new JsonArray()))));
    if (route.isUpload()) {
      var content = new JsonObject();
      route.media().forEach(m -> content.put(m, new JsonObject().put("schema", new JsonObject())));
      operation.put("requestBody", new JsonObject().put("required", true).put("content", content));
    }
    if (!route.body().fields().isEmpty()) {
      operation.put(
          "requestBody",
          new JsonObject()
              .put("required", true)
              .put(
                  "content",
                  new JsonObject()
                      .put(Reply.JSON, new JsonObject().put("schema", route.body().schema()))));
    }
    return operation;
  }

  private static String operationId(Route route) {
    return route.method().name().toLowerCase(Locale.ROOT)
        + route.path().replaceAll("[{}]", "").replace('/', '-');
  }

  private static JsonObject parameter(
      String in, String name, boolean isRequired, JsonObject schema) {
    return new JsonObject()
        .put("in", in)
        .put("name", name)
        .put("required", isRequired)
        .put("schema", schema);
  }

  /// What it answers when it obeys, and the problem document when it does not.
  private static JsonObject responses(Route route) {
    var responses = new JsonObject();
    Answer answer =
        Answers.of(route).orElseGet(() -> new Answer(200, Reply.JSON, new JsonObject()));
    var done = new JsonObject().put("description", "Done.");
    if (!answer.type().isEmpty()) {
      done.put("content", content(answer.type(), answer.schema()));
    }
    responses.put(String.valueOf(answer.status()), done);
    return responses.put(
        "default",
        new JsonObject()
            .put("description", "Not done, and why.")
            .put(
                "content",
                content("application/problem+json", new JsonObject().put("$ref", PROBLEM))));
  }

  private static JsonObject content(String type, JsonObject schema) {
    return new JsonObject().put(type, new JsonObject().put("schema", schema));
  }

  /// RFC 9457 §3.1, with the fields that are wrong and the words in Chinese.
  private static JsonObject problem() {
    JsonObject text = new JsonObject().put("type", "string");
    JsonObject words =
        new JsonObject()
            .put("type", "object")
            .put("properties", new JsonObject().put("zh", text).put("en", text));
    JsonObject wrong =
        new JsonObject()
            .put("type", "object")
            .put("properties", new JsonObject().put("field", text).put("wanted", words));
    return new JsonObject()
        .put("type", "object")
        .put("required", new JsonArray(List.of("type", "title", "status", "detail")))
        .put(
            "properties",
            new JsonObject()
                .put("type", text)
                .put("title", text)
                .put("status", new JsonObject().put("type", "integer"))
                .put("detail", text)
                .put("detail-zh", text)
                .put("instance", text)
                .put("errors", new JsonObject().put("type", "array").put("items", wrong)));
  }
}

package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The document says of every operation who may, what it takes, and what it answers; and answers
/// are what it says. `.ci/fuzz` has it looked at by a validator of OpenAPI besides.
class OpenApiTest {
  @TempDir Path folder;

  @Test
  void everyOperationSaysWhoMayAndWhatItAnswers() throws Exception {
    try (var console = new TestConsole(folder)) {
      JsonObject document = OpenApi.document(console.console.routes(), "test");
      assertEquals(
          List.of(),
          console.console.routes().stream()
              .filter(r -> Answers.of(r).isEmpty())
              .map(r -> r.method() + " " + r.path())
              .toList(),
          "say in Answers what these answer");
      Set<String> ids = new HashSet<>();
      for (Route route : console.console.routes()) {
        String name = route.method() + " " + route.path();
        JsonObject operation =
            document
                .getJsonObject("paths")
                .getJsonObject(Route.BASE + route.path())
                .getJsonObject(route.method().name().toLowerCase(java.util.Locale.ROOT));
        assertTrue(ids.add(operation.getString("operationId")), name);
        assertTrue(operation.getJsonObject("responses").containsKey("default"), name);
        assertEquals(
            route.least().map(Role::word),
            Optional.ofNullable(operation.getString("x-least-role")),
            name);
        assertEquals(route.least().isPresent(), operation.containsKey("security"), name);
        assertEquals(
            route.isUpload() || !route.body().fields().isEmpty(),
            operation.containsKey("requestBody"),
            name);
      }
    }
  }

  @Test
  void everyReferenceLeadsToAShape() throws Exception {
    try (var console = new TestConsole(folder)) {
      JsonObject document = OpenApi.document(console.console.routes(), "test");
      JsonObject shapes = document.getJsonObject("components").getJsonObject("schemas");
      List<String> lost = new ArrayList<>();
      references(document, lost);
      assertTrue(lost.size() > 50, "references seen: " + lost.size());
      lost.removeIf(r -> shapes.containsKey(r.substring(r.lastIndexOf('/') + 1)));
      assertEquals(List.of(), lost);
    }
  }

  private static void references(Object at, List<String> found) {
    switch (at) {
      case JsonObject object -> {
        Optional.ofNullable(object.getValue("$ref")).map(String::valueOf).ifPresent(found::add);
        object.forEach(e -> references(e.getValue(), found));
      }
      case JsonArray array -> array.forEach(v -> references(v, found));
      default -> {
        // A leaf.
      }
    }
  }

  /// Without a gateway only some have anything to say; the others are compared by `.ci/fuzz`.
  @Test
  void answersHaveTheFieldsThatTheDocumentPromises() throws Exception {
    try (var console = new TestConsole(folder)) {
      Person chief = console.first("chief");
      int compared = 0;
      for (Route route : console.console.routes()) {
        var answer = Answers.of(route);
        if (!route.method().name().equals("GET")
            || route.path().contains("{")
            || answer.filter(a -> a.type().equals(Reply.JSON)).isEmpty()) {
          continue;
        }
        var got = console.send("GET", Route.BASE + route.path(), "", chief);
        if (got.statusCode() == answer.get().status()) {
          compared++;
          JsonObject body = new JsonObject(got.body());
          JsonArray required = answer.get().schema().getJsonArray("required", new JsonArray());
          for (Object field : required) {
            assertTrue(body.containsKey(String.valueOf(field)), route.path() + " " + field);
          }
        }
      }
      assertTrue(compared >= 10, "compared: " + compared);
    }
  }
}

package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The record of changes says what happened, not what somebody wanted.
class RecordIT {
  @TempDir Path folder;

  private static List<String> record(ConsoleUser user) {
    return user.get("/audit").getJsonArray("entries").stream()
        .map(JsonObject.class::cast)
        .map(e -> e.getString("what"))
        .filter(w -> w.startsWith("alarm-") || w.startsWith("output-"))
        .toList();
  }

  @Test
  void anOrderThatWasRefusedIsOnRecordAsRefused() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var user = new ConsoleUser(console)) {
      user.send("POST", "/alarms/river-high/reset", new JsonObject(), 409);
      assertEquals(List.of("alarm-refused", "alarm-ordered"), record(user));
      JsonObject refused = user.get("/audit").getJsonArray("entries").getJsonObject(0);
      assertEquals("alarm-reset", refused.getString("before"));
      assertTrue(!refused.getString("after").isEmpty(), refused.encode());
      var shelve = new JsonObject().put("minutes", 30).put("note", "sensor change");
      user.send("POST", "/alarms/river-high/shelve", shelve, 200);
      assertEquals(List.of("alarm-shelved", "alarm-ordered"), record(user).subList(0, 2));
      var test = new JsonObject().put("seconds", 1).put("confirm", "siren");
      user.send("POST", "/outputs/siren/test", test, 200);
      assertEquals(List.of("output-tested", "output-ordered"), record(user).subList(0, 2));
    }
  }
}

package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateFolderTest {
  @TempDir Path folder;

  @Test
  void versionsAreComparedByTheirNumbers() {
    assertTrue(UpdateFolder.isNewer("1.10.0", "1.9.9"));
    assertTrue(UpdateFolder.isNewer("0.2.0", "0.1.0-SNAPSHOT"));
    assertFalse(UpdateFolder.isNewer("0.1.0", "0.1.0-SNAPSHOT"));
    assertFalse(UpdateFolder.isNewer("1.2.3", "1.2.3"));
    assertTrue(UpdateFolder.isNewer("0.0.1", "unknown"));
  }

  @Test
  void whatNobodyHasSignedIsShownAsSuchAndOtherFilesAreNot() throws Exception {
    Path updates = Files.createDirectories(folder.resolve("updates"));
    Files.writeString(updates.resolve("fieldbeacon_9.9.9_arm64.deb"), "x");
    Files.writeString(updates.resolve("notes.txt"), "x");
    JsonObject seen = new UpdateFolder(folder.resolve("site.yaml"), "1.0.0").look();
    assertEquals(1, seen.getJsonArray("found").size());
    JsonObject one = seen.getJsonArray("found").getJsonObject(0);
    assertTrue(one.getBoolean("newer"));
    assertFalse(one.getBoolean("signed"));
    assertTrue(one.getString("problem").contains("signature"), one.encode());
    assertFalse(seen.getBoolean("installsFromHere"));
  }
}

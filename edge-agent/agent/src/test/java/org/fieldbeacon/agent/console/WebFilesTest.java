package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WebFilesTest {
  /// Everything a browser fetches before the first page shows: all modules are imported from the
  /// start.
  @Test
  void theFirstLoadIsSmallEnoughForAPoorLink() {
    var files = new WebFiles();
    List<String> all =
        files.paths().stream().filter(p -> !p.endsWith(".png") && !p.endsWith(".txt")).toList();
    int bytes = files.compressedBytes(all);
    assertTrue(bytes > 10_000 && bytes <= 200_000, "first load: " + bytes + " bytes");
    assertTrue(all.size() > 20, all.toString());
  }
}

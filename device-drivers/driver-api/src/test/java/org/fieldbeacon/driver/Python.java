package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;

/// The Python that peers run on which we did not write: the one that FIELDBEACON_PYTHON names, else
/// `python3`.
public final class Python {
  private Python() {}

  /// What starts it.
  public static String command() {
    return System.getenv().getOrDefault("FIELDBEACON_PYTHON", "python3");
  }

  /// What starts it, where it has these modules; where not, the test says so and is skipped, except
  /// in CI.
  ///
  /// @param modules as after `import`
  /// @param packages the same as pip names them
  public static String with(String modules, String packages) throws InterruptedException {
    String python = command();
    if (imports(python, modules)) {
      return python;
    }
    String why = "skipped: " + python + " has no " + packages + " (pip install it)";
    assertNotEquals("true", System.getenv("CI"), why + ", and CI may not skip it");
    return abort(why);
  }

  private static boolean imports(String python, String modules) throws InterruptedException {
    try {
      return new ProcessBuilder(python, "-c", "import " + modules)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }
}

package org.fieldbeacon.tflite;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Starts the class path of the tests in a JVM of its own, whose death is not ours.
///
/// The system property `tflite.test.java` is the command to start it with, words separated by
/// blanks, where it is not simply the `java` of this process.
final class ChildJvm {
  private ChildJvm() {}

  /// The words of the command that starts a JVM like this one.
  static List<String> java() {
    String own = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(System.getProperty("tflite.test.java", own).split(" "));
  }

  /// Runs a main class until it ends or the time is up; output goes to the file.
  ///
  /// @return the exit status, or -1 where it was stopped
  static int run(
      Path output,
      long seconds,
      List<String> java,
      List<String> options,
      Class<?> main,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + output.resolveSibling("hs_err.log"),
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    File file = output.toFile();
    Process child =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file).start();
    try {
      return child.waitFor(seconds, TimeUnit.SECONDS) ? child.exitValue() : -1;
    } finally {
      child.destroyForcibly();
    }
  }
}

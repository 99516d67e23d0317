package org.fieldbeacon.agent.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Java process that says `ack N` for each thing it has been told is on flash, and is killed
/// (SIGKILL, no shutdown hook) after some of them, wherever it is by then.
final class CrashChild {
  private static final String ACK = "ack ";

  private CrashChild() {}

  static void acknowledge(long n) {
    System.out.println(ACK + n);
    System.out.flush();
  }

  /// Runs `main`, kills it after `acks` acknowledgements and `spins` turns; answers the last one
  /// that it said.
  static long killedAfter(Class<?> main, Path folder, long argument, int acks, int spins) {
    try {
      return run(main, folder, argument, acks, spins);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long run(Class<?> main, Path folder, long argument, int acks, int spins)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of(main.getName(), folder.toString(), Long.toString(argument)));
    Process child =
        new ProcessBuilder(command).redirectError(folder.resolve("child.err").toFile()).start();
    long last = -1;
    int seen = 0;
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        // A line cut short by the kill is no acknowledgement that anybody could have read.
        if (line.startsWith(ACK)) {
          last = Long.parseLong(line.substring(ACK.length()));
          if (++seen == acks) {
            for (int i = 0; i < spins; i++) {
              Thread.onSpinWait();
            }
            // By its handle: the process's own method would close the pipe with lines still in it.
            if (!child.toHandle().destroyForcibly()) {
              throw new IllegalStateException("the child ended by itself");
            }
          }
        }
      }
    }
    int exit = child.waitFor();
    if (exit == 0 || seen < acks) {
      throw new IllegalStateException(
          "child said "
              + seen
              + " of "
              + acks
              + ": "
              + java.nio.file.Files.readString(folder.resolve("child.err")));
    }
    return last;
  }
}

package org.fieldbeacon.agent.console;

import java.nio.file.Path;
import java.time.Duration;

/// Where the console listens and where it keeps what is its own.
///
/// @param host address to listen on; 0.0.0.0 for all
/// @param port 0 for any free one
/// @param siteFile the site file, which need not be there yet
/// @param passwordIterations of [Passwords]; fewer only in tests
/// @param quiet how long a connection may be without a whole request; shorter only in tests
public record ConsoleSettings(
    String host, int port, Path siteFile, int passwordIterations, Duration quiet) {
  private static final Duration QUIET = Duration.ofSeconds(20);

  public static ConsoleSettings of(String host, int port, Path siteFile) {
    return new ConsoleSettings(host, port, siteFile, Passwords.ITERATIONS, QUIET);
  }

  /// Accounts, certificate, audit log, drafts and history.
  Path folder() {
    return siteFile.toAbsolutePath().resolveSibling("console");
  }
}

package org.fieldbeacon.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The verb `bench`.
@Command(
    name = "fieldbeacon",
    mixinStandardHelpOptions = true,
    subcommands = BenchCommand.class,
    description = "Benchmarks of the gateway.")
public final class Main {
  private Main() {}

  /// Exit status 0 all aims met, 1 one is not, 2 usage, or the benchmark could not run.
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(
            (e, _) -> {
              String command = e.getCommandLine().getCommandName();
              e.getCommandLine()
                  .getErr()
                  .println(command + ": " + reason(e) + " (--help tells more)");
              return 2;
            });
  }

  private static String reason(ParameterException e) {
    if (e.getCommandLine().getCommand() instanceof BenchCommand
        && e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()) {
      return "got \""
          + unmatched.getUnmatched().getFirst()
          + "\", wanted one of: "
          + BenchCommand.NAMES;
    }
    return String.valueOf(e.getMessage());
  }
}

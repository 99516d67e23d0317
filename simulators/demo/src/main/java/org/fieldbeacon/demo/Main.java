package org.fieldbeacon.demo;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The verbs of the demo's program.
@Command(
    name = "fieldbeacon",
    mixinStandardHelpOptions = true,
    subcommands = DemoCommand.class,
    description = "The product in one command.")
public final class Main {
  private Main() {}

  /// Exit status 0 fine, 1 a finding, 2 usage or bad input.
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(
            (e, _) -> {
              e.getCommandLine()
                  .getErr()
                  .println(
                      e.getCommandLine().getCommandName()
                          + ": "
                          + e.getMessage()
                          + " (--help tells more)");
              return 2;
            });
  }
}

package org.fieldbeacon.onemap;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The verbs of the province's program.
@Command(
    name = "fieldbeacon",
    mixinStandardHelpOptions = true,
    subcommands = OneMapCommand.class,
    description = "The province's end of the bridge.")
public final class Main {
  private static final int USAGE = 2;

  private Main() {}

  /// Exit status 0 fine, 2 usage or bad input.
  public static void main(String[] args) {
    // The embedded broker brings a logback.xml too; ours has a name of its own.
    System.setProperty("logback.configurationFile", "onemap-logback.xml");
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
              return USAGE;
            });
  }
}

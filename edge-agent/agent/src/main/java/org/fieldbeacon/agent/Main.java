package org.fieldbeacon.agent;

import java.util.Objects;
import org.fieldbeacon.agent.config.CheckCommand;
import org.fieldbeacon.agent.decode.DecodeCommand;
import org.fieldbeacon.agent.doctor.DoctorCommand;
import org.fieldbeacon.agent.model.ModelCommand;
import org.fieldbeacon.agent.quality.QcCommand;
import org.fieldbeacon.agent.scan.ScanCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The verbs of the gateway's program.
@Command(
    name = "fieldbeacon",
    mixinStandardHelpOptions = true,
    subcommands = {
      CheckCommand.class,
      DecodeCommand.class,
      DoctorCommand.class,
      ModelCommand.class,
      QcCommand.class,
      ReplayCommand.class,
      RunCommand.class,
      ScanCommand.class
    },
    description = "Edge runtime for farms, rivers and hazard sites.")
public final class Main {
  private Main() {}

  /// Exit status 0 fine, 1 a finding, 2 usage or bad input.
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    var line = new CommandLine(new Main());
    // Of all verbs about models the one that knows sites.
    Objects.requireNonNull(line.getSubcommands().get("model")).addSubcommand(new PromoteCommand());
    return line.setParameterExceptionHandler(
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

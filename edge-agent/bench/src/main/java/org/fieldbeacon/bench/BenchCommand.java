package org.fieldbeacon.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fieldbeacon bench NAME`.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "NAME",
    subcommands = {
      PipelineBench.class,
      ModbusBench.class,
      UplinkBench.class,
      ConsoleBench.class,
      LatencyBench.class,
      FootprintBench.class,
      DecodeBench.class,
      FleetCommand.class
    },
    description = "Measures the gateway on this machine; docs/BENCHMARKS.md has the method.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:measured, every aim is met",
      "1:measured, an aim is not met",
      "2:usage, or it could not run"
    })
final class BenchCommand implements Runnable {
  static final String NAMES = "pipeline modbus uplink console latency footprint decode";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "got no name, wanted one of: " + BenchCommand.NAMES);
  }
}

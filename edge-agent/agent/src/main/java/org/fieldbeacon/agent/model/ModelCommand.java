package org.fieldbeacon.agent.model;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `fieldbeacon model`.
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description =
        "Model packages: what is there, whether it can be trusted, how good and how fast.",
    subcommands = {
      ListCommand.class,
      VerifyCommand.class,
      EvalCommand.class,
      BenchCommand.class,
      SignCommand.class,
      KeygenCommand.class
    })
public final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "got no verb, wanted one of list verify eval bench sign keygen promote");
  }
}

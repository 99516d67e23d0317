package org.fieldbeacon.agent.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeacon.contract.CommandKeys;
import org.fieldbeacon.contract.ContractException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldbeacon model sign`.
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = "Writes a package's SHA256SUMS and signs it.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:signed", "2:usage, no such package or key"})
final class SignCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PKG", description = "a package's folder")
  private String name = "";

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "Ed25519 private key, PEM")
  private Path key = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Optional<Path> folder = Packages.find(name);
    if (folder.isEmpty()) {
      return refuse(name + ": got no folder with a card.yaml, wanted a model package");
    }
    try {
      PackageSignature.sign(folder.get(), CommandKeys.readPrivate(key));
    } catch (ContractException | UncheckedIOException e) {
      return refuse("--key: " + e.getMessage());
    }
    spec.commandLine().getOut().println(name + ": signed");
    return 0;
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("sign: " + why);
    return 2;
  }
}

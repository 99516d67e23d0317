package org.fieldbeacon.agent.model;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.Callable;
import org.fieldbeacon.contract.CommandKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldbeacon model keygen`.
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    description = "Makes a pair of keys to sign packages with: FILE, private, and FILE.pub.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:made", "2:usage, or a file of that name is there"})
final class KeygenCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "where the private key goes; never overwritten")
  private Path file = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    KeyPair pair = CommandKeys.generate();
    try {
      CommandKeys.writePrivate(file, pair.getPrivate());
      CommandKeys.writePublic(file.resolveSibling(file.getFileName() + ".pub"), pair.getPublic());
    } catch (UncheckedIOException e) {
      spec.commandLine()
          .getErr()
          .println("keygen: " + e.getMessage() + ": " + String.valueOf(e.getCause()));
      return 2;
    }
    spec.commandLine().getOut().println(file + " and " + file + ".pub written");
    return 0;
  }
}

package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeacon.contract.ContractException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldbeacon model verify`.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Checks a package's hashes, signature, card against tensors, and self-test, and says which"
            + " of them fail.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:it may be used", "1:it may not", "2:usage, or no such package"})
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "PKG", description = "a package's folder, or a shipped one's name")
  private String name = "";

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "public key to believe in place of the shipped one; may be repeated")
  private List<Path> trust = new ArrayList<>();

  @Option(names = "--json", description = "one JSON object")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Optional<Path> folder = Packages.find(name);
    if (folder.isEmpty()) {
      return refuse(name + ": got no folder with a card.yaml, wanted a model package");
    }
    List<PublicKey> keys;
    try {
      keys = TrustedKeys.of(trust);
    } catch (ContractException | UncheckedIOException e) {
      return refuse("--trust: " + e.getMessage());
    }
    return switch (PackageCheck.of(folder.get(), keys)) {
      case PackageCheck.Verdict.Good(LoadedModel model) -> {
        try (model) {
          say(model, List.of());
        }
        yield 0;
      }
      case PackageCheck.Verdict.Bad(List<PackageCheck.Finding> findings) -> {
        say(null, findings);
        yield 1;
      }
    };
  }

  private void say(
      @org.jspecify.annotations.Nullable LoadedModel model, List<PackageCheck.Finding> findings) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      var all = new JsonArray();
      findings.forEach(
          f -> all.add(new JsonObject().put("part", f.part().word()).put("detail", f.detail())));
      var line = new JsonObject().put("package", name).put("good", findings.isEmpty());
      if (model != null) {
        line.put("version", model.card().version()).put("sha256", model.sha256());
      }
      out.println(line.put("findings", all).encode());
    } else if (model != null) {
      out.println(
          name
              + ": hash, signature, contract and self-test hold; "
              + model.card().version()
              + ", model SHA-256 "
              + model.sha256());
    } else {
      findings.forEach(f -> out.println(name + ": " + f.part().word() + ": " + f.detail()));
    }
    out.flush();
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("verify: " + why);
    return 2;
  }
}

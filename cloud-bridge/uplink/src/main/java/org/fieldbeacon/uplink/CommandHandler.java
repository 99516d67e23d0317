package org.fieldbeacon.uplink;

import java.util.concurrent.CompletableFuture;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.CommandResult;

/// Obeys commands and puts the results into the outbox. Called on the uplink's thread; must not
/// block it.
public interface CommandHandler {
  /// A command that is signed by a trusted key, for this gateway, in time and new.
  ///
  /// @return completes, on any thread, once both the effect and the result are on flash; only then
  ///   is the command acknowledged to the broker. After a crash before that it comes again.
  CompletableFuture<CommandResult> obey(Command command);

  /// A command rightly signed but not to be obeyed: put the result into the outbox.
  void refused(CommandResult result);
}

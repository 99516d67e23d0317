package org.fieldbeacon.agent.command;

import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.fieldbeacon.agent.inference.PromotionDesk;
import org.fieldbeacon.agent.outbox.AlarmCommits;
import org.fieldbeacon.agent.store.SeenCommand;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Command.PromoteModel;
import org.fieldbeacon.contract.Command.RollBackModel;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.uplink.CommandHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Obeys the map's orders about models, which read files and run native code, on a thread of its
/// own; all other orders go on. An order that a loss of power has cut in two is done again, which
/// changes nothing.
public final class ModelStation implements CommandHandler {
  private static final Logger LOG = LoggerFactory.getLogger(ModelStation.class);

  private final PromotionDesk models;
  private final OrderRecord orders;
  private final CommandHandler next;
  private final AlarmCommits commits;
  private final Executor worker;
  private final InstantSource clock;

  /// @param worker runs one order at a time, off the pipeline's and the uplink's threads
  public ModelStation(
      PromotionDesk models,
      OrderRecord orders,
      CommandHandler next,
      AlarmCommits commits,
      Executor worker,
      InstantSource clock) {
    this.models = models;
    this.orders = orders;
    this.next = next;
    this.commits = commits;
    this.worker = worker;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<CommandResult> obey(Command command) {
    return switch (command) {
      case PromoteModel order ->
          answered(
              order,
              "promote " + order.model(),
              () ->
                  models.promote(
                      order.model(),
                      order.sha256(),
                      (before, after) ->
                          note(order, "model-promoted", order.model(), before, after)));
      case RollBackModel order ->
          answered(
              order,
              "roll back " + order.model(),
              () ->
                  models.rollBack(
                      order.model(),
                      (before, after) ->
                          note(order, "model-rolled-back", order.model(), before, after)));
      case Command.AcknowledgeAlarm _, Command.ShelveAlarm _ -> next.obey(command);
    };
  }

  private void note(Command order, String what, String model, String before, String after) {
    orders.record(order.header().by(), what, model, before, after);
  }

  private interface Work {
    Optional<Text> refusal();
  }

  private CompletableFuture<CommandResult> answered(Command command, String what, Work work) {
    Command.Header header = command.header();
    return CompletableFuture.supplyAsync(() -> refusal(work), worker)
        .thenCompose(
            refusal -> {
              String why = refusal.map(Text::en).orElse("");
              LOG.info(
                  "command={} by={} {} {}",
                  header.id(),
                  header.by(),
                  what,
                  refusal.isEmpty() ? "done" : "refused: " + why);
              var result =
                  new CommandResult(
                      header.id(), refusal.isEmpty() ? "done" : "refused", why, clock.instant());
              var seen = new SeenCommand(header.id(), header.expiresAt());
              return commits
                  .add(List.of(), Optional.of(result), Optional.of(seen))
                  .thenApply(_ -> result);
            });
  }

  /// A disk that does not take the record or the change is why it was refused.
  private static Optional<Text> refusal(Work work) {
    try {
      return work.refusal();
    } catch (UncheckedIOException e) {
      String why = e.getMessage() + ": " + e.getCause();
      return Optional.of(new Text(why, why));
    }
  }

  @Override
  public void refused(CommandResult result) {
    next.refused(result);
  }
}

package org.fieldbeacon.agent.command;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.fieldbeacon.agent.alarm.AlarmEngine;
import org.fieldbeacon.agent.alarm.AlarmEngine.Answer;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.outbox.AlarmCommits;
import org.fieldbeacon.agent.store.SeenCommand;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Command.PromoteModel;
import org.fieldbeacon.contract.Command.RollBackModel;
import org.fieldbeacon.contract.Command.ShelveAlarm;
import org.fieldbeacon.uplink.CommandHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Obeys the map's orders. Called on the uplink's thread; works on the pipeline's.
public final class CommandStation implements CommandHandler {
  private static final Logger LOG = LoggerFactory.getLogger(CommandStation.class);

  private final AlarmEngine alarms;
  private final AlarmCommits commits;
  private final Announcer announcer;
  private final Executor pipeline;
  private final InstantSource clock;

  /// Takes transitions that an order has made, before they are committed. Pipeline thread.
  @FunctionalInterface
  public interface Announcer {
    void changed(List<AlarmTransition> transitions, Instant now);
  }

  /// @param announcer tells the outputs
  /// @param pipeline runs what it is given on the pipeline's thread
  public CommandStation(
      AlarmEngine alarms,
      AlarmCommits commits,
      Announcer announcer,
      Executor pipeline,
      InstantSource clock) {
    this.alarms = alarms;
    this.commits = commits;
    this.announcer = announcer;
    this.pipeline = pipeline;
    this.clock = clock;
  }

  /// Ends once effect, result and the command's id are on flash, in one transaction.
  @Override
  public CompletableFuture<CommandResult> obey(Command command) {
    var result = new CompletableFuture<CommandResult>();
    pipeline.execute(
        () -> {
          var _ = obeyNow(command).whenComplete((r, e) -> pass(result, r, e));
        });
    return result;
  }

  private static void pass(
      CompletableFuture<CommandResult> to,
      @Nullable CommandResult result,
      @Nullable Throwable failure) {
    if (failure != null) {
      to.completeExceptionally(failure);
    } else if (result != null) {
      to.complete(result);
    }
  }

  private CompletableFuture<CommandResult> obeyNow(Command command) {
    Command.Header header = command.header();
    Instant now = clock.instant();
    Answer answer =
        switch (command) {
          case AcknowledgeAlarm(_, String alarmId, long revision, String note) ->
              alarms.acknowledge(alarmId, revision, header.by(), note, now);
          case ShelveAlarm(_, String alarmId, Instant until, String note) ->
              alarms.shelve(alarmId, until, header.by(), note, now);
          case PromoteModel _, RollBackModel _ ->
              new Answer.Refused("no model runs here that another could take the place of");
        };
    var seen = new SeenCommand(header.id(), header.expiresAt());
    return switch (answer) {
      case Answer.Done(List<AlarmTransition> transitions) -> {
        announcer.changed(transitions, now);
        yield answered(new CommandResult(header.id(), "done", "", now), transitions, seen);
      }
      case Answer.Refused(String reason) -> {
        LOG.info("command={} by={} refused: {}", header.id(), header.by(), reason);
        yield answered(new CommandResult(header.id(), "refused", reason, now), List.of(), seen);
      }
    };
  }

  private CompletableFuture<CommandResult> answered(
      CommandResult result, List<AlarmTransition> transitions, SeenCommand seen) {
    return commits.add(transitions, Optional.of(result), Optional.of(seen)).thenApply(_ -> result);
  }

  @Override
  public void refused(CommandResult result) {
    var _ = commits.add(List.of(), Optional.of(result), Optional.empty());
  }
}

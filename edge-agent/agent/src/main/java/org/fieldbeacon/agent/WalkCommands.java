package org.fieldbeacon.agent;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.fieldbeacon.agent.outbox.AlarmCommits;
import org.fieldbeacon.agent.store.SeenCommand;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.uplink.CommandHandler;

/// Lets the map acknowledge the alarm of a walk test; all other orders go on to the station.
final class WalkCommands implements CommandHandler {
  private final Supplier<Optional<WalkRun>> walk;
  private final CommandHandler station;
  private final Executor pipeline;
  private final AlarmCommits commits;
  private final InstantSource clock;

  WalkCommands(
      Supplier<Optional<WalkRun>> walk,
      CommandHandler station,
      Executor pipeline,
      AlarmCommits commits,
      InstantSource clock) {
    this.walk = walk;
    this.station = station;
    this.pipeline = pipeline;
    this.commits = commits;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<CommandResult> obey(Command command) {
    Optional<WalkRun> test = walk.get();
    if (command instanceof AcknowledgeAlarm(var header, String alarmId, _, _)
        && test.isPresent()
        && test.get().isAlarm(alarmId)) {
      var done = new CompletableFuture<CommandResult>();
      pipeline.execute(
          () -> {
            var result = new CommandResult(header.id(), "done", "", clock.instant());
            var seen = new SeenCommand(header.id(), header.expiresAt());
            test.get().acknowledge(header.by(), true, clock.instant());
            var _ =
                commits
                    .addTest(List.of(), Optional.of(result), Optional.of(seen))
                    .thenRun(() -> done.complete(result));
          });
      return done;
    }
    return station.obey(command);
  }

  @Override
  public void refused(CommandResult result) {
    station.refused(result);
  }
}

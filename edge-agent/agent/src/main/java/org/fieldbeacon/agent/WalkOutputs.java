package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.fieldbeacon.agent.action.OutputCommand;
import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.action.OutputState.Confirmation;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.console.WalkState.How;
import org.fieldbeacon.agent.console.WalkState.Outcome;
import org.fieldbeacon.agent.console.WalkState.OutputTrial;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.driver.Text;
import org.jspecify.annotations.Nullable;

/// The outputs of a walk test: those are switched that the real alarm would switch, from the same
/// level on and for a trusted reading only, and each is followed until its read-back has spoken.
/// Pipeline thread.
final class WalkOutputs {
  private static final Duration ON = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Set<How> BAD = EnumSet.of(How.WITHHELD, How.BLOCKED, How.NOT_CONFIRMED);
  private static final Set<How> UNDECIDED = EnumSet.of(How.WAITING, How.COMMANDED);
  private static final Set<How> GOOD = EnumSet.of(How.CONFIRMED, How.WRITTEN, How.WAS_ON);

  /// Commands an output of the real pipeline.
  @FunctionalInterface
  interface Commands {
    void command(String output, OutputCommand command);
  }

  private static final class Tried {
    private final OutputConfig config;
    private final Level atLeast;
    private How how;
    private Text said = WalkWords.NOTHING;
    private @Nullable Instant commandedAt;
    private boolean wasOn;

    Tried(OutputConfig config, Level atLeast, How how) {
      this.config = config;
      this.atLeast = atLeast;
      this.how = how;
    }

    OutputTrial trial() {
      return new OutputTrial(
          config.id(), config.title(), atLeast, config.readBack().isPresent(), how, said);
    }
  }

  private final List<Tried> all;
  private final Commands commands;
  private final Function<String, Optional<OutputState>> states;
  private final String by;

  /// @param by who tests, for the record of the outputs
  WalkOutputs(
      SiteConfig site,
      HazardRule rule,
      boolean silent,
      String by,
      Commands commands,
      Function<String, Optional<OutputState>> states) {
    this.by = by;
    this.commands = commands;
    this.states = states;
    How first = silent ? How.SILENT : How.WAITING;
    all =
        WalkMarks.triggered(site, rule).stream()
            .map(o -> new Tried(o, WalkMarks.level(o, rule), first))
            .toList();
  }

  /// Those that a rule may switch, before a test.
  static List<OutputTrial> untried(SiteConfig site, HazardRule rule) {
    return WalkMarks.triggered(site, rule).stream()
        .map(o -> new Tried(o, WalkMarks.level(o, rule), How.WAITING).trial())
        .toList();
  }

  /// The alarm stands at a level.
  ///
  /// @param trusted whether the reading behind it passed quality
  void hear(Level level, boolean trusted, Instant now) {
    for (Tried one : all) {
      boolean isOpen = one.how == How.WAITING || one.how == How.TOO_LOW || one.how == How.WITHHELD;
      if (!isOpen) {
        continue;
      }
      if (one.atLeast.isWorseThan(level)) {
        one.how = How.TOO_LOW;
        one.said = WalkWords.tooLow(one.atLeast, level);
      } else if (!trusted) {
        one.how = How.WITHHELD;
        one.said = WalkWords.WITHHELD;
      } else {
        one.wasOn = states.apply(one.config.id()).filter(OutputState::on).isPresent();
        one.how = How.COMMANDED;
        one.said = WalkWords.COMMANDED;
        one.commandedAt = now;
        commands.command(one.config.id(), new OutputCommand.On(words(), now.plus(ON)));
      }
    }
  }

  /// Looks what became of what was commanded.
  ///
  /// @return whether something has been decided
  boolean watch(Instant now) {
    boolean isNews = false;
    for (Tried one : all) {
      if (one.how == How.COMMANDED) {
        states.apply(one.config.id()).ifPresent(state -> follow(one, state, now));
        isNews |= one.how != How.COMMANDED;
      }
    }
    return isNews;
  }

  private static void follow(Tried one, OutputState state, Instant now) {
    boolean isTaken = state.on() && state.written();
    if (isTaken && state.confirmation() == Confirmation.CONFIRMED) {
      one.how = one.wasOn ? How.WAS_ON : How.CONFIRMED;
      one.said = one.wasOn ? WalkWords.WAS_ON : WalkWords.CONFIRMED;
    } else if (isTaken && state.confirmation() == Confirmation.NONE) {
      one.how = one.wasOn ? How.WAS_ON : How.WRITTEN;
      one.said = one.wasOn ? WalkWords.WAS_ON : WalkWords.WRITTEN;
    } else if (state.blockedBy().isPresent()) {
      one.how = How.BLOCKED;
      one.said = state.blockedBy().get();
    } else if (one.commandedAt != null
        && Duration.between(one.commandedAt, now).compareTo(PATIENCE) > 0) {
      one.how = How.NOT_CONFIRMED;
      one.said = WalkWords.notConfirmed(state);
    }
  }

  /// Gives back what was switched, and what waits has not been confirmed.
  void end() {
    for (Tried one : all) {
      if (one.how == How.COMMANDED) {
        one.how = How.NOT_CONFIRMED;
        one.said = WalkWords.NOT_IN_TIME;
      }
      boolean isOurs =
          states.apply(one.config.id()).flatMap(OutputState::override).stream()
              .anyMatch(o -> o.by().equals(words()));
      if (one.commandedAt != null && isOurs) {
        commands.command(one.config.id(), new OutputCommand.Auto(words()));
      }
    }
  }

  private String words() {
    return "walk test, " + by;
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<OutputTrial> trials() {
    return all.stream().map(Tried::trial).toList();
  }

  /// Of all together.
  Outcome outcome() {
    if (all.stream().anyMatch(o -> UNDECIDED.contains(o.how))) {
      return Outcome.WAITING;
    }
    if (all.stream().anyMatch(o -> BAD.contains(o.how))) {
      return Outcome.FAILED;
    }
    return all.stream().anyMatch(o -> GOOD.contains(o.how)) ? Outcome.PASSED : Outcome.SKIPPED;
  }

  /// What was not tried, or is not known.
  List<Text> missing() {
    List<Text> missing = new ArrayList<>();
    for (Tried one : all) {
      Text title = one.config.title();
      switch (one.how) {
        case SILENT, TOO_LOW, WRITTEN, WAS_ON, WITHHELD ->
            missing.add(WalkWords.missing(title, one.how, one.said));
        case WAITING, COMMANDED, CONFIRMED, BLOCKED, NOT_CONFIRMED -> {}
      }
    }
    return missing;
  }
}

package org.fieldbeacon.agent.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.clock.ClockFollower.Doing;
import org.fieldbeacon.agent.clock.ClockState.Source;
import org.fieldbeacon.agent.clock.Correction.Way;
import org.junit.jupiter.api.Test;

/// Promise 5, on a machine whose clock stands still between the rounds.
class ClockFollowerTest {
  private static final Instant TRUE = Instant.parse("2026-07-14T03:55:00Z");
  private static final Duration FINE = Duration.ofMillis(30);

  private final FakeMachine machine = new FakeMachine(Instant.EPOCH, () -> 0);

  /// Knows the true time, to `uncertainty`, or is silent.
  private final class Teller implements TimeSource {
    private final String name;
    private final Source kind;
    private Instant says = TRUE;
    private Duration uncertainty = FINE;
    private boolean isSilent;
    private int asked;

    Teller(String name, Source kind) {
      this.name = name;
      this.kind = kind;
    }

    @Override
    public Source kind() {
      return kind;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Told ask() throws IOException {
      asked++;
      if (isSilent) {
        throw new IOException(name + ": got no answer within 3000 ms");
      }
      return new Told(Duration.between(machine.instant(), says), uncertainty, "stratum 2");
    }
  }

  private final Teller server = new Teller("ntp.example", Source.NTP);
  private final Teller receiver = new Teller("serial:/dev/ttyUSB0", Source.GNSS);
  private final ClockFollower follower =
      new ClockFollower(List.of(server, receiver), machine, machine);

  private List<Way> ways() {
    return machine.corrections.stream().map(Correction::way).toList();
  }

  @Test
  void aClockThatHasNeverBeenSetIsSetByTheFirstAnswer() {
    follower.round();
    assertEquals(TRUE, machine.instant());
    assertEquals(List.of(Way.STEP), ways());
    assertEquals(FINE, machine.corrections.getFirst().left());
    assertEquals(Doing.FOLLOWING, follower.status().doing());
    assertEquals(Optional.of(TRUE), follower.status().at());
    assertEquals(Source.NTP, follower.over(machine.look()).source());
    assertTrue(follower.over(machine.look()).detail().en().contains("ntp.example"));
  }

  @Test
  void smallDifferencesAreSlewedAndNeverStepped() {
    follower.round();
    for (int ms : new int[] {400, -400, 12, 0}) {
      server.says = machine.instant().plusMillis(ms);
      follower.round();
    }
    assertEquals(List.of(Way.STEP, Way.SLEW, Way.SLEW, Way.SLEW, Way.SLEW), ways());
    assertEquals(Duration.ofMillis(430), machine.corrections.get(1).left());
  }

  @Test
  void askedMoreAndMoreRarelyDownToEverySeventeenMinutes() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      waits.add(follower.round().toSeconds());
    }
    assertEquals(List.of(64L, 128L, 256L, 512L, 1024L, 1024L), waits);
  }

  @Test
  void silenceIsToldWithTheReasonAndAskedAgainSoonThenRarely() {
    server.isSilent = true;
    receiver.isSilent = true;
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      waits.add(follower.round().toSeconds());
    }
    assertEquals(List.of(16L, 32L, 64L, 128L, 256L, 512L, 1024L, 1024L), waits);
    assertEquals(Doing.SILENT, follower.status().doing());
    assertEquals(
        "ntp.example: got no answer within 3000 ms;"
            + " serial:/dev/ttyUSB0: got no answer within 3000 ms",
        follower.status().why());
    assertEquals(List.of(), ways());
    server.isSilent = false;
    assertEquals(64, follower.round().toSeconds());
    server.isSilent = true;
    assertEquals(16, follower.round().toSeconds(), "begins anew after an answer");
    assertEquals(Optional.of(Source.NTP), follower.keeps(), "what it has set still goes on");
  }

  @Test
  void theReceiverIsAskedWhenNoServerAnswers() {
    server.isSilent = true;
    receiver.uncertainty = Duration.ofSeconds(1);
    follower.round();
    assertEquals(TRUE, machine.instant());
    assertEquals(Optional.of(Source.GNSS), follower.keeps());
    server.isSilent = false;
    follower.round();
    assertEquals(Optional.of(Source.NTP), follower.keeps());
    assertEquals(1, receiver.asked, "a server that answers is enough");
  }

  /// A receiver's sentences come up to a second late, one more than the other.
  @Test
  void aCoarseSourceKeepsItsWordButDoesNotSteer() {
    server.isSilent = true;
    receiver.uncertainty = Duration.ofSeconds(1);
    follower.round();
    receiver.says = machine.instant().plusMillis(700);
    follower.round();
    assertEquals(List.of(Way.STEP, Way.CONFIRM), ways());
    assertEquals(Duration.ofMillis(1_700), machine.corrections.getLast().left());
    assertEquals(TRUE, machine.instant());
  }

  @Test
  void aClockThatPassesForRightIsSetOtherwiseOnlyWhenThreeAnswersAgree() {
    follower.round();
    server.says = TRUE.plusSeconds(3_600);
    for (int i = 0; i < 2; i++) {
      assertEquals(64, follower.round().toSeconds());
      assertEquals(Doing.DOUBTING, follower.status().doing());
      assertEquals(TRUE, machine.instant());
    }
    follower.round();
    assertEquals(Doing.FOLLOWING, follower.status().doing());
    assertEquals(TRUE.plusSeconds(3_600), machine.instant());
  }

  @Test
  void answersThatDoNotAgreeMoveNothing() {
    follower.round();
    for (int i = 1; i <= 12; i++) {
      server.says = TRUE.plusSeconds(i * 3_600L);
      follower.round();
    }
    server.says = TRUE;
    follower.round();
    server.says = TRUE.plusSeconds(3_600);
    follower.round();
    follower.round();
    assertEquals(TRUE, machine.instant());
    assertEquals(List.of(Way.STEP, Way.SLEW), ways());
  }

  @Test
  void aTimeThatCannotBeIsNotTakenNorOneThatNobodyKnows() {
    for (Instant bad : List.of(Instant.parse("2019-04-07T00:00:00Z"), Instant.EPOCH)) {
      server.says = bad;
      receiver.says = bad;
      follower.round();
      assertEquals(Doing.SILENT, follower.status().doing());
    }
    server.says = TRUE;
    server.uncertainty = Duration.ofSeconds(16);
    receiver.isSilent = true;
    follower.round();
    assertTrue(follower.status().why().contains("wanted better than ±16 s"));
    assertEquals(List.of(), ways());
  }

  @Test
  void aProgramThatKeepsTheClockIsLeftAloneAndFollowedUpWhenItFails() {
    machine.isSynchronized = true;
    machine.keeper = Optional.of("chrony");
    follower.round();
    assertEquals(Doing.YIELDING, follower.status().doing());
    assertEquals("chrony", follower.status().source());
    assertEquals(0, server.asked);
    assertEquals(Optional.empty(), follower.keeps());
    machine.isSynchronized = false;
    follower.round();
    assertEquals(TRUE, machine.instant());
  }

  @Test
  void withoutTheRightItSaysWhatTheClockIsOffBy() {
    machine.hasRight = false;
    follower.round();
    assertEquals(Doing.NO_RIGHT, follower.status().doing());
    assertEquals(
        Duration.between(Instant.EPOCH, TRUE), follower.status().told().orElseThrow().offset());
    assertEquals(Instant.EPOCH, machine.instant());
    assertEquals(Optional.empty(), follower.keeps());
  }

  @Test
  void onceClosedItSetsNothing() {
    follower.close();
    follower.round();
    assertEquals(List.of(), ways());
  }

  @Test
  void whatTheKernelHoldsForWrongIsNoLongerTheSources() {
    follower.round();
    machine.isSynchronized = false;
    assertEquals(machine.look(), follower.over(machine.look()));
  }
}

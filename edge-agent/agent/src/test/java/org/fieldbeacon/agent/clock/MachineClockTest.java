package org.fieldbeacon.agent.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.clock.ClockState.Source;
import org.fieldbeacon.agent.clock.KernelClock.Word;
import org.junit.jupiter.api.Test;

class MachineClockTest {
  private static final String CHRONY =
      "CB00710F,%s,2,1721000000.1,0.000012,0.00001,0.00002,-1.2,0.1,0.2,0.03,0.001,64.2,Normal";

  private static ClockState judge(Word kernel, String chrony, String... setters) {
    return MachineClock.judge(kernel, chrony, List.of(setters));
  }

  @Test
  void anUnsynchronizedClockHasNoUncertaintyThatAnybodyKnows() {
    ClockState state = judge(new Word(false, 16_000_000, false), "", "systemd-timesyncd");
    assertEquals(Source.UNKNOWN, state.source());
    assertFalse(state.isSynchronized());
    assertEquals(Optional.empty(), state.uncertainty());
    assertTrue(state.detail().en().contains("systemd-timesyncd"));
  }

  @Test
  void whoSetsTheClockIsToldWithTheKernelsBound() {
    ClockState state = judge(new Word(true, 31_500, false), "", "systemd-timesyncd");
    assertEquals(Source.NTP, state.source());
    assertEquals(Optional.of(Duration.ofNanos(31_500_000)), state.uncertainty());
    assertEquals(Source.UNKNOWN, judge(new Word(true, 1, false), "").source());
  }

  @Test
  void chronysReferenceTellsAReceiverFromAServer() {
    Word kernel = new Word(true, 500, false);
    assertEquals(Source.NTP, judge(kernel, CHRONY.formatted("203.0.113.15"), "chrony").source());
    assertEquals(Source.GNSS, judge(kernel, CHRONY.formatted("GPS"), "chrony").source());
    assertEquals(Source.GNSS, judge(kernel, CHRONY.formatted("PPS0"), "chrony").source());
    assertEquals(Source.GNSS, judge(new Word(true, 1, true), "").source());
  }

  /// On Linux, where gateways run; whatever it says, it says something of this machine.
  @Test
  void theKernelOfThisMachineAnswers() {
    if (System.getProperty("os.name").equals("Linux")) {
      assertTrue(KernelClock.ask().orElseThrow().maxErrorMicros() >= 0);
    }
    assertFalse(MachineClock.look().detail().zh().isEmpty());
  }

  /// Whoever keeps the clock is left alone, whoever only could is not.
  @Test
  void aChronyThatFollowsNobodyKeepsNoClock() {
    String follows = "CB00710F,ntp.example,3,1752465600.0,0.0001,0.0001,0.0002";
    String alone = "00000000,,0,0.000000000,0.000000000,0.000000000,0.000000000";
    assertEquals(Optional.of("chrony"), MachineClock.keeper(List.of("chrony"), follows));
    assertEquals(Optional.empty(), MachineClock.keeper(List.of("chrony"), alone));
    assertEquals(Optional.empty(), MachineClock.keeper(List.of("chrony"), ""));
    assertEquals(Optional.empty(), MachineClock.keeper(List.of(), ""));
    assertEquals(
        Optional.of("systemd-timesyncd"),
        MachineClock.keeper(List.of("systemd-timesyncd", "chrony"), alone));
  }
}

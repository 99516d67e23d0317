package org.fieldbeacon.agent.quality;

import java.time.Duration;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.config.QualityRules;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.jspecify.annotations.Nullable;

/// The tests of all points over the live stream: flags each observation as it comes and revises the
/// one before when its spike test is decided. Never throws for an observation, never deletes one,
/// and never betters the flag that the device itself gave. Pipeline thread.
///
/// How it is designed, and why: a jump higher than the spike limit may be a spike or the first
/// reading of a flash flood, and only the next sample can tell (QARTOD spike test). Waiting for it
/// would cost an interval, so the jump goes out at once as SUSPECT, and again under its final flag,
/// just before the sample that decided. A missing sample decides nothing: the jump stays SUSPECT.
///
/// Time must go forward. A sample that is not later than the one before is SUSPECT, and one whose
/// clock has leapt more than an hour ahead of the gateway's FAILs; neither is tested or remembered.
/// After three such in a row that agree with each other the clock was set, and the tests begin anew
/// there.
public final class QualityControl {
  private static final Duration AHEAD = Duration.ofHours(1);
  private static final int AGREEING = 3;
  private static final int MISSING = Flags.with(Flags.NONE, QcTest.GROSS_RANGE, Quality.MISSING);

  private final Map<PointId, QualityRules> rules;
  private final ZoneId zone;
  private final Map<PointId, Point> points = new HashMap<>();
  private long untimely;
  private long revised;
  private final Map<Quality, Long> tally = new EnumMap<>(Quality.class);

  /// @param rules by point; a point without rules has its time checked and nothing else
  /// @param zone whose months the climatology means
  public QualityControl(Map<PointId, QualityRules> rules, ZoneId zone) {
    this.rules = Map.copyOf(rules);
    this.zone = zone;
  }

  /// The observation under its flag; before it the earlier one of the point, where its flag
  /// changed.
  public List<Observation> apply(Observation o) {
    Point point = points.get(o.point());
    if (point == null) {
      point = new Point(rules.getOrDefault(o.point(), QualityRules.NONE));
      points.put(o.point(), point);
    }
    return point.apply(o);
  }

  /// What each test last said of this point's newest value; empty before the first.
  public Optional<Verdict> verdict(PointId id) {
    Point point = points.get(id);
    return point == null ? Optional.empty() : point.verdict();
  }

  /// Observations whose time did not go forward, or leapt ahead.
  public long untimely() {
    return untimely;
  }

  /// Earlier observations sent again under another flag.
  public long revised() {
    return revised;
  }

  /// Observations by the flag each has now: an earlier one that was sent again counts once.
  public Map<Quality, Long> tally() {
    return new EnumMap<>(tally);
  }

  private Observation counted(Observation flagged) {
    tally.merge(flagged.quality(), 1L, Long::sum);
    return flagged;
  }

  private void recounted(Observation before, Observation now) {
    tally.computeIfPresent(before.quality(), (_, count) -> count > 1 ? count - 1 : null);
    counted(now);
  }

  private Optional<PointQuality.Reading> reading(PointId id) {
    Point point = points.get(id);
    return point == null ? Optional.empty() : point.reading();
  }

  /// One point's stream.
  private final class Point {
    private final QualityRules limits;

    /// None where nothing is configured: most points of a large site.
    private final @Nullable PointQuality tests;

    private @Nullable Observation given;
    private @Nullable Observation sent;
    private @Nullable Observation usable;
    private int flags;
    private long lastMicros = Long.MIN_VALUE;
    private long lastAheadMicros;
    private long strayMicros;
    private long strayAheadMicros;
    private int strays;

    Point(QualityRules limits) {
      this.limits = limits;
      tests =
          limits.equals(QualityRules.NONE)
              ? null
              : new PointQuality(limits, zone, QualityControl.this::reading);
    }

    Optional<Verdict> verdict() {
      return given == null ? Optional.empty() : Optional.of(Flags.verdict(flags));
    }

    Optional<PointQuality.Reading> reading() {
      return Optional.ofNullable(usable)
          .map(u -> new PointQuality.Reading(u.phenomenonTime(), u.value()));
    }

    List<Observation> apply(Observation o) {
      long micros = PointQuality.micros(o.phenomenonTime());
      long ahead = micros - PointQuality.micros(o.receivedTime());
      boolean leaps = leaps(ahead);
      if ((leaps || micros <= lastMicros) && !isClockSet(micros, ahead)) {
        untimely++;
        return List.of(counted(leaps ? leapt(o) : late(o)));
      }
      strays = 0;
      lastMicros = micros;
      lastAheadMicros = ahead;
      return judge(o, micros);
    }

    private List<Observation> judge(Observation o, long micros) {
      if (tests == null) {
        flags = o.isMissing() ? MISSING : Flags.NONE;
        given = o;
        sent = o;
        usable = o.quality().isUsable() ? o : usable;
        return List.of(counted(o));
      }
      boolean jump = tests.isJump(o.value());
      boolean credible = o.quality() != Quality.FAIL;
      flags = tests.step(o.phenomenonTime(), micros, o.value(), credible);
      if (jump && Flags.has(flags, QcTest.SPIKE)) {
        flags = Flags.with(flags, QcTest.SPIKE, Quality.SUSPECT);
      }
      Observation decided = decided();
      Observation flagged = counted(flagged(o, flags));
      given = o;
      sent = flagged;
      usable = flagged.quality().isUsable() ? flagged : usable;
      return decided == null ? List.of(flagged) : List.of(decided, flagged);
    }

    /// The earlier observation under its final flag, null when that says nothing new.
    private @Nullable Observation decided() {
      Observation before = given;
      int decision = tests == null ? Flags.NONE : tests.previousFlags();
      if (before == null
          || sent == null
          || !Flags.has(decision, QcTest.SPIKE)
          || Flags.is(decision, QcTest.SPIKE, Quality.NOT_EVALUATED)) {
        return null;
      }
      Observation now = flagged(before, decision);
      if (now.quality() == sent.quality() && now.detail().equals(sent.detail())) {
        return null;
      }
      revised++;
      recounted(sent, now);
      return now;
    }

    private Observation flagged(Observation o, int all) {
      Quality flag = Verdict.worse(o.quality(), Flags.rolledUp(all));
      if (flag.isTrusted() && flag == o.quality() || o.isMissing()) {
        return o;
      }
      return flag.isTrusted()
          ? o.flagged(flag, o.detail())
          : o.flagged(flag, joined(o.detail(), Reasons.of(limits, all, o.value())));
    }

    private static String joined(String device, String tests) {
      return device.isEmpty() || tests.isEmpty() ? device + tests : device + "; " + tests;
    }

    /// A clock that always is ahead does not leap, nor does one behind which the gateway's is set.
    private boolean leaps(long ahead) {
      long limit = AHEAD.toNanos() / 1000;
      return lastMicros != Long.MIN_VALUE && ahead > limit && ahead - lastAheadMicros > limit;
    }

    /// Strays whose clock runs as the gateway's does. Old samples sent in a heap do not: they come
    /// faster than they were taken.
    private boolean isClockSet(long micros, long ahead) {
      long taken = micros - strayMicros;
      long came = taken - (ahead - strayAheadMicros);
      boolean agrees = strays > 0 && taken > 0 && came >= taken / 2 && came <= taken * 2;
      strays = agrees ? strays + 1 : 1;
      strayMicros = micros;
      strayAheadMicros = ahead;
      if (strays < AGREEING) {
        return false;
      }
      if (tests != null) {
        tests.startAgain();
      }
      given = null;
      return true;
    }

    private Observation late(Observation o) {
      Observation before = given;
      String last = before == null ? "the one before" : before.phenomenonTime().toString();
      return o.flagged(
          Verdict.worse(o.quality(), Quality.SUSPECT),
          joined(o.detail(), "time: got " + o.phenomenonTime() + ", wanted later than " + last));
    }

    private Observation leapt(Observation o) {
      return o.flagged(
          Quality.FAIL,
          joined(
              o.detail(),
              "time: got "
                  + o.phenomenonTime()
                  + ", wanted no leap of an hour past "
                  + o.receivedTime()));
    }
  }
}

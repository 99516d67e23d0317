package org.fieldbeacon.agent.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.fieldbeacon.agent.store.AlarmEventRow;

/// How good the alarms of a stretch have been, in the measures of ANSI/ISA-18.2-2016 clause 16,
/// monitoring and assessment: whether people are called more often than they can follow, by what,
/// and what stands or chatters. Stateless.
///
/// An alarm counts when it calls people: raised, raised again before it was over, to a worse level,
/// or called anew because it still stands; not while it is shelved, suppressed or out of service.
///
/// @param calls how many there were
/// @param perTenMinutes their mean over ten minutes
/// @param peak most within one period of ten minutes
/// @param floodPeriods periods of ten minutes with more than [#FLOOD] calls
/// @param periods of ten minutes in the stretch, the begun one at its end included
/// @param busiest periods with any calls, newest first, [#MOST_PERIODS] at most
/// @param chattering rules that chattered, the worst first
/// @param topTen the rules that called most often
/// @param levels calls by level
public record AlarmQuality(
    int calls,
    double perTenMinutes,
    int peak,
    int floodPeriods,
    long periods,
    List<Period> busiest,
    List<Chatter> chattering,
    List<Share> topTen,
    Map<String, Integer> levels) {

  /// ANSI/ISA-18.2-2016, alarm flood: more than ten in ten minutes.
  public static final int FLOOD = 10;

  /// ANSI/ISA-18.2-2016, chattering alarm: raised three or more times within a minute, as a first
  /// look has it.
  public static final int CHATTER = 3;

  /// ANSI/ISA-18.2-2016, stale alarm: what stands for longer than a day.
  public static final Duration STALE = Duration.ofHours(24);

  static final int MOST_PERIODS = 500;
  private static final Duration PERIOD = Duration.ofMinutes(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int TOP = 10;
  private static final Set<String> CALLS =
      Set.of("raised", "raised-again", "level-raised", "re-alarmed");
  private static final Set<String> RAISINGS = Set.of("raised", "raised-again");

  public AlarmQuality {
    busiest = List.copyOf(busiest);
    chattering = List.copyOf(chattering);
    topTen = List.copyOf(topTen);
    levels = Map.copyOf(levels);
  }

  /// Ten minutes, from full tens on.
  public record Period(Instant from, int calls) {}

  /// @param mostInAMinute raisings within some sixty seconds, [#CHATTER] or more
  /// @param raisings within such minutes
  public record Chatter(String ruleId, int mostInAMinute, int raisings) {}

  /// @param share of all calls, 0..1
  public record Share(String ruleId, int calls, double share) {}

  /// @param events in order; those outside the stretch do not count
  public static AlarmQuality of(List<AlarmEventRow> events, Instant from, Instant to) {
    List<AlarmEventRow> within =
        events.stream()
            .filter(e -> !e.at().isBefore(from) && e.at().isBefore(to) && e.isAnnunciated())
            .toList();
    List<AlarmEventRow> calls = within.stream().filter(e -> CALLS.contains(e.word())).toList();
    Map<Instant, Integer> byPeriod = new TreeMap<>(Comparator.reverseOrder());
    Map<String, Integer> byRule = new TreeMap<>();
    Map<String, Integer> byLevel = new TreeMap<>();
    for (AlarmEventRow call : calls) {
      byPeriod.merge(period(call.at()), 1, Integer::sum);
      byRule.merge(call.ruleId(), 1, Integer::sum);
      byLevel.merge(call.level(), 1, Integer::sum);
    }
    long periods =
        Math.max(1, Math.ceilDiv(Duration.between(from, to).toMillis(), PERIOD.toMillis()));
    return new AlarmQuality(
        calls.size(),
        (double) calls.size()
            * PERIOD.toMillis()
            / Math.max(1, Duration.between(from, to).toMillis()),
        byPeriod.values().stream().mapToInt(Integer::intValue).max().orElse(0),
        (int) byPeriod.values().stream().filter(n -> n > FLOOD).count(),
        periods,
        byPeriod.entrySet().stream()
            .limit(MOST_PERIODS)
            .map(e -> new Period(e.getKey(), e.getValue()))
            .toList(),
        chatter(within),
        top(byRule, calls.size()),
        byLevel);
  }

  private static Instant period(Instant at) {
    long length = PERIOD.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), length) * length);
  }

  private static List<Share> top(Map<String, Integer> byRule, int all) {
    return byRule.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .limit(TOP)
        .map(e -> new Share(e.getKey(), e.getValue(), (double) e.getValue() / all))
        .toList();
  }

  private static List<Chatter> chatter(List<AlarmEventRow> events) {
    Map<String, List<Instant>> raisings = new HashMap<>();
    for (AlarmEventRow event : events) {
      if (RAISINGS.contains(event.word())) {
        raisings.computeIfAbsent(event.ruleId(), _ -> new ArrayList<>()).add(event.at());
      }
    }
    List<Chatter> found = new ArrayList<>();
    raisings.forEach(
        (rule, times) -> {
          Chatter one = chatter(rule, times.stream().sorted().toList());
          if (one.mostInAMinute() >= CHATTER) {
            found.add(one);
          }
        });
    found.sort(
        Comparator.comparingInt(Chatter::raisings).reversed().thenComparing(Chatter::ruleId));
    return found;
  }

  private static Chatter chatter(String rule, List<Instant> times) {
    Deque<Integer> minute = new ArrayDeque<>();
    Set<Integer> within = new java.util.HashSet<>();
    int most = 0;
    for (int i = 0; i < times.size(); i++) {
      minute.addLast(i);
      while (times.get(minute.getFirst()).isBefore(times.get(i).minus(MINUTE))) {
        minute.removeFirst();
      }
      most = Math.max(most, minute.size());
      if (minute.size() >= CHATTER) {
        within.addAll(minute);
      }
    }
    return new Chatter(rule, most, within.size());
  }
}

package org.fieldbeacon.simulator.report;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.fault.FaultSwitches;

/// What an HJ 212 station does when it is told to (HJ 212-2017 §6.1 and annex C): it keeps a clock
/// and two intervals of its own, has records of every time that is asked for, and says 9011 ahead
/// of what it does and 9012 behind it. One thread.
final class Hj212Desk {
  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
  private static final Pattern PACKET =
      Pattern.compile("##\\d{4}(QN=(\\d+);ST=\\d+;CN=(\\d+);PW=(\\w+);MN=[^;]*;.*?CP=&&(.*?)&&)");
  private static final int MOST_HELD = 4096;
  private static final int MOST_RECORDS = 200;

  private final String mn;
  private final InstantSource clock;
  private final Supplier<Map<String, Double>> values;
  private final FaultSwitches faults;
  private final StringBuilder held = new StringBuilder();
  private Duration ahead = Duration.ZERO;
  private Optional<Fault> wrong = Optional.empty();
  private int realTimeInterval = 60;
  private int minuteInterval = 10;

  /// @param clock the right time
  /// @param values what it measures
  Hj212Desk(
      String mn, InstantSource clock, Supplier<Map<String, Double>> values, FaultSwitches faults) {
    this.mn = mn;
    this.clock = clock;
    this.values = values;
    this.faults = faults;
  }

  /// The station's own time: wrong from when the fault begins until somebody sets it.
  Instant now() {
    Optional<Fault> fault = faults.find(Fault.WrongClock.class).map(f -> f);
    if (!fault.equals(wrong)) {
      wrong = fault;
      ahead = faults.find(Fault.WrongClock.class).map(Fault.WrongClock::ahead).orElse(ahead);
    }
    return clock.instant().plus(ahead);
  }

  /// What it answers, in order.
  List<byte[]> hear(byte[] bytes) {
    held.append(new String(bytes, US_ASCII));
    List<byte[]> answers = new ArrayList<>();
    Matcher packet = PACKET.matcher(held);
    int end = 0;
    while (packet.find()) {
      end = packet.end();
      int command = Integer.parseInt(packet.group(3));
      if (command < 9000) {
        obey(packet.group(2), packet.group(4), command, packet.group(5), answers);
      }
    }
    held.delete(0, Math.max(end, held.length() - MOST_HELD));
    return answers;
  }

  private void obey(String qn, String pw, int command, String content, List<byte[]> answers) {
    if (command == 2012 || command == 2022) {
      answers.add(packet(qn, pw, 9013, ""));
      return;
    }
    int refusal = faults.find(Fault.Refusal.class).map(Fault.Refusal::code).orElse(1);
    answers.add(packet(qn, pw, 9011, "QnRtn=" + refusal));
    if (refusal != 1 || command == 2011 || command == 2021) {
      return;
    }
    int failure = faults.find(Fault.Failure.class).map(Fault.Failure::code).orElse(1);
    if (failure == 1) {
      execute(qn, pw, command, content, answers);
    }
    answers.add(packet(qn, pw, 9012, "ExeRtn=" + failure));
  }

  private void execute(String qn, String pw, int command, String content, List<byte[]> answers) {
    switch (command) {
      case 1011 ->
          answers.add(packet(qn, pw, command, "SystemTime=" + SECONDS.format(local(now()))));
      case 1012 ->
          time(content, "SystemTime")
              .ifPresent(t -> ahead = ahead.plus(Duration.between(now(), t)));
      case 1061 -> answers.add(packet(qn, pw, command, "RtdInterval=" + realTimeInterval));
      case 1062 -> realTimeInterval = number(content, "RtdInterval", realTimeInterval);
      case 1063 -> answers.add(packet(qn, pw, command, "MinInterval=" + minuteInterval));
      case 1064 -> minuteInterval = number(content, "MinInterval", minuteInterval);
      case 2051 -> records(qn, pw, command, content, Duration.ofMinutes(minuteInterval), answers);
      case 2061 -> records(qn, pw, command, content, Duration.ofHours(1), answers);
      case 2031 -> records(qn, pw, command, content, Duration.ofDays(1), answers);
      default -> {
        // Done at once: what it calibrates or samples is not simulated.
      }
    }
  }

  private void records(
      String qn, String pw, int command, String content, Duration step, List<byte[]> answers) {
    Optional<Instant> begin = time(content, "BeginTime");
    Optional<Instant> end = time(content, "EndTime");
    if (begin.isEmpty() || end.isEmpty()) {
      return;
    }
    long seconds = step.toSeconds();
    long local = begin.get().getEpochSecond() + BEIJING.getTotalSeconds();
    Instant at = begin.get().plusSeconds(Math.floorMod(-local, seconds));
    for (int i = 0; i < MOST_RECORDS && !at.isAfter(end.get()); i++) {
      var data = new StringBuilder("DataTime=" + SECONDS.format(local(at)));
      values
          .get()
          .forEach(
              (factor, value) ->
                  data.append(
                      String.format(Locale.ROOT, ";%s-Avg=%.3f,%s-Flag=N", factor, value, factor)));
      answers.add(packet(qn, pw, command, data.toString()));
      at = at.plus(step);
    }
  }

  private byte[] packet(String qn, String pw, int command, String content) {
    return Wires.hj212(
        "QN=%s;ST=21;CN=%d;PW=%s;MN=%s;Flag=4;CP=&&%s&&".formatted(qn, command, pw, mn, content));
  }

  private static Optional<Instant> time(String content, String name) {
    Matcher found = Pattern.compile(name + "=(\\d{14})").matcher(content);
    return found.find()
        ? Optional.of(LocalDateTime.parse(found.group(1), SECONDS).toInstant(BEIJING))
        : Optional.empty();
  }

  private static int number(String content, String name, int otherwise) {
    Matcher found = Pattern.compile(name + "=(\\d{1,6})").matcher(content);
    return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
  }

  private static LocalDateTime local(Instant time) {
    return LocalDateTime.ofInstant(time, BEIJING);
  }
}

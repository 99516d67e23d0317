package org.fieldbeacon.agent.clock;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.agent.clock.ClockState.Source;
import org.fieldbeacon.driver.Text;

/// The machine's clock, as the kernel and the programs that set it tell of it.
public final class MachineClock {
  private static final Path CHRONYC = Path.of("/usr/bin/chronyc");
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_SAID = 4096;

  /// What chrony calls a receiver: the reference id of a local clock is a word, not an address.
  private static final Set<String> RECEIVERS =
      Set.of("GPS", "GNSS", "PPS", "NMEA", "SHM", "BDS", "GALILEO", "GLONASS");

  private MachineClock() {}

  /// Whether the kernel takes its clock for right; no when it says nothing. Asks no program.
  public static boolean isSynchronized() {
    return KernelClock.ask().map(KernelClock.Word::isSynchronized).orElse(false);
  }

  /// Other programs that keep the clock right; empty when the kernel does not take it for right.
  static Optional<String> keeper() {
    return isSynchronized() ? keeper(setters(), chrony()) : Optional.empty();
  }

  /// A chrony that has found nobody to follow keeps nothing.
  static Optional<String> keeper(List<String> setters, String chrony) {
    boolean tracks = tracks(chrony.split(",", -1));
    return Optional.of(
            String.join(", ", setters.stream().filter(s -> tracks || !s.equals("chrony")).toList()))
        .filter(s -> !s.isEmpty());
  }

  /// @param tracking reference id, its name, stratum, and more
  private static boolean tracks(String[] tracking) {
    return tracking.length > 2 && !tracking[1].isEmpty();
  }

  public static ClockState look() {
    Optional<KernelClock.Word> kernel = KernelClock.ask();
    if (kernel.isEmpty()) {
      return new ClockState(
          Source.UNKNOWN,
          false,
          Optional.empty(),
          new Text("系统没有说明时钟状态", "the kernel says nothing of its clock"));
    }
    return judge(kernel.get(), chrony(), setters());
  }

  /// @param chrony a line of `chronyc -c tracking`; empty without chrony
  /// @param setters programs that set clocks and are at work
  static ClockState judge(KernelClock.Word kernel, String chrony, List<String> setters) {
    if (!kernel.isSynchronized()) {
      String who = String.join(", ", setters);
      return new ClockState(
          Source.UNKNOWN,
          false,
          Optional.empty(),
          setters.isEmpty()
              ? new Text(
                  "没有程序在设置时钟,系统标为未同步", "no program sets it; the kernel calls it unsynchronized")
              : new Text(who + ",系统标为未同步", who + "; the kernel calls it unsynchronized"));
    }
    Optional<Duration> within = Optional.of(kernel.maxError());
    if (kernel.isPulsed()) {
      return new ClockState(
          Source.GNSS, true, within, new Text("接收机秒脉冲(PPS)", "a receiver's pulse (PPS)"));
    }
    String[] tracking = chrony.split(",", -1);
    if (tracks(tracking)) {
      boolean isReceiver = RECEIVERS.stream().anyMatch(tracking[1]::startsWith);
      return new ClockState(
          isReceiver ? Source.GNSS : Source.NTP,
          true,
          within,
          same("chrony, " + tracking[1] + ", stratum " + tracking[2]));
    }
    return setters.isEmpty()
        ? new ClockState(
            Source.UNKNOWN,
            true,
            within,
            new Text("由别处设置:宿主机或容器", "set by something else: a host, a container"))
        : new ClockState(Source.NTP, true, within, same(String.join(", ", setters)));
  }

  /// Programs that could set the clock, running or not.
  public static List<String> installed() {
    return List.of(
            new String[] {"/usr/sbin/chronyd", "chrony"},
            new String[] {"/usr/lib/systemd/systemd-timesyncd", "systemd-timesyncd"},
            new String[] {"/usr/sbin/ntpd", "ntpd"},
            new String[] {"/usr/sbin/gpsd", "gpsd"})
        .stream()
        .filter(s -> Files.isExecutable(Path.of(s[0])))
        .map(s -> s[1])
        .toList();
  }

  /// Names are the same in both languages.
  private static Text same(String names) {
    return new Text(names, names);
  }

  /// Programs that set clocks and are at work.
  public static List<String> setters() {
    return List.of(
            new String[] {"/run/systemd/timesync/synchronized", "systemd-timesyncd"},
            new String[] {"/run/chrony/chronyd.pid", "chrony"},
            new String[] {"/run/ntpd.pid", "ntpd"})
        .stream()
        .filter(s -> Files.exists(Path.of(s[0])))
        .map(s -> s[1])
        .toList();
  }

  private static String chrony() {
    if (!Files.isExecutable(CHRONYC)) {
      return "";
    }
    try {
      Process process =
          new ProcessBuilder(CHRONYC.toString(), "-c", "tracking")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return "";
      }
      byte[] said = process.getInputStream().readNBytes(MOST_SAID);
      return process.exitValue() == 0 ? new String(said, StandardCharsets.UTF_8).strip() : "";
    } catch (IOException _) {
      return "";
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}

package org.fieldbeacon.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What the kernel says of a process (proc(5)).
///
/// @param cpuSeconds of all its threads, in user and system mode, since its start
/// @param rssMib resident memory
/// @param peakRssMib the most it ever had resident
/// @param threads of the operating system
/// @param writtenBytes sent to the disk
record ProcessFigures(
    double cpuSeconds, double rssMib, double peakRssMib, int threads, long writtenBytes) {
  /// Clock ticks in a second as user space sees them, the same on every Linux (time(7)).
  private static final double TICKS_PER_SECOND = 100;

  /// Of fields after the command's name: 14 utime, 15 stime (proc_pid_stat(5)).
  private static final int UTIME = 11;

  static ProcessFigures of(long pid) throws IOException {
    Path proc = Path.of("/proc", String.valueOf(pid));
    List<String> status = Files.readAllLines(proc.resolve("status"), StandardCharsets.UTF_8);
    List<String> io = Files.readAllLines(proc.resolve("io"), StandardCharsets.UTF_8);
    return of(Files.readString(proc.resolve("stat")), status, io);
  }

  static ProcessFigures of(String stat, List<String> status, List<String> io) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1]);
    return new ProcessFigures(
        ticks / TICKS_PER_SECOND,
        number(status, "VmRSS:") / 1024.0,
        number(status, "VmHWM:") / 1024.0,
        (int) number(status, "Threads:"),
        number(io, "write_bytes:"));
  }

  private static long number(List<String> lines, String key) {
    for (String line : lines) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.substring(key.length()).strip().split("\\s", -1)[0]);
      }
    }
    throw new IllegalArgumentException("got no line " + key + " in " + lines);
  }
}

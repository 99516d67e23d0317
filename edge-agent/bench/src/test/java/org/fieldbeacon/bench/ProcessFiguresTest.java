package org.fieldbeacon.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessFiguresTest {
  private static final String STAT =
      "4711 (a ) b) S 1 4711 4711 0 -1 4194560 1 2 3 4 250 75 0 0 20 0 30 0 99 1 2";
  private static final List<String> STATUS =
      List.of("Name:\ta ) b", "VmHWM:\t  204800 kB", "VmRSS:\t  102400 kB", "Threads:\t30");
  private static final List<String> IO = List.of("wchar: 1", "write_bytes: 8192");

  /// proc_pid_stat(5): the command may hold anything, so fields count from the last parenthesis.
  @Test
  void readsWhatTheKernelWrites() {
    ProcessFigures figures = ProcessFigures.of(STAT, STATUS, IO);
    assertEquals(3.25, figures.cpuSeconds());
    assertEquals(100, figures.rssMib());
    assertEquals(200, figures.peakRssMib());
    assertEquals(30, figures.threads());
    assertEquals(8192, figures.writtenBytes());
  }

  @Test
  void aMissingLineIsNamed() {
    var e =
        assertThrows(IllegalArgumentException.class, () -> ProcessFigures.of(STAT, List.of(), IO));
    assertTrue(String.valueOf(e.getMessage()).contains("VmRSS:"));
  }
}

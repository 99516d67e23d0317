package org.fieldbeacon.tflite;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Collects what the native library reports, per thread: it reports on the thread that called it.
///
/// A reporter is `void (*)(void* user_data, const char* format, va_list args)`. On both platforms a
/// `va_list` parameter is passed as a pointer (System V x86-64 psABI §3.5.7; AAPCS64 §6.8.2 rule
/// B.4 and appendix A), so it can be handed on to `vsnprintf` unseen.
@SuppressWarnings("restricted")
final class ErrorLog {
  private static final int LINE_BYTES = 1024;
  private static final int MOST_CHARS = 8192;
  private static final ThreadLocal<StringBuilder> LINES =
      ThreadLocal.withInitial(StringBuilder::new);
  private static final MethodHandle VSNPRINTF =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("vsnprintf"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.ADDRESS,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.ADDRESS,
                  ValueLayout.ADDRESS));

  /// The reporter to give to the library; lives as long as the process.
  static final MemorySegment REPORTER = reporter();

  private ErrorLog() {}

  /// Forgets what this thread has collected.
  static void clear() {
    LINES.get().setLength(0);
  }

  /// What was reported on this thread since [#clear], in one line; the fallback where nothing was.
  static String taken(String fallback) {
    StringBuilder lines = LINES.get();
    String text =
        lines
            .toString()
            .strip()
            .replaceAll("\\S*/(?=tensorflow/lite/)", "")
            .replaceAll("\\s*\\n\\s*", "; ");
    lines.setLength(0);
    return text.isEmpty() ? fallback : text;
  }

  /// Called by the library; the signature is `TfLiteModelCreateWithErrorReporter`'s.
  @SuppressWarnings("UnusedVariable")
  static void report(MemorySegment userData, MemorySegment format, MemorySegment args) {
    StringBuilder lines = LINES.get();
    if (lines.length() > MOST_CHARS) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment line = arena.allocate(LINE_BYTES);
      int length = (int) VSNPRINTF.invokeExact(line, (long) LINE_BYTES, format, args);
      if (length > 0) {
        lines.append(text(line)).append('\n');
      }
    } catch (Throwable e) {
      lines.append("unreadable report: ").append(e).append('\n');
    }
  }

  /// The text up to its NUL; octets that are no ASCII become '?', since a broken file's names may
  /// be anything.
  private static String text(MemorySegment line) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < LINE_BYTES; i++) {
      int octet = line.get(ValueLayout.JAVA_BYTE, i) & 0xFF;
      if (octet == 0) {
        break;
      }
      out.append(octet < 0x20 || octet > 0x7E ? (octet == '\n' ? '\n' : '?') : (char) octet);
    }
    return out.toString();
  }

  private static MemorySegment reporter() {
    try {
      MethodHandle handle =
          MethodHandles.lookup()
              .findStatic(
                  ErrorLog.class,
                  "report",
                  MethodType.methodType(
                      void.class, MemorySegment.class, MemorySegment.class, MemorySegment.class));
      return Linker.nativeLinker()
          .upcallStub(
              handle,
              FunctionDescriptor.ofVoid(
                  ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
              Arena.global());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}

package org.fieldbeacon.tflite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Gives memory back to the system that is not needed for now. Where the system has no such call,
/// or refuses it, nothing is given back and nothing else changes.
@SuppressWarnings("restricted")
final class Pages {
  /// `madvise(2)`.
  private static final int MADV_DONTNEED = 4;

  private static final Optional<MethodHandle> MADVISE =
      libc("madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
  private static final Optional<MethodHandle> MALLOC_TRIM =
      libc("malloc_trim", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));

  private Pages() {}

  /// Lets go of the pages of a mapped file; whoever reads them again has them back from the file.
  ///
  /// @param mapped a whole mapping of a file, never memory that has no file behind it
  static void release(MemorySegment mapped) {
    MADVISE.ifPresent(
        madvise -> call(() -> (int) madvise.invokeExact(mapped, mapped.byteSize(), MADV_DONTNEED)));
  }

  /// Has the allocator return what was freed.
  static void trim() {
    MALLOC_TRIM.ifPresent(trim -> call(() -> (int) trim.invokeExact(0L)));
  }

  private interface Native {
    int call() throws Throwable;
  }

  private static void call(Native function) {
    try {
      int _ = function.call();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<MethodHandle> libc(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.defaultLookup().find(name).map(f -> linker.downcallHandle(f, descriptor));
  }
}

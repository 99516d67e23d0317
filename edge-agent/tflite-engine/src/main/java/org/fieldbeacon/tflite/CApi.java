package org.fieldbeacon.tflite;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/// The functions of `tensorflow/lite/c/c_api.h` and `xnnpack_delegate.h` that the engine calls.
///
/// What runs on each inference is a typed method; the rest are [Function]s, called a few times in a
/// model's life.
@SuppressWarnings("restricted")
final class CApi {
  static final int OK = 0;

  /// Room for `TfLiteXNNPackDelegateOptions`, whose size differs between releases: the library
  /// writes as much as it has, and only the thread count, its first field, is edited.
  static final StructLayout XNNPACK_OPTIONS =
      MemoryLayout.structLayout(MemoryLayout.sequenceLayout(32, JAVA_LONG));

  static final Function MODEL_CREATE =
      function(
          "TfLiteModelCreateWithErrorReporter",
          FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
  static final Function MODEL_DELETE = deleter("TfLiteModelDelete");
  static final Function OPTIONS_CREATE =
      function("TfLiteInterpreterOptionsCreate", FunctionDescriptor.of(ADDRESS));
  static final Function OPTIONS_DELETE = deleter("TfLiteInterpreterOptionsDelete");
  static final Function OPTIONS_SET_THREADS =
      function(
          "TfLiteInterpreterOptionsSetNumThreads", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
  static final Function OPTIONS_SET_REPORTER =
      function(
          "TfLiteInterpreterOptionsSetErrorReporter",
          FunctionDescriptor.ofVoid(ADDRESS, ADDRESS, ADDRESS));
  static final Function OPTIONS_ADD_DELEGATE =
      function("TfLiteInterpreterOptionsAddDelegate", FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
  static final Function INTERPRETER_CREATE =
      function("TfLiteInterpreterCreate", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  static final Function INTERPRETER_DELETE = deleter("TfLiteInterpreterDelete");
  static final Function ALLOCATE = status("TfLiteInterpreterAllocateTensors", ADDRESS);
  static final Function RESIZE =
      status("TfLiteInterpreterResizeInputTensor", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
  static final Function INPUT =
      function(
          "TfLiteInterpreterGetInputTensor", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  static final Function OUTPUT =
      function(
          "TfLiteInterpreterGetOutputTensor", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  static final Function TENSOR =
      function("TfLiteInterpreterGetTensor", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT));
  static final Function SIGNATURE_RUNNER =
      function(
          "TfLiteInterpreterGetSignatureRunner", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  static final Function RUNNER_DELETE = deleter("TfLiteSignatureRunnerDelete");
  static final Function RUNNER_ALLOCATE = status("TfLiteSignatureRunnerAllocateTensors", ADDRESS);
  static final Function RUNNER_RESIZE =
      status("TfLiteSignatureRunnerResizeInputTensor", ADDRESS, ADDRESS, ADDRESS, JAVA_INT);
  static final Function RUNNER_INPUT =
      function(
          "TfLiteSignatureRunnerGetInputTensor", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  static final Function RUNNER_OUTPUT =
      function(
          "TfLiteSignatureRunnerGetOutputTensor", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
  static final Function XNNPACK_DEFAULTS =
      function("TfLiteXNNPackDelegateOptionsDefault", FunctionDescriptor.of(XNNPACK_OPTIONS));
  static final Function XNNPACK_CREATE =
      function("TfLiteXNNPackDelegateCreate", FunctionDescriptor.of(ADDRESS, ADDRESS));
  static final Function XNNPACK_DELETE = deleter("TfLiteXNNPackDelegateDelete");
  static final Function VERSION = function("TfLiteVersion", FunctionDescriptor.of(ADDRESS));

  private static final MethodHandle INVOKE =
      handle("TfLiteInterpreterInvoke", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle RUNNER_INVOKE =
      handle("TfLiteSignatureRunnerInvoke", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle TENSOR_TYPE =
      quick("TfLiteTensorType", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle TENSOR_RANK =
      quick("TfLiteTensorNumDims", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle TENSOR_DIM =
      quick("TfLiteTensorDim", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle TENSOR_BYTES =
      quick("TfLiteTensorByteSize", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
  private static final MethodHandle TENSOR_DATA =
      quick("TfLiteTensorData", FunctionDescriptor.of(ADDRESS, ADDRESS));

  private CApi() {}

  /// A function off the hot path.
  record Function(String name, MethodHandle handle) {

    /// Calls one that returns a pointer; NULL is the caller's to handle.
    MemorySegment pointer(Object... arguments) {
      return (MemorySegment) call(arguments);
    }

    /// Calls one that returns a `TfLiteStatus`.
    int status(Object... arguments) {
      return (int) call(arguments);
    }

    void run(Object... arguments) {
      Object _ = call(arguments);
    }

    private Object call(Object... arguments) {
      try {
        return handle.invokeWithArguments(arguments);
      } catch (Throwable e) {
        throw new IllegalStateException(name, e);
      }
    }
  }

  static int invoke(MemorySegment interpreter) {
    try {
      return (int) INVOKE.invokeExact(interpreter);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static int invokeRunner(MemorySegment runner) {
    try {
      return (int) RUNNER_INVOKE.invokeExact(runner);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static int tensorType(MemorySegment tensor) {
    try {
      return (int) TENSOR_TYPE.invokeExact(tensor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static int tensorRank(MemorySegment tensor) {
    try {
      return (int) TENSOR_RANK.invokeExact(tensor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static int tensorDim(MemorySegment tensor, int axis) {
    try {
      return (int) TENSOR_DIM.invokeExact(tensor, axis);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static long tensorBytes(MemorySegment tensor) {
    try {
      return (long) TENSOR_BYTES.invokeExact(tensor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static MemorySegment tensorData(MemorySegment tensor) {
    try {
      return (MemorySegment) TENSOR_DATA.invokeExact(tensor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static Function deleter(String name) {
    return function(name, FunctionDescriptor.ofVoid(ADDRESS));
  }

  private static Function status(String name, MemoryLayout... arguments) {
    return function(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  private static Function function(String name, FunctionDescriptor descriptor) {
    return new Function(name, handle(name, descriptor));
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return Linker.nativeLinker()
        .downcallHandle(NativeLibrary.symbols().findOrThrow(name), descriptor, options);
  }

  /// A getter that returns at once and never calls back: no thread state transition is needed.
  private static MethodHandle quick(String name, FunctionDescriptor descriptor) {
    return handle(name, descriptor, Linker.Option.critical(false));
  }
}

package org.fieldbeacon.tflite;

import java.nio.file.Path;
import java.util.Optional;

/// How a model is opened.
///
/// @param threads threads of one inference, 1 to 64
/// @param workers most interpreters alive at once, 1 to 1,024; a caller beyond them waits. Each
///   costs the memory of its activations and, with XNNPACK, of its packed weights
/// @param xnnpack whether XNNPACK runs what it can; without it the reference kernels do, tens of
///   times slower
/// @param mapped whether the file is mapped into memory instead of read. A mapped file must be
///   replaced by renaming a new one over it; one that is cut or overwritten in place takes the
///   process down, as with any mapping; see `copyIn`
/// @param copyIn where a mapped file is first copied, to one without a name that nobody else can
///   cut or overwrite; empty to map the file itself. Nothing is won in a folder that is itself in
///   memory, such as a tmpfs
/// @param signature the signature to run, or the empty string for the model's first subgraph
/// @param maxTensorBytes the largest tensor that is accepted, in octets, at least 1
public record TfLiteOptions(
    int threads,
    int workers,
    boolean xnnpack,
    boolean mapped,
    Optional<Path> copyIn,
    String signature,
    long maxTensorBytes) {

  /// One thread, a worker per processor, XNNPACK, mapped, first subgraph, tensors of up to 256 MiB.
  public static final TfLiteOptions DEFAULT =
      new TfLiteOptions(
          1,
          Runtime.getRuntime().availableProcessors(),
          true,
          true,
          Optional.empty(),
          "",
          256L * 1024 * 1024);

  public TfLiteOptions {
    require(threads >= 1 && threads <= 64, "threads", threads, "1..64");
    require(workers >= 1 && workers <= 1024, "workers", workers, "1..1024");
    require(maxTensorBytes >= 1, "maxTensorBytes", maxTensorBytes, "1 or more");
  }

  public TfLiteOptions withThreads(int count) {
    return new TfLiteOptions(count, workers, xnnpack, mapped, copyIn, signature, maxTensorBytes);
  }

  public TfLiteOptions withWorkers(int count) {
    return new TfLiteOptions(threads, count, xnnpack, mapped, copyIn, signature, maxTensorBytes);
  }

  public TfLiteOptions withXnnpack(boolean use) {
    return new TfLiteOptions(threads, workers, use, mapped, copyIn, signature, maxTensorBytes);
  }

  public TfLiteOptions withMapped(boolean map) {
    return new TfLiteOptions(threads, workers, xnnpack, map, copyIn, signature, maxTensorBytes);
  }

  public TfLiteOptions withCopyIn(Path folder) {
    return new TfLiteOptions(
        threads, workers, xnnpack, mapped, Optional.of(folder), signature, maxTensorBytes);
  }

  public TfLiteOptions withSignature(String key) {
    return new TfLiteOptions(threads, workers, xnnpack, mapped, copyIn, key, maxTensorBytes);
  }

  public TfLiteOptions withMaxTensorBytes(long octets) {
    return new TfLiteOptions(threads, workers, xnnpack, mapped, copyIn, signature, octets);
  }

  private static void require(boolean holds, String what, long got, String wanted) {
    if (!holds) {
      throw new IllegalArgumentException(what + ": got " + got + ", wanted " + wanted);
    }
  }
}

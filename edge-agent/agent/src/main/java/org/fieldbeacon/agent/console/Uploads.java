package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/// Takes a body of megabytes to a file of its own, one at a time, never to memory. The file and
/// whatever is unpacked beside it are gone when the request has been answered, and at every start.
final class Uploads {
  /// A sender must bring so much while [ConnectionGuard] has patience.
  private static final long PROGRESS_BYTES = 256 << 10;

  private static final long SPARE_BYTES = 64L << 20;
  private static final long HANG_UP_MS = 2_000;

  private final Vertx vertx;
  private final Path folder;
  private final ConnectionGuard guard;
  private final Work work;
  private final AtomicBoolean isBusy = new AtomicBoolean();
  private final AtomicLong count = new AtomicLong();

  /// @param work takes what blocks
  Uploads(Vertx vertx, Path folder, ConnectionGuard guard, Work work) {
    this.vertx = vertx;
    this.folder = folder;
    this.guard = guard;
    this.work = work;
    clear(folder);
  }

  /// What has been brought.
  ///
  /// @param room an empty folder beside it, to unpack in; on the same disk as the site
  record Taken(Path file, long bytes, Path room) {}

  /// @param then blocks; runs when all of the body is in the file
  <T> Future<T> take(Ask ask, long most, Function<Taken, T> then) {
    HttpServerRequest request = ask.context().request();
    long announced = announced(request);
    if (announced > most) {
      throw tooLong(most);
    }
    if (!isBusy.compareAndSet(false, true)) {
      throw ApiProblem.later(
          503, "另一个上传正在进行", "another upload is under way", Duration.ofSeconds(10));
    }
    request.pause();
    Path own = folder.resolve(String.valueOf(count.incrementAndGet()));
    return work.run(() -> prepare(own, announced))
        .compose(_ -> receive(request, own.resolve("body"), most))
        .compose(
            bytes ->
                work.run(
                    () -> then.apply(new Taken(own.resolve("body"), bytes, own.resolve("room")))))
        .eventually(() -> work.run(() -> clear(own)).onComplete(_ -> isBusy.set(false)));
  }

  private static long announced(HttpServerRequest request) {
    try {
      String length = request.getHeader("content-length");
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException _) {
      throw ApiProblem.of(400, "请求有误", "the request is not right");
    }
  }

  private static ApiProblem tooLong(long most) {
    return ApiProblem.of(
        413, "文件太大,最多 " + most + " 字节", "the body is too long, " + most + " B at most");
  }

  private boolean prepare(Path own, long announced) throws IOException {
    DurableFile.makeFolder(folder);
    DurableFile.makeFolder(own);
    DurableFile.makeFolder(own.resolve("room"));
    long free = Files.getFileStore(own).getUsableSpace();
    if (free < 2 * announced + SPARE_BYTES) {
      throw ApiProblem.of(
          507,
          "存储空间不足:剩余 " + free + " 字节",
          "too little room on the disk: got "
              + free
              + " B, wanted "
              + (2 * announced + SPARE_BYTES));
    }
    return true;
  }

  private Future<Long> receive(HttpServerRequest request, Path file, long most) {
    Promise<Long> done = Promise.promise();
    var options = new OpenOptions().setCreateNew(true).setWrite(true).setRead(false);
    vertx
        .fileSystem()
        .open(file.toString(), options)
        .onFailure(done::tryFail)
        .onSuccess(out -> new Receiving(request, out, most, done).begin());
    return done.future();
  }

  /// One body on its way to its file. Event loop.
  private final class Receiving {
    private final HttpServerRequest request;
    private final AsyncFile out;
    private final long most;
    private final Promise<Long> done;
    private long got;
    private long told;
    private boolean isOver;

    Receiving(HttpServerRequest request, AsyncFile out, long most, Promise<Long> done) {
      this.request = request;
      this.out = out;
      this.most = most;
      this.done = done;
    }

    void begin() {
      request.exceptionHandler(
          e ->
              end(
                  Future.failedFuture(
                      ApiProblem.of(400, "上传中断", "the upload broke off: " + e.getMessage()))));
      request.handler(this::take);
      request.endHandler(_ -> end(Future.succeededFuture(got)));
      out.exceptionHandler(e -> end(Future.failedFuture(e)));
      request.resume();
      guard.ifLost(
          request,
          () -> end(Future.failedFuture(ApiProblem.of(400, "上传中断", "the upload broke off"))));
    }

    private void take(Buffer piece) {
      if (isOver) {
        return;
      }
      got += piece.length();
      if (got > most) {
        end(Future.failedFuture(tooLong(most)));
        request.pause();
        vertx.setTimer(HANG_UP_MS, _ -> request.connection().close());
        return;
      }
      if (got - told >= PROGRESS_BYTES) {
        told = got;
        guard.progresses(request);
      }
      var _ = out.write(piece).onFailure(e -> end(Future.failedFuture(e)));
      if (out.writeQueueFull()) {
        request.pause();
        out.drainHandler(_ -> request.resume());
      }
    }

    private void end(Future<Long> how) {
      if (isOver) {
        return;
      }
      isOver = true;
      var _ =
          out.close().onComplete(closed -> done.handle(closed.succeeded() ? how : closed.map(0L)));
    }
  }

  /// Removes a folder and all in it, as far as that goes.
  static boolean clear(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": cannot be removed", e);
    }
  }
}

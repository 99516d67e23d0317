package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// One thread for what blocks, with a bounded queue; more is refused with 503.
final class Work implements AutoCloseable {
  private static final int MOST = 64;
  private static final int LONGEST_MINUTES = 10;

  private final WorkerExecutor worker;
  private final AtomicInteger waiting = new AtomicInteger();

  Work(Vertx vertx, String name) {
    worker = vertx.createSharedWorkerExecutor(name, 1, LONGEST_MINUTES, TimeUnit.MINUTES);
  }

  <T> Future<T> run(Callable<T> work) {
    if (waiting.incrementAndGet() > MOST) {
      waiting.decrementAndGet();
      return Future.failedFuture(
          ApiProblem.later(503, "请求太多,请稍后再试", "too many requests at once", Duration.ofSeconds(2)));
    }
    return worker.executeBlocking(work).onComplete(_ -> waiting.decrementAndGet());
  }

  @Override
  public void close() {
    var _ = worker.close();
  }
}

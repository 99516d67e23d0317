package org.fieldbeacon.onemap;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Questions to the database, on `onemap-read`: at most [#MOST] at a time, further ones are refused
/// with 503. From the event loop, where the answers come too.
final class Questions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
  private static final int MOST = 256;

  private final WorkerExecutor reader;
  private final AtomicInteger asked = new AtomicInteger();

  Questions(Vertx vertx) {
    reader = vertx.createSharedWorkerExecutor("onemap-read", 1);
  }

  <T> void ask(RoutingContext request, Callable<T> question, Consumer<T> answer) {
    if (asked.incrementAndGet() > MOST) {
      asked.decrementAndGet();
      Answers.fail(request, 503, "too many questions at once; try again");
      return;
    }
    reader
        .executeBlocking(question)
        .onComplete(_ -> asked.decrementAndGet())
        .onSuccess(answer::accept)
        .onFailure(request::fail);
  }

  @Override
  public void close() {
    reader.close().onFailure(e -> LOG.warn("reader did not close: {}", e.toString()));
  }
}

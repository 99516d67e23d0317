package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;

/// Sends a large file as fast as it is taken, whatever that is, and never all of it from memory.
/// Event loop.
final class Downloads {
  private final Vertx vertx;
  private final ConnectionGuard guard;

  Downloads(Vertx vertx, ConnectionGuard guard) {
    this.vertx = vertx;
    this.guard = guard;
  }

  /// Answers by itself; ends when the file is out, or when its taker has gone.
  Future<Boolean> send(Ask ask, Path file, long bytes, String name) {
    Promise<Boolean> done = Promise.promise();
    HttpServerResponse response = ask.context().response();
    vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setRead(true).setWrite(false).setCreate(false))
        .onFailure(done::tryFail)
        .onSuccess(
            in -> {
              response
                  .putHeader("content-type", "application/zip")
                  .putHeader("content-length", String.valueOf(bytes))
                  .putHeader("content-disposition", "attachment; filename=\"" + name + "\"");
              response.closeHandler(_ -> done.tryComplete(false));
              response.exceptionHandler(_ -> done.tryComplete(false));
              in.setReadBufferSize(1 << 16);
              // The head is out: all that can still be said is that it was not the whole.
              in.exceptionHandler(
                  _ -> {
                    var _ = response.reset();
                    done.tryComplete(false);
                  });
              in.endHandler(
                  _ -> {
                    var _ = response.end().onComplete(_ -> done.tryComplete(true));
                  });
              in.handler(
                  piece -> {
                    guard.progresses(ask.context().request());
                    var _ = response.write(piece).onFailure(_ -> done.tryComplete(false));
                    if (response.writeQueueFull()) {
                      in.pause();
                      response.drainHandler(_ -> in.resume());
                    }
                  });
              var _ = done.future().onComplete(_ -> in.close());
            });
    return done.future();
  }
}

package org.fieldbeacon.tflite;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The interpreters of one model: made when first needed, up to the number of workers, lent to one
/// thread each.
///
/// The last one lent out before [#close] is freed when it comes back, and the model with it.
final class InterpreterPool implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final Deque<Interpreter> idle = new ArrayDeque<>();
  private final LoadedModel model;
  private int alive;
  private boolean isClosed;

  /// Makes the first interpreter at once, so that a model that cannot run is known when it is
  /// opened.
  InterpreterPool(LoadedModel model) {
    this.model = model;
    idle.push(Interpreter.create(model));
    alive = 1;
  }

  /// Waits while every worker is lent out.
  ///
  /// @throws TfLiteException where the model is closed or the thread was interrupted
  Interpreter take() {
    @Nullable Interpreter free = idleOrPlace();
    if (free != null) {
      return free;
    }
    try {
      return Interpreter.create(model);
    } catch (RuntimeException e) {
      forget();
      throw e;
    }
  }

  void give(Interpreter interpreter) {
    boolean keep;
    lock.lock();
    try {
      keep = !isClosed && !interpreter.isBroken();
      if (keep) {
        idle.push(interpreter);
        returned.signal();
      }
    } finally {
      lock.unlock();
    }
    if (!keep) {
      interpreter.close();
      forget();
    }
  }

  @Override
  public void close() {
    boolean isLast;
    lock.lock();
    try {
      if (isClosed) {
        return;
      }
      isClosed = true;
      alive -= idle.size();
      isLast = alive == 0;
      returned.signalAll();
    } finally {
      lock.unlock();
    }
    idle.forEach(Interpreter::close);
    idle.clear();
    if (isLast) {
      model.close();
    }
  }

  /// An idle interpreter, or null where the caller now has the place to make one.
  private @Nullable Interpreter idleOrPlace() {
    lock.lock();
    try {
      while (true) {
        if (isClosed) {
          throw model.failure("closed");
        }
        if (!idle.isEmpty()) {
          return idle.pop();
        }
        if (alive < model.options().workers()) {
          alive++;
          return null;
        }
        returned.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw model.failure("interrupted while every worker was busy");
    } finally {
      lock.unlock();
    }
  }

  private void forget() {
    boolean isLast;
    lock.lock();
    try {
      alive--;
      isLast = isClosed && alive == 0;
      returned.signal();
    } finally {
      lock.unlock();
    }
    if (isLast) {
      model.close();
    }
  }
}

package org.fieldbeacon.onemap;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.CountDownLatch;

/// Being told to stop, by SIGTERM or SIGINT. A shutdown hook would do too, but the JVM then ends
/// with 128 + the signal's number however well everything was closed. `sun.misc.Signal` stays
/// accessible (JEP 260), but the compiler warns of it; hence by name.
final class StopSignal {
  private final CountDownLatch told = new CountDownLatch(1);

  /// From here on these signals no longer end the JVM by themselves.
  static StopSignal listen() {
    var stop = new StopSignal();
    stop.handle("TERM");
    stop.handle("INT");
    return stop;
  }

  void await() throws InterruptedException {
    told.await();
  }

  private void handle(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle countDown =
          MethodHandles.lookup().bind(told, "countDown", MethodType.methodType(void.class));
      Object teller =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(countDown, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), teller);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("signal " + name + ": cannot be listened to", e);
    }
  }
}

package org.fieldbeacon.opcua;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.HashedWheelTimer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.eclipse.milo.opcua.stack.transport.client.tcp.OpcTcpClientTransportConfigBuilder;

/// The few threads that all clients of this process share: one for the network, one for timers, and
/// virtual ones for the rest. Milo's own pools have one or two of each for every core.
final class Threads {
  private static final ThreadFactory DAEMON =
      Thread.ofPlatform().daemon().name("opcua-", 0).factory();

  private Threads() {}

  /// Made when the first client needs them.
  private static final class Shared {
    static final EventLoopGroup NETWORK =
        new MultiThreadIoEventLoopGroup(1, DAEMON, NioIoHandler.newFactory());
    static final ScheduledExecutorService TIMER =
        Executors.newSingleThreadScheduledExecutor(DAEMON);
    static final HashedWheelTimer WHEEL = new HashedWheelTimer(DAEMON);
    static final ExecutorService WORK =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("opcua-work-", 0).factory());
  }

  static void use(OpcTcpClientTransportConfigBuilder transport, long timeoutMs) {
    transport
        .setEventLoop(Shared.NETWORK)
        .setScheduledExecutor(Shared.TIMER)
        .setWheelTimer(Shared.WHEEL)
        .setExecutor(Shared.WORK)
        .setConnectTimeout(Unsigned.uint(timeoutMs))
        .setAcknowledgeTimeout(Unsigned.uint(timeoutMs));
  }
}

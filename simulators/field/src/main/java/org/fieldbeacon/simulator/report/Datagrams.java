package org.fieldbeacon.simulator.report;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/// UDP to one place.
final class Datagrams implements Outlet {
  private final InetSocketAddress to;
  private final DatagramSocket socket;

  Datagrams(String host, int port) throws IOException {
    this.to = new InetSocketAddress(host, port);
    this.socket = new DatagramSocket();
  }

  @Override
  public boolean send(byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, to));
    return true;
  }

  @Override
  public void cut() {
    // There is nothing to cut.
  }

  @Override
  public void close() {
    socket.close();
  }
}

package org.fieldbeacon.driver;

import java.io.IOException;
import java.time.Duration;

/// A link whose bytes are told to a [LineTap].
final class TappedLink implements Link {
  private final Link link;
  private final LineTap tap;
  private final String name;

  TappedLink(Link link, LineTap tap) {
    this.link = link;
    this.tap = tap;
    this.name = link.name();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isOpen() {
    return link.isOpen();
  }

  @Override
  public void open() throws IOException {
    link.open();
  }

  @Override
  public void open(Duration atMost) throws IOException {
    link.open(atMost);
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
    int got = link.read(into, offset, length, timeout);
    tap.received(name, into, offset, got);
    return got;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    link.write(bytes, offset, length);
    tap.sent(name, bytes, offset, length);
  }

  @Override
  public void discardInput() throws IOException {
    link.discardInput();
  }

  @Override
  public void sendBreak(Duration length) throws IOException {
    link.sendBreak(length);
  }

  @Override
  public void close() {
    link.close();
  }
}

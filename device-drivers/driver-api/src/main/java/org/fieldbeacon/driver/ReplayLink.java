package org.fieldbeacon.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Recorded bytes in place of a line; the end of the file reads as the other end closing.
final class ReplayLink implements Link {
  private final LinkConfig.Replay config;
  private volatile @Nullable InputStream file;

  ReplayLink(LinkConfig.Replay config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "replay " + config.file();
  }

  @Override
  public boolean isOpen() {
    return file != null;
  }

  @Override
  public void open() throws IOException {
    if (file == null) {
      file = Files.newInputStream(config.file());
    }
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
    InputStream open = file;
    if (open == null) {
      throw new IOException(name() + ": not open");
    }
    return open.read(into, offset, length);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    // What was recorded cannot be asked anything.
  }

  @Override
  public void discardInput() {
    // Nothing recorded is thrown away.
  }

  @Override
  public void close() {
    InputStream open = file;
    file = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // Read-only: nothing can be lost.
      }
    }
  }
}

package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// A chip on a bus: registers that hold what a test puts there, writes that are noted.
final class FakeChip implements Board.I2cPort {
  final Map<Integer, byte[]> registers = new HashMap<>();
  final List<String> written = new ArrayList<>();
  byte[] plain = new byte[0];
  boolean isGone;

  FakeChip with(int register, String hex) {
    registers.put(register, HexFormat.of().parseHex(hex));
    return this;
  }

  @Override
  public void write(int... bytes) throws IOException {
    answer();
    var hex = new StringBuilder();
    for (int b : bytes) {
      hex.append("%02x".formatted(b));
    }
    written.add(hex.toString());
  }

  @Override
  public byte[] read(int length) throws IOException {
    answer();
    return plain.clone();
  }

  @Override
  public byte[] readRegister(int register, int length) throws IOException {
    answer();
    byte[] held = registers.get(register);
    if (held == null || held.length != length) {
      throw new IOException("register 0x%02X of %d bytes is not held".formatted(register, length));
    }
    return held.clone();
  }

  private void answer() throws IOException {
    if (isGone) {
      throw new IOException("Remote I/O error");
    }
  }
}

package org.fieldbeacon.agent.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// An id for a gateway that no other has: from the board's serial number, or else from the hardware
/// address of its first network adapter. Blocks.
final class BoardId {
  private static final int SUFFIX = 6;
  private static final int MOST = 256;
  private static final Pattern ENOUGH = Pattern.compile("[a-z0-9]{6,}");

  /// All the same, or what makers write who write nothing.
  private static final Pattern NOTHING =
      Pattern.compile("(.)\\1*|.*(?:none|default|tobefilled|serial|notspecified).*|0*123456789");

  private final Path root;

  /// @param root of the file system
  BoardId(Path root) {
    this.root = root;
  }

  /// As `gw-3fa2c1`; empty where the board says nothing of itself, as in a container.
  Optional<String> proposed() {
    return serial().or(this::adapter).map(s -> "gw-" + s.substring(s.length() - SUFFIX));
  }

  /// Of the device tree (Devicetree Specification §3.2, `serial-number`), as boards with ARM have
  /// it; of DMI, where it may be read.
  private Optional<String> serial() {
    return Stream.of("proc/device-tree/serial-number", "sys/class/dmi/id/board_serial")
        .map(root::resolve)
        .flatMap(f -> read(f).stream())
        .filter(s -> ENOUGH.matcher(s).matches() && !NOTHING.matcher(s).matches())
        .findFirst();
  }

  /// The last three octets are the adapter's own. One without a device behind it is made up anew
  /// with each start, and so is one whose address is not its maker's (IEEE 802, bit U/L).
  private Optional<String> adapter() {
    Path adapters = root.resolve("sys/class/net");
    try (Stream<Path> all = Files.list(adapters)) {
      return all.sorted()
          .filter(a -> Files.exists(a.resolve("device")))
          .flatMap(a -> read(a.resolve("address")).stream())
          .filter(a -> a.matches("[0-9a-f]{12}") && !NOTHING.matcher(a).matches())
          .filter(a -> (Integer.parseInt(a.substring(0, 2), 16) & 2) == 0)
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> read(Path file) {
    try (var in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MOST), StandardCharsets.US_ASCII);
      return Optional.of(text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", ""));
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}

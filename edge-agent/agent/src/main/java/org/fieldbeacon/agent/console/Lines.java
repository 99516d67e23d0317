package org.fieldbeacon.agent.console;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.agent.scan.Line;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.SharedLine;

/// Which lines there are, and how a technician may use one that the gateway may be using too.
final class Lines {
  /// What an adapter for a field bus appears as.
  private static final String SERIAL =
      "{ttyUSB*,ttyACM*,ttyAMA*,ttyS[0-9],ttySC*,ttymxc*,ttyO[0-9]*,ttyLP*,rs485*}";

  private Lines() {}

  /// The line for somebody who wants to ask devices of a protocol there.
  ///
  /// @throws ApiProblem when somebody else uses it and does not share it
  static Line of(LinkConfig link, String protocol, Optional<LiveSite> live) {
    Optional<LinkConfig> used = live.flatMap(site -> used(link, site));
    if (used.isEmpty()) {
      return new Line.Own(link);
    }
    String name = used.get().name();
    LiveSite site = live.orElseThrow();
    Optional<SharedLine> shared =
        protocol.equals(protocolOn(site, name)) ? site.sharedLine(name) : Optional.empty();
    return shared
        .<Line>map(s -> new Line.Shared(used.get(), s))
        .orElseThrow(
            () ->
                ApiProblem.of(
                    409,
                    "线路正被 " + name + " 使用,请先停用它的设备",
                    "the line is in use by link " + name + "; disable its devices first"));
  }

  /// The link of the site that has devices at work on the same line.
  static Optional<LinkConfig> used(LinkConfig wanted, LiveSite live) {
    return live.site().links().stream()
        .filter(own -> isSame(own, wanted))
        .filter(own -> live.site().devicesOn(own.name()).stream().anyMatch(SiteDevice::enabled))
        .findFirst();
  }

  private static String protocolOn(LiveSite live, String link) {
    return live.site().devicesOn(link).stream()
        .findFirst()
        .map(d -> d.device().profile().protocol())
        .orElse("");
  }

  /// Sessions of a server and transactions on a board's buses do not disturb one another.
  private static boolean isSame(LinkConfig one, LinkConfig other) {
    return switch (one) {
      case LinkConfig.Serial a ->
          other instanceof LinkConfig.Serial b && real(a.device()).equals(real(b.device()));
      case LinkConfig.Tcp a ->
          other instanceof LinkConfig.Tcp b && a.port() == b.port() && a.host().equals(b.host());
      case LinkConfig.TcpListener _,
          LinkConfig.Udp _,
          LinkConfig.Can _,
          LinkConfig.Endpoint _,
          LinkConfig.Board _,
          LinkConfig.Folder _,
          LinkConfig.Replay _ ->
          false;
    };
  }

  /// A port has more than one name: `/dev/serial/by-id/…`.
  private static Path real(String device) {
    try {
      return Path.of(device).toRealPath();
    } catch (IOException _) {
      return Path.of(device).normalize();
    }
  }

  /// Serial ports of this machine, as paths.
  static List<String> serialPorts(Path dev) {
    return names(dev, SERIAL);
  }

  /// I²C buses of this machine, by number.
  static List<Integer> i2cBuses(Path dev) {
    List<Integer> buses = new ArrayList<>();
    for (String path : names(dev, "i2c-[0-9]*")) {
      String number = path.substring(path.lastIndexOf('-') + 1);
      if (number.chars().allMatch(Character::isDigit) && number.length() <= 3) {
        buses.add(Integer.valueOf(number));
      }
    }
    return buses;
  }

  private static List<String> names(Path folder, String glob) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      files.forEach(f -> names.add(f.toString()));
    } catch (IOException _) {
      return List.of();
    }
    names.sort(null);
    return names;
  }
}

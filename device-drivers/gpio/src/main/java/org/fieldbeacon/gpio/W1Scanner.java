package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.LinkConfig;

/// What the kernel has found on the board's 1-Wire bus. It looks every ten seconds by itself
/// (Documentation/w1/w1-generic.rst); nothing is asked here.
public final class W1Scanner implements FieldScanner {
  private static final String ID = "[0-9a-f][0-9a-f]-*";

  @Override
  public String name() {
    return "w1";
  }

  @Override
  public String targets() {
    return "w1: for this board's 1-Wire bus";
  }

  @Override
  public void scan(LinkConfig link, Limits limits, Heard heard) throws IOException {
    scan(Path.of(link.settings().text(Words.W1_DIR, "/sys/bus/w1/devices")), heard);
  }

  static void scan(Path devices, Heard heard) throws IOException {
    if (!Files.isDirectory(devices)) {
      throw new IOException(
          devices + " is not there: no 1-Wire bus; on a Raspberry Pi: dtoverlay=w1-gpio");
    }
    var ids = new TreeSet<String>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(devices, ID)) {
      found.forEach(f -> ids.add(String.valueOf(f.getFileName())));
    }
    for (String id : ids) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", id);
      fields.put("family", id.substring(0, 2));
      boolean isThermometer = id.startsWith("28-");
      List<String> may = isThermometer ? List.of("ds18b20") : List.of();
      heard.found(new Found(Map.of(Words.ID, id), fields, may));
    }
  }
}

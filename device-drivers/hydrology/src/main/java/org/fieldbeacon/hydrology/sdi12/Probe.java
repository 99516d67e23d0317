package org.fieldbeacon.hydrology.sdi12;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Backoff;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.LastStatus;
import org.fieldbeacon.driver.PointProfile;

/// One sensor of a line: its address, what it is asked for, how it stands. The link's thread.
final class Probe {
  static final String ADDRESS = "address";
  static final String CRC = "crc";
  static final String IDENTITY = "identity";
  static final String MOST_WAIT = "most-wait-s";

  /// Points of one measurement.
  record Task(Measure measure, List<SensorPoint> points) {
    Task {
      points = List.copyOf(points);
    }
  }

  private final Device device;
  private final char address;
  private final List<Task> tasks;
  private final Duration mostWait;
  private final String wantedIdentity;
  private final Backoff backoff = new Backoff();
  private final LastStatus status;
  private Optional<String> identity = Optional.empty();
  private String trouble = "";
  private boolean isTakenAlong;

  Probe(Device device, Instant now) {
    this.device = device;
    this.address = device.address().text(ADDRESS, "0").charAt(0);
    Attributes settings = device.profile().settings();
    this.tasks = tasks(device, settings);
    this.mostWait = mostWait(settings);
    this.wantedIdentity = squeezed(settings.text(IDENTITY, ""));
    this.status = new LastStatus(device.name(), now);
  }

  static Duration mostWait(Attributes settings) {
    return Duration.ofSeconds(settings.integer(MOST_WAIT, 1, 999, 120));
  }

  static String usualCommand(Attributes settings) {
    return settings.text(SensorPoint.COMMAND, "M");
  }

  private static List<Task> tasks(Device device, Attributes settings) {
    boolean isChecked = settings.flag(CRC, false);
    Map<Measure, List<SensorPoint>> byMeasure = new LinkedHashMap<>();
    for (PointProfile point : device.profile().points()) {
      SensorPoint one = SensorPoint.read(device.name(), point, usualCommand(settings));
      byMeasure
          .computeIfAbsent(
              Measure.read(one.command(), isChecked).orElseThrow(), _ -> new ArrayList<>())
          .add(one);
    }
    List<Task> tasks = new ArrayList<>();
    byMeasure.forEach((measure, points) -> tasks.add(new Task(measure, points)));
    return List.copyOf(tasks);
  }

  Device device() {
    return device;
  }

  char address() {
    return address;
  }

  List<Task> tasks() {
    return tasks;
  }

  /// The longest measurement that the line is kept for.
  Duration mostWait() {
    return mostWait;
  }

  Backoff backoff() {
    return backoff;
  }

  LastStatus status() {
    return status;
  }

  /// Whether others can measure beside it.
  boolean letsOthersSpeak() {
    return tasks.stream().allMatch(t -> t.measure().letsOthersSpeak());
  }

  /// It was read beside a neighbour, which stands for its own next poll.
  void takenAlong() {
    isTakenAlong = true;
  }

  boolean isTakenAlong() {
    return isTakenAlong;
  }

  /// Whether it was, and is to be read by its own poll again after this one.
  boolean wasTakenAlong() {
    boolean was = isTakenAlong;
    isTakenAlong = false;
    return was;
  }

  /// What it called itself since it last came back.
  Optional<String> identity() {
    return identity;
  }

  void identified(String asWhat) {
    identity = Optional.of(asWhat);
  }

  /// It may be another that answers next.
  void forgetIdentity() {
    identity = Optional.empty();
  }

  /// Whether a sensor that calls itself so is of the profile's kind: maker and model, blanks aside.
  boolean isOfThisKind(Map<String, Object> said) {
    String makerAndModel = squeezed(said.get("vendor") + "" + said.get("model"));
    return wantedIdentity.isEmpty() || makerAndModel.startsWith(wantedIdentity);
  }

  String wantedIdentity() {
    return device.profile().settings().text(IDENTITY, "");
  }

  void begin() {
    trouble = "";
  }

  void troubled(String what) {
    trouble = trouble.isEmpty() ? what : trouble;
  }

  /// The first thing that went wrong in this reading, or nothing.
  String trouble() {
    return trouble;
  }

  private static String squeezed(String text) {
    return text.replaceAll("\\s", "");
  }
}

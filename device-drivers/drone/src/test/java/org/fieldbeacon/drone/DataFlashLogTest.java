package org.fieldbeacon.drone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.junit.jupiter.api.Test;

/// Logs written on board, laid out as an ArduCopter of 2014 lays them out.
class DataFlashLogTest {
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @Test
  void placesAndTimesAreReadAsTheLogDescribesThem() {
    format(
        130,
        45,
        "GPS",
        "BIHBcLLeeEefI",
        "Status,TimeMS,Week,NSats,HDop,Lat,Lng,RelAlt,Alt,Spd,GCrs,VZ,T");
    format(1, 11, "ATT", "Icc", "TimeMS,Roll,Pitch");
    gps();
    record(
        1,
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(61_000)
            .putShort((short) -1234)
            .putShort((short) 250));
    List<DecodedFrame> told = told(log.toByteArray());
    assertEquals(4, told.size());
    Good gps = assertInstanceOf(Good.class, told.get(2));
    assertEquals(
        List.of(
            "latitude 42.8468",
            "longitude -2.69",
            "altitude 595.23",
            "ground-speed 4.5",
            "course-over-ground 271.5",
            "gnss-satellites 9.0"),
        gps.readings().stream().map(r -> r.point() + " " + r.value()).toList());
    // GPS week 1818, Monday 10:00:16 GPS time: 16 s ahead of UTC in 2014.
    Instant at = Instant.parse("2014-11-10T10:00:00Z");
    assertEquals(Optional.of(at), gps.readings().getFirst().time());
    Good attitude = assertInstanceOf(Good.class, told.get(3));
    assertEquals(-12.34, attitude.readings().getFirst().value());
    assertEquals(Optional.of(at.plusSeconds(1)), attitude.readings().getFirst().time());
  }

  @Test
  void aCutRecordAtTheEndAndGarbageBetweenAreToldAndTheRestIsRead() {
    format(1, 11, "ATT", "Icc", "TimeMS,Roll,Pitch");
    ByteBuffer attitude = ByteBuffer.allocate(8);
    record(1, attitude);
    log.writeBytes(new byte[] {1, 2, (byte) 0xA3, 3});
    record(1, attitude);
    log.writeBytes(new byte[] {(byte) 0xA3, (byte) 0x95, 1, 0, 0});
    List<DecodedFrame> told = told(log.toByteArray());
    assertEquals(5, told.size(), told.toString());
    assertEquals(
        new Bad("start", 0, "0102A303", "A395 and a type that the log describes"), told.get(2));
    assertInstanceOf(Good.class, told.get(3));
    assertEquals(new Bad("length", 5, "5 bytes: A395010000", "a record of 11"), told.get(4));
  }

  @Test
  void aDescriptionThatDoesNotAddUpIsNotBelieved() {
    format(1, 12, "ATT", "Icc", "TimeMS,Roll,Pitch");
    format(2, 11, "BAD", "I?c", "TimeMS,Roll,Pitch");
    record(1, ByteBuffer.allocate(8));
    List<DecodedFrame> told = told(log.toByteArray());
    assertTrue(assertInstanceOf(Good.class, told.getFirst()).fields().containsKey("note"));
    assertInstanceOf(Bad.class, told.get(2));
  }

  @Test
  void everyDamageIsToldAndNothingThrown() {
    format(1, 11, "ATT", "Icc", "TimeMS,Roll,Pitch");
    format(2, 68, "ALL", "bBMhHcCgiIeELfqQdn", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r");
    record(1, ByteBuffer.allocate(8));
    record(2, ByteBuffer.allocate(65));
    gps();
    byte[] whole = log.toByteArray();
    var random = new Random(7);
    for (int round = 0; round < 2000; round++) {
      byte[] damaged = Arrays.copyOf(whole, 2 + random.nextInt(whole.length - 1));
      for (int hits = random.nextInt(6); hits > 0 && damaged.length > 2; hits--) {
        damaged[2 + random.nextInt(damaged.length - 2)] = (byte) random.nextInt(256);
      }
      assertTrue(!told(damaged).isEmpty());
    }
  }

  private void gps() {
    record(
        130,
        ByteBuffer.allocate(42)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 3)
            .putInt((24 + 10) * 3_600_000 + 16_000)
            .putShort((short) 1818)
            .put((byte) 9)
            .putShort((short) 150)
            .putInt(428_468_000)
            .putInt(-26_900_000)
            .putInt(1200)
            .putInt(59_523)
            .putInt(450)
            .putInt(27_150)
            .putFloat(0.1f)
            .putInt(60_000));
  }

  private void format(int type, int length, String name, String format, String labels) {
    ByteBuffer body = ByteBuffer.allocate(86);
    body.put((byte) type).put((byte) length);
    body.put(Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), 4));
    body.put(Arrays.copyOf(format.getBytes(StandardCharsets.US_ASCII), 16));
    body.put(Arrays.copyOf(labels.getBytes(StandardCharsets.US_ASCII), 64));
    record(128, body);
  }

  private void record(int type, ByteBuffer body) {
    log.write(0xA3);
    log.write(0x95);
    log.write(type);
    for (int i = 0; i < body.capacity(); i++) {
      log.write(body.get(i));
    }
  }

  private static List<DecodedFrame> told(byte[] file) {
    List<DecodedFrame> told = new ArrayList<>();
    try {
      new MavlinkDecoder(Optional.empty()).decode(new ByteArrayInputStream(file), told::add);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return told;
  }
}

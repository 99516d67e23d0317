package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.ScriptedPeer;
import org.fieldbeacon.driver.ScriptedPeer.Manners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class TextRegistersTest {
  /// The data of a published answer of a weather sensor, row modbus-rsp-07 of the vectors.
  private static final String PUBLISHED = "30302E31363438302E30303031333000";

  @ParameterizedTest
  @CsvSource({
    "abcd, " + PUBLISHED + ", 00.16480.000130",
    "badc, 42414443, ABCD",
    "cdab, 43444142, ABCD",
    "dcba, 44434241, ABCD",
    "abcd, E6B0B4E4BD8D2020, 水位",
    "abcd, 41420000FFFF, AB",
    "abcd, 0000, blank",
    "abcd, FFFFFFFF, blank",
    "abcd, C328, 0xc328",
    "abcd, 410A4243, 0x410a4243"
  })
  void registersAreReadAsTextInEveryOrderAndTheRestInHex(String order, String hex, String said) {
    var text = read(Map.of("register", 1, "words", 2, "order", order), new ArrayList<>());
    assertEquals(said, text.getFirst().text(Fixtures.hex(hex)));
  }

  @Test
  void whatCannotBeReadIsFoundWhenFilesAreChecked() {
    List<String> problems = new ArrayList<>();
    read(Map.of("words", 4), problems);
    read(Map.of("register", 4), problems);
    read(Map.of("register", 65_535, "words", 2), problems);
    read(Map.of("register", 1, "words", 2, "table", "coil"), problems);
    read(Map.of("register", 1, "words", 126), problems);
    read(Map.of("register", 1, "words", 2, "type", "string"), problems);
    assertEquals(
        List.of(
            "identity.serial.register",
            "identity.serial.register",
            "identity.serial.register",
            "identity.serial.table",
            "identity.serial.words",
            "identity.serial.type"),
        problems);
  }

  /// Read once, told in the status, and asked for anew when the unit was away: it may be another.
  @Test
  void aUnitSaysWhoItIsInItsStatusWheneverItComesBack() {
    var now = new AtomicReference<>(Instant.EPOCH);
    var name = new AtomicReference<>("SN-0001");
    var asked = new AtomicInteger();
    List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
    Device gauge =
        Fixtures.device(
            "gauge",
            1,
            Map.of(
                "identity",
                Map.of("serial", Map.of("register", 100, "words", 4, "table", "input-register"))),
            List.of(Fixtures.point("level", Access.READ, Map.of("register", 4))));
    var context = new DriverContext(now::get, _ -> {}, statuses::add);
    try (var peer =
            new ScriptedPeer(
                r ->
                    r[7] == 4
                        ? said(r, String.valueOf(name.get()), asked)
                        : Fixtures.answerTcp(r));
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge), context)) {
      driver.poll(gauge);
      driver.poll(gauge);
      assertEquals(1, asked.get());
      assertEquals("serial=SN-0001", statuses.getLast().detail());
      assertEquals(DeviceStatus.State.ONLINE, statuses.getLast().state());
      peer.behave(new Manners.Silent());
      driver.poll(gauge);
      peer.behave(new Manners.Polite());
      name.set("SN-0002");
      now.set(Instant.EPOCH.plusSeconds(120));
      driver.poll(gauge);
      assertEquals("serial=SN-0002", statuses.getLast().detail());
    }
  }

  @Test
  void aUnitThatRefusesToSayWhoItIsIsReadAllTheSame() {
    List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
    Device gauge =
        Fixtures.device(
            "gauge",
            1,
            Map.of("identity", Map.of("serial", Map.of("register", 100, "words", 4))),
            List.of(Fixtures.point("level", Access.READ, Map.of("register", 4))));
    var context = new DriverContext(() -> Instant.EPOCH, _ -> {}, statuses::add);
    byte[] refusal = {(byte) 0x83, 2};
    try (var peer =
            new ScriptedPeer(
                r ->
                    r[9] == 100
                        ? new Framing.Tcp().wrap(1, (r[0] & 0xFF) << 8 | r[1] & 0xFF, refusal)
                        : Fixtures.answerTcp(r));
        var driver = Fixtures.driver(peer.port(), "tcp", List.of(gauge), context)) {
      driver.poll(gauge);
      assertEquals(DeviceStatus.State.ONLINE, statuses.getLast().state());
      assertTrue(statuses.getLast().detail().contains("illegal data address"), statuses.toString());
    }
  }

  private static byte[] said(byte[] request, String text, AtomicInteger asked) {
    asked.incrementAndGet();
    byte[] pdu = new byte[10];
    pdu[0] = 4;
    pdu[1] = 8;
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, pdu, 2, bytes.length);
    return new Framing.Tcp().wrap(1, (request[0] & 0xFF) << 8 | request[1] & 0xFF, pdu);
  }

  private static List<TextRegisters> read(Map<String, Object> words, List<String> problems) {
    var settings = new Attributes(Map.of("identity", Map.of("serial", words)));
    return TextRegisters.read(settings, p -> problems.add(p.path()));
  }
}

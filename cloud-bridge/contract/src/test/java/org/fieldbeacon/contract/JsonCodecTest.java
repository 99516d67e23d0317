package org.fieldbeacon.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class JsonCodecTest {
  private static final String RECEIPT =
      """
      {"gateway":"g","stream":"alarm","epoch":"e","through":1,"also":[]}""";

  @Test
  void everyMessageComesBackAsItWas() {
    assertEquals(Samples.alarm(), Wire.decodeAlarm(Wire.encode(Samples.alarm())));
    assertEquals(Samples.site(), Wire.decodeSite(Wire.encode(Samples.site())));
    assertEquals(Samples.status(), Wire.decodeStatus(Wire.encode(Samples.status())));
    assertEquals(Samples.receipt(), Wire.decodeReceipt(Wire.encode(Samples.receipt())));
    assertEquals(Samples.acknowledge(), Wire.decodeCommand(Wire.encode(Samples.acknowledge())));
    assertEquals(Samples.shelve(), Wire.decodeCommand(Wire.encode(Samples.shelve())));
    assertEquals(Samples.result(), Wire.decodeCommandResult(Wire.encode(Samples.result())));
  }

  @Test
  void damageIsReadOrRefused() {
    Damage.everyTruncationIsRefused(Wire.encode(Samples.alarm()), Wire::decodeAlarm);
    Damage.everyFlippedBitIsReadOrRefused(Wire.encode(Samples.alarm()), Wire::decodeAlarm);
    Damage.everyTruncationIsRefused(Wire.encode(Samples.shelve()), Wire::decodeCommand);
    Damage.everyFlippedBitIsReadOrRefused(Wire.encode(Samples.shelve()), Wire::decodeCommand);
    Damage.garbageIsReadOrRefused(20260714, Wire::decodeSite);
  }

  @Test
  void ignoresWhatItDoesNotKnow() {
    Receipt read = receipt(RECEIPT.replace("{", "{\"colour\":[1],"));
    assertEquals(receipt(RECEIPT), read);
  }

  @Test
  void wantsWhatItKnows() {
    refuses(RECEIPT.replace("\"through\":1,", ""), "through");
    refuses(RECEIPT.replace("\"g\"", "null"), "gateway");
    refuses(RECEIPT.replace("[]", "[{\"from\":1}]"), "/also/0/to");
    refuses(RECEIPT.replace("[]", "[null]"), "also");
    refuses(RECEIPT.replace("alarm", "alarms"), "/stream");
    refuses(RECEIPT + "1", "octet");
    refuses("null", "root");
    refuses("[".repeat(100_000), "octet");
  }

  @Test
  void refusesAnUnknownCommand() {
    byte[] reboot =
        new String(Wire.encode(Samples.shelve()), UTF_8)
            .replace("shelve-alarm", "reboot")
            .getBytes(UTF_8);
    assertThrows(ContractException.class, () -> Wire.decodeCommand(reboot));
  }

  private static Receipt receipt(String json) {
    return Wire.decodeReceipt(json.getBytes(UTF_8));
  }

  private static void refuses(String json, String where) {
    ContractException e = assertThrows(ContractException.class, () -> receipt(json), json);
    assertTrue(e.getMessage().contains(where), e.getMessage());
  }
}

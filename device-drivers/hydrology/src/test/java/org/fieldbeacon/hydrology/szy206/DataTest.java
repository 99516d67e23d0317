package org.fieldbeacon.hydrology.szy206;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.hydrology.Vectors;
import org.fieldbeacon.hydrology.code.Crc8;
import org.junit.jupiter.api.Test;

/// One frame for each form of data, made by hand after SL/T 427-2021 tables 33..54.
class DataTest {
  private static final String ALARM = "00000000";
  private static final String LABEL = "00300814072600";
  private static final String AT = " 2026-07-14T00:30:00Z";

  private final Szy206Decoder decoder = new Szy206Decoder();

  @Test
  void aWaterLevelBelowZeroHasAnFInItsHighestDigit() {
    assertEquals(
        List.of("water-level-1 1234.567 m" + AT, "water-level-2 -0.345 m" + AT),
        readings("B2", "C0", "67452301" + "450300F0" + ALARM + LABEL));
  }

  @Test
  void gatesPowerEnergyAndEvaporationHaveTheirDecimals() {
    assertEquals(
        List.of("gate-opening 123.45 m" + AT), readings("B5", "C0", "452301" + ALARM + LABEL));
    assertEquals(List.of("power 123456.0 kW" + AT), readings("B6", "C0", "563412" + ALARM + LABEL));
    assertEquals(
        List.of("energy 123456.78 kW.h" + AT), readings("B8", "C0", "78563412" + ALARM + LABEL));
    assertEquals(
        List.of("evaporation 1234.5 mm" + AT), readings("BC", "C0", "452301" + ALARM + LABEL));
  }

  @Test
  void weatherPutsTheDirectionAboveTheWindSpeed() {
    assertEquals(
        List.of(
            "air-pressure 1013.0 hPa" + AT,
            "wind-speed 12.34 m/s" + AT,
            "wind-direction-sector 3.0 1" + AT,
            "air-temperature -5.6 Cel" + AT),
        readings("B7", "C0", "131000" + "341230" + "56F0" + ALARM + LABEL));
    assertEquals(
        List.of(
            "air-pressure missing hPa" + AT,
            "wind-speed missing m/s" + AT,
            "wind-direction-sector missing 1" + AT,
            "air-temperature 21.5 Cel" + AT),
        readings("B7", "C0", "AAAAAA" + "AAAAAA" + "1502" + ALARM + LABEL));
  }

  @Test
  void statisticRainNamesItsPeriod() {
    assertEquals(
        List.of("rain-15min 2.5 mm" + AT, "rain-6h 31.0 mm" + AT, "rain-1d 120.5 mm" + AT),
        readings("BE", "C0", "03250000" + "46100300" + "81051200" + ALARM + LABEL));
  }

  @Test
  void waterQualityIsToldByBitAndDigits() {
    assertEquals(
        List.of("water-quality-0 183.0 {unstated}" + AT, "water-quality-9 7.0 {unstated}" + AT),
        readings("BA", "C0", "0102000000" + "83010000" + "07000000" + ALARM + LABEL));
  }

  @Test
  void voltageComesAloneAndWithAlarms() {
    assertEquals(List.of("supply-voltage 12.38 V -"), readings("BD", "84", "3812"));
    assertEquals(
        List.of("supply-voltage 12.38 V" + AT), readings("BD", "C0", "3812" + ALARM + LABEL));
  }

  @Test
  void anAlarmReportHasItsAlarmBeforeTheValues() {
    Good good = decode("B2", "81", "0400" + "67452301" + "2100" + LABEL);
    assertEquals(List.of("level_limit"), good.fields().get("alarms"));
    assertEquals("2100", good.fields().get("state_raw"));
    assertEquals(List.of("water-level 1234.567 m" + AT), Vectors.readings(good));
  }

  @Test
  void aCentresAnswerHasAModeAndTheClock() {
    Good good = decode("30", "C0", "01" + LABEL);
    assertEquals("self-report", good.fields().get("work_mode"));
    assertEquals(
        Map.of("time", "2026-07-14T08:30:00+08:00", "delay_min", 0), good.fields().get("tp"));
  }

  @Test
  void aSettingHasAPasswordBeforeItsLabel() {
    Good good = decode("30", "12", "01" + "1234" + LABEL);
    assertEquals("1234", good.fields().get("password"));
    assertEquals("01", good.fields().get("data_hex"));
  }

  @Test
  void aStationCodeIsNoRegion() {
    Good good = decode(frame("B1" + "0012345678" + "C0" + "853100" + ALARM + LABEL));
    assertEquals(Map.of("mode", 2, "code", "12345678"), good.fields().get("address_parts"));
  }

  @Test
  void aPictureCountsItsBytesAndItsParts() {
    String first =
        frame("F0" + "02" + "4406070001" + "61" + "0300" + "FFD8FF")
            .replaceFirst("68..68", "680168");
    String last =
        frame("F0" + "01" + "4406070001" + "61" + "0200" + "FFD9").replaceFirst("68..68", "680168");
    List<DecodedFrame> told = Vectors.decode(decoder, first + "\n" + last);
    assertEquals(3, ((Good) told.getFirst()).fields().get("picture_bytes"));
    assertEquals(Map.of("parts", 2, "bytes", 5), ((Good) told.getLast()).fields().get("assembled"));
  }

  @Test
  void dataThatFitsNoFormIsToldAsItIs() {
    Good good = decode("B2", "C0", "6745" + ALARM);
    assertEquals(List.of(), good.readings());
    assertEquals(
        "674500000000", Vectors.json(good.fields()).get("undecoded").get("hex").asString());
  }

  private List<String> readings(String control, String function, String data) {
    return Vectors.readings(decode(control, function, data));
  }

  private Good decode(String control, String function, String data) {
    return decode(frame(control + "4101050100" + function + data));
  }

  private Good decode(String hex) {
    return assertInstanceOf(Good.class, Vectors.decode(decoder, hex).getFirst());
  }

  private static String frame(String userData) {
    byte[] bytes = HexFormat.of().parseHex(userData);
    return "68%02X68%s%02X16".formatted(bytes.length, userData, Crc8.of(bytes, 0, bytes.length));
  }
}

package org.fieldbeacon.agent.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.fieldbeacon.agent.archive.ArchiveFile.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFileTest {
  private static final Limits LIMITS = new Limits(10, 1_000_000, 2_000_000);
  private static final Map<String, byte[]> TWO =
      Map.of("a/one.txt", bytes("one"), "a/two.bin", new byte[70_000]);

  @TempDir Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, byte[]> read(byte[] archive) throws IOException {
    Path file = folder.resolve("archive");
    Files.write(file, archive);
    Map<String, byte[]> found = new LinkedHashMap<>();
    ArchiveFile.forEach(file, LIMITS, (name, in) -> found.put(name, in.readAllBytes()));
    return found;
  }

  private String refusal(byte[] archive) {
    return String.valueOf(assertThrows(ArchiveException.class, () -> read(archive)).getMessage());
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void zipTarAndZippedTarGiveTheSameFiles() throws IOException {
    byte[] tar = TestArchives.tar(TWO, '0');
    for (byte[] archive : List.of(TestArchives.zip(TWO), tar, gzip(tar))) {
      Map<String, byte[]> found = read(archive);
      assertEquals(TWO.keySet(), found.keySet());
      found.forEach((name, body) -> assertArrayEquals(TWO.get(name), body, name));
    }
  }

  @Test
  void aFileThatIsNotReadToItsEndDoesNotShiftTheNext() throws IOException {
    Path file = folder.resolve("archive");
    Files.write(file, TestArchives.tar(new java.util.TreeMap<>(TWO), '0'));
    Map<String, Integer> first = new LinkedHashMap<>();
    ArchiveFile.forEach(file, LIMITS, (name, in) -> first.put(name, in.read()));
    assertEquals(Map.of("a/one.txt", (int) 'o', "a/two.bin", 0), first);
  }

  @Test
  void namesThatLeadOutAreRefused() throws IOException {
    for (String name :
        List.of(
            "../evil",
            "a/../../evil",
            "/etc/passwd",
            "a\\..\\evil",
            ".hidden",
            "a//b",
            "C:/x",
            "a/b\u0000c",
            "é")) {
      Map<String, byte[]> one = Map.of(name, bytes("x"));
      assertTrue(refusal(TestArchives.zip(one)).contains("a name that may not be used"), name);
      if (name.indexOf('\0') < 0) {
        assertTrue(
            refusal(TestArchives.tar(one, '0')).contains("a name that may not be used"), name);
      }
    }
  }

  @Test
  void linksAndDevicesAreRefused() throws IOException {
    Map<String, byte[]> one = Map.of("a", bytes("/etc/passwd"));
    assertTrue(refusal(TestArchives.linked(TestArchives.zip(one))).contains("a link"));
    for (char type : new char[] {'1', '2', '3', '4', '6', '7', 'S'}) {
      assertTrue(refusal(TestArchives.tar(one, type)).contains("a link"), "type " + type);
    }
  }

  /// Two megabytes of zeroes in two kilobytes, and more than they say they are.
  @Test
  void bombsAreRefusedBeforeTheyAreRead() throws IOException {
    Map<String, byte[]> large = Map.of("large", new byte[1_000_001]);
    assertTrue(refusal(TestArchives.zip(large)).contains("too much unpacked"));
    assertTrue(refusal(gzip(TestArchives.tar(large, '0'))).contains("wanted less"));
    Map<String, byte[]> many =
        Map.of("a", new byte[900_000], "b", new byte[900_000], "c", new byte[900_000]);
    assertTrue(refusal(TestArchives.zip(many)).contains("too much unpacked"));
    assertTrue(refusal(gzip(TestArchives.tar(many, '0'))).contains("too much unpacked"));
    Map<String, byte[]> crowd = new LinkedHashMap<>();
    for (int i = 0; i < 11; i++) {
      crowd.put("f" + i, new byte[1]);
    }
    assertTrue(refusal(TestArchives.zip(crowd)).contains("more files"));
    assertTrue(refusal(TestArchives.tar(crowd, '0')).contains("more files"));
  }

  @Test
  void whatIsNoArchiveIsRefused() {
    assertTrue(refusal(new byte[0]).contains("no archive"));
    assertTrue(refusal(bytes("hello")).contains("no archive"));
    assertTrue(refusal(new byte[5_000]).contains("no archive"));
  }

  /// Whatever is cut off or altered, it ends in files or in a refusal.
  @Test
  void everyCutAndManyDamagesEndWell() throws IOException {
    Map<String, byte[]> small = Map.of("a/one.txt", bytes("one"), "b.txt", bytes("two"));
    byte[] tar = TestArchives.tar(small, '0');
    for (byte[] archive : List.of(TestArchives.zip(small), tar, gzip(tar))) {
      for (int cut = 0; cut < archive.length; cut += 1 + archive.length / 200) {
        survives(Arrays.copyOf(archive, cut));
      }
      var random = new Random(7);
      for (int i = 0; i < 300; i++) {
        byte[] damaged = archive.clone();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        survives(damaged);
      }
    }
  }

  private void survives(byte[] archive) throws IOException {
    try {
      read(archive);
    } catch (ArchiveException e) {
      assertTrue(!e.reason().zh().isEmpty());
    }
    try {
      lookAt(archive);
    } catch (ArchiveException e) {
      assertTrue(!e.reason().zh().isEmpty());
    }
  }

  private Map<String, byte[]> lookAt(byte[] tar) throws IOException {
    Path file = folder.resolve("tar");
    Files.write(file, tar);
    Map<String, byte[]> found = new LinkedHashMap<>();
    ArchiveFile.forEachOfTar(file, LIMITS, (name, in) -> found.put(name, in.readAllBytes()));
    return found;
  }

  @Test
  void aTarThatIsOnlyLookedAtMayHaveAnyNameButNoneThatLeadsOut() throws IOException {
    Map<String, byte[]> named =
        Map.of("./烟/图 (1).jpg", bytes("one"), "../evil", bytes("x"), "/etc/passwd", bytes("x"));
    assertEquals(
        List.of("./烟/图 (1).jpg"), List.copyOf(lookAt(TestArchives.tar(named, '0')).keySet()));
    assertEquals(Map.of(), lookAt(TestArchives.tar(Map.of("a", bytes("/etc")), '2')));
    Map<String, byte[]> large = Map.of("large", new byte[1_500_000]);
    assertEquals(
        1_500_000,
        lookAt(gzip(TestArchives.tar(large, '0'))).getOrDefault("large", new byte[0]).length);
  }

  @Test
  void aTarThatIsOnlyLookedAtIsRefusedWhereItIsDamagedOrCutShort() {
    byte[] tar = TestArchives.tar(Map.of("a/one.jpg", new byte[5_000]), '0');
    for (byte[] bad : List.of(Arrays.copyOf(tar, 3_000), bytes("hello".repeat(200)))) {
      assertThrows(ArchiveException.class, () -> lookAt(bad));
    }
  }
}

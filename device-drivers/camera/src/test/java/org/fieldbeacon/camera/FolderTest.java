package org.fieldbeacon.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures that a camera puts into a folder.
class FolderTest {
  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void open() {
    site = new Site(Site.folder(folder), Map.of("max-bytes", 2000));
  }

  @AfterEach
  void close() {
    site.close();
  }

  @Test
  void onlyTheNewestOfWhatWasThereIsTakenAndThenWhatComes() throws IOException {
    put("a.jpg", jpeg(20), 1);
    put("b.jpg", jpeg(21), 2);
    site.poll();
    assertEquals(List.of(21), site.sizes());
    put("c.JPEG", jpeg(22), 3);
    put("d.png", png(), 4);
    site.poll();
    assertEquals(List.of(22, png().length), site.sizes());
    assertEquals("image/png", site.frames.getLast().mediaType());
    assertEquals(time(3), site.frames.getFirst().phenomenonTime());
    assertEquals(site.now.get(), site.frames.getFirst().receivedTime());
  }

  @Test
  void aFileIsTakenWhenItIsRenamedToItsName() throws IOException {
    site.poll();
    put("x.jpg.part", jpeg(30), 5);
    put(".x.jpg", jpeg(30), 5);
    put("x.txt", jpeg(30), 5);
    site.poll();
    assertEquals(List.of(), site.sizes());
    Files.move(folder.resolve("x.jpg.part"), folder.resolve("x.jpg"));
    site.poll();
    assertEquals(List.of(30), site.sizes());
  }

  @Test
  void aFileThatIsStillWrittenIsWaitedForWhileOthersGoOn() throws IOException {
    site.poll();
    byte[] whole = jpeg(100);
    put("slow.jpg", Arrays.copyOf(whole, 60), 5);
    put("next.jpg", jpeg(40), 6);
    site.poll();
    assertEquals(List.of(40), site.sizes());
    put("slow.jpg", Arrays.copyOf(whole, 80), 7);
    site.poll();
    assertEquals(List.of(), site.sizes());
    put("slow.jpg", whole, 8);
    site.poll();
    assertEquals(List.of(100), site.sizes());
  }

  /// A camera that lost its line leaves half a picture. It is handed on, since nobody will finish
  /// it; who decodes it says what is wrong.
  @Test
  void aFileThatStaysAsItIsIsTakenAsItIs() throws IOException {
    site.poll();
    put("cut.jpg", Arrays.copyOf(jpeg(100), 60), 5);
    put("next.jpg", jpeg(40), 6);
    site.poll();
    assertEquals(List.of(40), site.sizes());
    site.poll();
    assertEquals(List.of(60), site.sizes());
    site.poll();
    assertEquals(List.of(), site.sizes());
  }

  @Test
  void whatIsTooLongOrNoPictureIsToldOnceAndPassedOver() throws IOException {
    site.poll();
    put("huge.jpg", jpeg(2001), 5);
    site.poll();
    assertTrue(site.said().contains("huge.jpg: got 2001 bytes, wanted 2000 at most"), site.said());
    put("page.jpg", "<html>".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 6);
    site.poll();
    site.poll();
    assertTrue(site.said().contains("body: got 3C68746D6C3E, wanted a JPEG"), site.said());
    put("good.jpg", jpeg(40), 7);
    site.poll();
    assertEquals(List.of(40), site.sizes());
    assertEquals("ONLINE ", site.said());
  }

  @Test
  void ofManyTheNewestEightAreTaken() throws IOException {
    site.poll();
    for (int i = 0; i < 30; i++) {
      put("n%02d.jpg".formatted(i), jpeg(100 + i), 10 + i);
    }
    site.poll();
    assertEquals(List.of(122, 123, 124, 125, 126, 127, 128, 129), site.sizes());
    assertTrue(site.said().contains("22 older pictures passed over"), site.said());
    site.poll();
    assertEquals(List.of(), site.sizes());
  }

  @Test
  void aFolderThatIsToBeClearedIs() throws IOException {
    site.close();
    site = new Site(Site.folder(folder), Map.of("after", "delete"));
    for (int i = 0; i < 10; i++) {
      put("n%02d.jpg".formatted(i), jpeg(100 + i), 10 + i);
    }
    put("note.txt", jpeg(30), 5);
    site.poll();
    assertEquals(8, site.frames.size());
    try (var left = Files.list(folder)) {
      assertEquals(List.of("note.txt"), left.map(f -> f.getFileName().toString()).toList());
    }
    put("late.jpg", jpeg(50), 1);
    site.poll();
    assertEquals(List.of(50), site.sizes());
    assertFalse(Files.exists(folder.resolve("late.jpg")));
  }

  @Test
  void silenceIsToldWhenItLasts() throws IOException {
    put("a.jpg", jpeg(20), 1);
    site.pollAfter(Duration.ofSeconds(10));
    assertEquals("ONLINE ", site.said());
    site.pollAfter(Duration.ofSeconds(10));
    assertEquals(0, site.observations.size());
    site.pollAfter(Duration.ofSeconds(30));
    assertTrue(site.observations.getFirst().isMissing());
    assertTrue(
        site.said().startsWith("OFFLINE folder ") && site.said().contains("no new picture"),
        site.said());
  }

  @Test
  void aFolderThatIsNotThereIsToldAndLookedForAgain() throws IOException {
    site.close();
    site = new Site(Site.folder(folder), Map.of("folder", "cam1"));
    site.poll();
    assertTrue(site.said().startsWith("LINK_DOWN folder "), site.said());
    Files.createDirectory(folder.resolve("cam1"));
    Files.write(folder.resolve("cam1/a.jpg"), jpeg(20));
    site.poll();
    assertEquals(List.of(20), site.sizes());
  }

  private void put(String name, byte[] bytes, int minute) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(time(minute)));
  }

  private static Instant time(int minute) {
    return Instant.parse("2026-07-13T00:00:00Z").plus(Duration.ofMinutes(minute));
  }

  private static byte[] jpeg(int length) {
    byte[] jpeg = Arrays.copyOf(Site.JPEG, length);
    Arrays.fill(jpeg, 14, length - 2, (byte) 1);
    jpeg[length - 2] = (byte) 0xFF;
    jpeg[length - 1] = (byte) 0xD9;
    return jpeg;
  }

  private static byte[] png() {
    return java.util.HexFormat.of().parseHex("89504E470D0A1A0A0000000049454E44AE426082");
  }
}

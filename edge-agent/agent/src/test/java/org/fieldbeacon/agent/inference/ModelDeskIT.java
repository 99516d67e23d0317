package org.fieldbeacon.agent.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.agent.config.CardFile;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.agent.model.LoadedModel;
import org.fieldbeacon.agent.model.ModelException;
import org.fieldbeacon.agent.model.TestPackages;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDeskIT {
  private static final Path PICTURES = Path.of("../../simulators/data/camera-smoke");
  private static final PointId FRAME = new PointId("gate-camera", "frame");
  private static final Instant START = Instant.parse("2026-04-05T06:00:00Z");

  @TempDir Path folder;

  private ModelUse use(Optional<Path> shadow) throws IOException {
    Path made = folder.resolve("a/fire-smoke");
    if (!Files.exists(made)) {
      TestPackages.copy("fire-smoke", folder.resolve("a"));
      TestPackages.trustedKey(folder);
    }
    var card =
        assertInstanceOf(CardFile.Loaded.Good.class, CardFile.load(made.resolve("card.yaml")));
    return new ModelUse(
        "gate-fire",
        new Text("火", "fire"),
        made,
        card.card(),
        new ModelUse.Source.Camera(FRAME),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        shadow,
        List.of(folder.resolve("trusted.pub")));
  }

  /// The same model under another version: what is compared agrees to the bit.
  private Path newer() throws IOException {
    Path made = TestPackages.copy("fire-smoke", folder.resolve("b"));
    Path card = made.resolve("card.yaml");
    String text = Files.readString(card);
    Files.writeString(card, text.replaceFirst("\nversion: [0-9.]+\n", "\nversion: 9.9.9\n"));
    TestPackages.sign(made);
    return made;
  }

  private static ModelQuestion picture(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(PICTURES.resolve(name));
    return new ModelQuestion.Look(
        "gate-fire", new Frame(FRAME, bytes, "image/jpeg", START, START, "test"));
  }

  /// Of the one model.
  private static <T> T of(Map<String, T> byModel) {
    return byModel.values().iterator().next();
  }

  @Test
  void theSamePictureGetsTheSameAnswerToTheBitWithASmallJpeg() throws IOException {
    try (var desk =
        new ModelDesk(
            List.of(use(Optional.empty())),
            Promotions.none(),
            Map.of("gate-fire", Map.of("smoke", 0.0)))) {
      ModelResult one = desk.ask(picture("11-smoke.jpg"));
      ModelResult other = desk.ask(picture("11-smoke.jpg"));
      assertEquals(one.answer(), other.answer());
      byte[] jpeg = one.jpeg().orElseThrow();
      assertTrue(jpeg.length <= 32 << 10, jpeg.length + " bytes");
      org.junit.jupiter.api.Assertions.assertArrayEquals(jpeg, other.jpeg().orElseThrow());
      assertEquals(2, of(desk.counters()).answers());
    }
  }

  @Test
  void aPackageBesideIsComparedPromotedAndTakenBack() throws IOException {
    var promotions = new Promotions(folder.resolve("store"));
    ModelUse use = use(Optional.of(newer()));
    try (var desk = new ModelDesk(List.of(use), promotions, Map.of())) {
      ModelResult before = desk.ask(picture("00-normal.jpg"));
      var shadow = of(desk.shadows()).json();
      assertEquals(1, shadow.getInteger("agreed"));
      assertEquals(0.0, shadow.getDouble("mean-difference"));
      assertEquals("9.9.9", shadow.getString("version"));

      promotions.promote("gate-fire", shadow.getString("sha256"));
      desk.refresh();
      ModelResult after = desk.ask(picture("00-normal.jpg"));
      assertNotEquals(before.version(), after.version());
      assertEquals("9.9.9", after.version());
    }
    try (var restarted = new ModelDesk(List.of(use), promotions, Map.of())) {
      assertEquals("9.9.9", restarted.ask(picture("00-normal.jpg")).version());
      promotions.rollBack("gate-fire");
      restarted.refresh();
      assertNotEquals("9.9.9", restarted.ask(picture("00-normal.jpg")).version());
    }
  }

  @Test
  void aPromotedPackageThatNoLongerHoldsIsRolledBackAtTheStart() throws IOException {
    var promotions = new Promotions(folder.resolve("store"));
    Path newer = newer();
    ModelUse use = use(Optional.of(newer));
    promotions.promote("gate-fire", "0".repeat(64));
    byte[] output = Files.readAllBytes(newer.resolve("self-test/01.out"));
    output[0] ^= 0x40;
    Files.write(newer.resolve("self-test/01.out"), output);
    TestPackages.sign(newer);
    try (var desk = new ModelDesk(List.of(use), promotions, Map.of())) {
      assertNotEquals("9.9.9", desk.ask(picture("00-normal.jpg")).version());
      assertEquals(Optional.empty(), promotions.promoted("gate-fire"));
      assertEquals(Map.of(), desk.shadows());
    }
  }

  /// A live camera's noise never repeats: a comment in the file stands for it.
  private static ModelQuestion picture(String name, int number) throws IOException {
    byte[] jpeg = Files.readAllBytes(PICTURES.resolve(name));
    byte[] bytes = new byte[jpeg.length + 6];
    System.arraycopy(jpeg, 0, bytes, 0, 2);
    byte[] comment = {(byte) 0xFF, (byte) 0xFE, 0, 4, 'n', (byte) number};
    System.arraycopy(comment, 0, bytes, 2, comment.length);
    System.arraycopy(jpeg, 2, bytes, 8, jpeg.length - 2);
    return new ModelQuestion.Look(
        "gate-fire", new Frame(FRAME, bytes, "image/jpeg", START, START, "test"));
  }

  /// A clock that goes on by `step` whenever it is looked at, so that each question takes as long.
  private final AtomicLong step = new AtomicLong();

  private final AtomicLong nanos = new AtomicLong();

  private ModelDesk timed(Promotions promotions) throws IOException {
    return new ModelDesk(
        List.of(use(Optional.of(newer()))),
        promotions,
        Map.of(),
        () -> nanos.addAndGet(step.get()));
  }

  private static void promote(ModelDesk desk, Promotions promotions) {
    promotions.promote("gate-fire", of(desk.shadows()).json().getString("sha256"));
    desk.refresh();
  }

  @Test
  void aPromotedPackageThatIsLateIsTakenBackWhileRunningAndAskedNoMore() throws IOException {
    var promotions = new Promotions(folder.resolve("store"));
    try (var desk = timed(promotions)) {
      promote(desk, promotions);
      // The deadline is ten seconds.
      step.set(Duration.ofSeconds(11).toNanos());
      for (int i = 0; i < 49; i++) {
        assertEquals("9.9.9", desk.ask(picture("00-normal.jpg", i)).version());
      }
      assertEquals("9.9.9", desk.ask(picture("00-normal.jpg", 49)).version(), "the fiftieth");
      step.set(0);
      assertNotEquals("9.9.9", desk.ask(picture("00-normal.jpg", 50)).version());
      assertEquals(Optional.empty(), promotions.promoted("gate-fire"));
      assertEquals("p99 of 11000.0 ms", of(desk.shadows()).stopped());
      assertEquals(0, of(desk.shadows()).json().getInteger("asked"));

      promote(desk, promotions);
      assertNotEquals("9.9.9", desk.ask(picture("00-normal.jpg", 51)).version());
      assertEquals(Optional.empty(), promotions.promoted("gate-fire"), "stopped ones stay back");
    }
  }

  /// The package of the site is what people chose; slow or not, there is nothing to go back to.
  @Test
  void thePackageOfTheSiteIsNotTakenBackForBeingLate() throws IOException {
    try (var desk = timed(new Promotions(folder.resolve("store")))) {
      String version = desk.ask(picture("00-normal.jpg", 0)).version();
      step.set(Duration.ofSeconds(11).toNanos());
      for (int i = 1; i < 60; i++) {
        assertEquals(version, desk.ask(picture("00-normal.jpg", i)).version());
      }
      assertTrue(of(desk.shadows()).stopped().startsWith("p99 of 11000.0"), "it held others up");
    }
  }

  @Test
  void aPromotedPackageThatFailsIsTakenBackAtOnceAndTheNextAnswerIsTheFormers() throws IOException {
    var promotions = new Promotions(folder.resolve("store"));
    try (var desk = timed(promotions)) {
      LoadedModel next = of(desk.shadows()).model();
      promote(desk, promotions);
      next.close();
      ModelResult failed = desk.ask(picture("00-normal.jpg", 0));
      assertEquals("failed", assertInstanceOf(Answer.None.class, failed.answer()).reason());
      ModelResult after = desk.ask(picture("00-normal.jpg", 1));
      assertInstanceOf(Answer.Choice.class, after.answer());
      assertNotEquals("9.9.9", after.version());
      assertEquals(Optional.empty(), promotions.promoted("gate-fire"));
      assertNotEquals("", of(desk.shadows()).stopped());
    }
  }

  @Test
  void aPackageBesideThatFailsIsStoppedAndDisturbsNoAnswer() throws IOException {
    try (var desk = timed(new Promotions(folder.resolve("store")))) {
      of(desk.shadows()).model().close();
      for (int i = 0; i < 5; i++) {
        assertInstanceOf(Answer.Choice.class, desk.ask(picture("00-normal.jpg", i)).answer());
      }
      assertEquals(3, of(desk.shadows()).json().getInteger("failed"));
      assertTrue(of(desk.shadows()).stopped().startsWith("failed 3 times in a row"));
    }
  }

  /// Its card says that it was trained on brighter pictures than these.
  @Test
  void aPromotedPackageOutOfItsDepthIsTakenBackAndGoesOnBeside() throws IOException {
    var promotions = new Promotions(folder.resolve("store"));
    Path made = newer();
    Path card = made.resolve("card.yaml");
    String text = Files.readString(card);
    String bright =
        text.replaceFirst("(id: mean-luma, mean: )[0-9.]+(, std: )[0-9.]+", "$1250.0$21.0");
    assertNotEquals(text, bright);
    Files.writeString(card, bright);
    TestPackages.sign(made);
    ModelUse use = use(Optional.of(made));
    try (var desk = new ModelDesk(List.of(use), promotions, Map.of())) {
      promote(desk, promotions);
      for (int i = 0; i < 50; i++) {
        assertEquals("9.9.9", desk.ask(picture("00-normal.jpg", i)).version(), "picture " + i);
      }
      assertNotEquals("9.9.9", desk.ask(picture("00-normal.jpg", 50)).version());
      assertEquals(Optional.empty(), promotions.promoted("gate-fire"));
      assertEquals("", of(desk.shadows()).stopped());
      assertEquals(1, of(desk.shadows()).json().getInteger("asked"));
    }
  }

  @Test
  void aPackageThatFailsItsSelfTestWhenItIsPromotedDoesNotTakeOver() throws IOException {
    var promotions = new Promotions(folder.resolve("store"));
    Path made = newer();
    ModelUse use = use(Optional.of(made));
    try (var desk = new ModelDesk(List.of(use), promotions, Map.of())) {
      byte[] output = Files.readAllBytes(made.resolve("self-test/01.out"));
      output[0] ^= 0x40;
      Files.write(made.resolve("self-test/01.out"), output);
      promote(desk, promotions);
      assertNotEquals("9.9.9", desk.ask(picture("00-normal.jpg")).version());
      assertEquals(Optional.empty(), promotions.promoted("gate-fire"));
    }
  }

  @Test
  void aPackageOfTheSiteThatDoesNotHoldIsRefused() throws IOException {
    ModelUse use = use(Optional.empty());
    Files.writeString(use.folder().resolve("more"), "more");
    var thrown =
        assertThrows(
            ModelException.class,
            () -> new ModelDesk(List.of(use), Promotions.none(), Map.of()).close());
    assertTrue(String.valueOf(thrown.getMessage()).contains("hash: more"));
  }

  @Test
  void aWorkerDropsTheOlderQuestionAndTheLateOne() throws Exception {
    BlockingQueue<ModelResult> results = new LinkedBlockingQueue<>();
    var desk = new ModelDesk(List.of(use(Optional.empty())), Promotions.none(), Map.of());
    var throttle = new Throttle(folder);
    try (var worker =
        new InferenceWorker(
            desk, Map.of("gate-fire", Duration.ofMinutes(1)), throttle, results::add)) {
      worker.submit(picture("00-normal.jpg"));
      worker.submit(picture("11-smoke.jpg"));
      assertEquals(1, worker.dropped());
      worker.start();
      ModelResult result = results.poll(60, TimeUnit.SECONDS);
      assertTrue(result != null && result.answer() instanceof Answer.Choice);
    }
    var other = new ModelDesk(List.of(use(Optional.empty())), Promotions.none(), Map.of());
    try (var worker =
        new InferenceWorker(other, Map.of("gate-fire", Duration.ZERO), throttle, results::add)) {
      worker.submit(picture("00-normal.jpg"));
      worker.start();
      for (int i = 0; i < 600 && worker.late() == 0; i++) {
        Thread.onSpinWait();
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertEquals(1, worker.late());
      assertEquals(0, results.size());
    }
  }

  @Test
  void heatAndAnEmptyBatterySlowDown() throws IOException {
    Path zone = Files.createDirectories(folder.resolve("thermal/thermal_zone0"));
    Path battery = Files.createDirectories(folder.resolve("power_supply/BAT0"));
    var throttle = new Throttle(folder);
    assertEquals(1, throttle.factor());
    Files.writeString(zone.resolve("temp"), "78000\n");
    assertEquals(2, throttle.factor());
    Files.writeString(battery.resolve("capacity"), "10\n");
    Files.writeString(battery.resolve("status"), "Charging\n");
    assertEquals(2, throttle.factor());
    Files.writeString(battery.resolve("status"), "Discharging\n");
    assertEquals(6, throttle.factor());
  }

  @Test
  void inputsThatDepartFromTheCardAreCalledDrifted() {
    var watch =
        new DriftWatch(
            List.of(new org.fieldbeacon.agent.config.ModelCard.Feature("mean-luma", 100, 10)));
    for (int i = 0; i < 49; i++) {
      watch.take(Map.of("mean-luma", 200.0));
    }
    assertTrue(!watch.isDrifted(), "too few to say");
    watch.take(Map.of("mean-luma", Double.NaN));
    assertTrue(watch.isDrifted());
    assertEquals(10, watch.departures().getOrDefault("mean-luma", 0.0), 0.01);
  }
}

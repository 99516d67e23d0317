package org.fieldbeacon.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.fieldbeacon.agent.model.PackageCheck.Part;
import org.fieldbeacon.agent.model.PackageCheck.Verdict;
import org.fieldbeacon.contract.CommandKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCheckIT {
  private static final String WATER = "water-anomaly";

  @TempDir Path folder;

  private static Set<Part> failed(Verdict verdict) {
    Set<Part> parts = new TreeSet<>();
    assertInstanceOf(Verdict.Bad.class, verdict).findings().forEach(f -> parts.add(f.part()));
    return parts;
  }

  private static void edit(Path file, String from, String to) throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(from), file + " has " + from);
    Files.writeString(file, text.replace(from, to));
  }

  @Test
  void aPackageThatWasSignedHolds() throws IOException {
    try (LoadedModel model =
        assertInstanceOf(Verdict.Good.class, TestPackages.check(TestPackages.copy(WATER, folder)))
            .model()) {
      assertEquals(WATER, model.card().name());
      assertEquals(64, model.sha256().length());
    }
  }

  @Test
  void everyShippedPackageHoldsUnderTheShippedKey() throws IOException {
    var keys = List.of(CommandKeys.readPublic(TestPackages.SHIPPED.resolve("trusted-key.pub")));
    List<Path> shipped = Packages.in(TestPackages.SHIPPED);
    assertFalse(shipped.isEmpty());
    for (Path one : shipped) {
      switch (PackageCheck.of(one, keys)) {
        case Verdict.Good(LoadedModel model) -> model.close();
        case Verdict.Bad bad -> assertEquals("", bad.text(), one.toString());
      }
    }
  }

  @Test
  void oneChangedBitOfTheModelIsSaidToBeAHash() throws IOException {
    Path made = TestPackages.copy(WATER, folder);
    byte[] bytes = Files.readAllBytes(made.resolve("model.tflite"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(made.resolve("model.tflite"), bytes);
    Verdict verdict = TestPackages.check(made);
    assertEquals(Set.of(Part.HASH), failed(verdict));
    assertTrue(((Verdict.Bad) verdict).text().contains("model.tflite: got SHA-256"));
  }

  @Test
  void aFileThatNobodySignedIsSaidToBeAHash() throws IOException {
    Path made = TestPackages.copy(WATER, folder);
    Files.writeString(made.resolve("more.txt"), "more");
    assertEquals(Set.of(Part.HASH), failed(TestPackages.check(made)));
  }

  @Test
  void anotherKeyIsSaidToBeASignature() throws IOException {
    Path made = TestPackages.copy(WATER, folder);
    PackageSignature.sign(made, CommandKeys.generate().getPrivate());
    assertEquals(Set.of(Part.SIGNATURE), failed(TestPackages.check(made)));
    Files.writeString(made.resolve(PackageFiles.SIGNATURE), "no base64 at all!");
    assertEquals(Set.of(Part.SIGNATURE), failed(TestPackages.check(made)));
    Files.delete(made.resolve(PackageFiles.SIGNATURE));
    assertEquals(Set.of(Part.SIGNATURE), failed(TestPackages.check(made)));
  }

  @Test
  void aSwappedModelIsSaidToBeTheContract() throws IOException {
    Path made = TestPackages.copy(WATER, folder);
    Path other = TestPackages.SHIPPED.resolve("fire-smoke/model.tflite");
    Path model = made.resolve("model.tflite");
    long before = Files.size(model);
    Files.copy(other, model, StandardCopyOption.REPLACE_EXISTING);
    edit(made.resolve("card.yaml"), "bytes: " + before, "bytes: " + Files.size(other));
    TestPackages.sign(made);
    Verdict verdict = TestPackages.check(made);
    assertEquals(Set.of(Part.CONTRACT), failed(verdict));
    assertTrue(((Verdict.Bad) verdict).text().contains("input: got shape [1, "));
  }

  @Test
  void aCardWithAnUnknownKeyIsToldByLine() throws IOException {
    Path made = TestPackages.copy(WATER, folder);
    edit(made.resolve("card.yaml"), "schema-version: 1", "schema-version: 1\nmagic: true");
    TestPackages.sign(made);
    Verdict verdict = TestPackages.check(made);
    assertEquals(Set.of(Part.CONTRACT), failed(verdict));
    assertTrue(
        ((Verdict.Bad) verdict).text().contains("card.yaml:2: magic: got an unknown key"),
        ((Verdict.Bad) verdict).text());
  }

  @Test
  void anAnswerThatIsNotTheOneOfTheDayItWasMadeIsSaidToBeTheSelfTest() throws IOException {
    Path made = TestPackages.copy(WATER, folder);
    Path output = made.resolve("self-test/01.out");
    byte[] bytes = Files.readAllBytes(output);
    bytes[0] ^= 0x10;
    Files.write(output, bytes);
    TestPackages.sign(made);
    assertEquals(Set.of(Part.SELF_TEST), failed(TestPackages.check(made)));
  }
}

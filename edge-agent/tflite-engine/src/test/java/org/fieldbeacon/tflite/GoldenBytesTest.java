package org.fieldbeacon.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The output octets of 8-bit models over seeded inputs, as SHA-256. The same digests hold on
/// x86-64 and on ARM64, so equal results there and here are what this test says wherever it runs.
class GoldenBytesTest {
  private static final int INPUTS = 20;

  @TempDir Path folder;

  @Test
  void mobilenetGivesTheSameOctetsEverywhere() throws IOException {
    Path model = Resources.copy(Resources.MOBILENET, folder);
    assertEquals(
        "f2b62c4227bb8006eb8003963e8cb56e4c4e50c03e58374720adb08d41776ff6", digest(model, 5));
  }

  @Test
  void anInt8ClassifierWithPerChannelWeightsGivesTheSameOctetsEverywhere() throws IOException {
    Path model = Models.int8Classifier().writeTo(folder, "int8.tflite");
    assertEquals(
        "7eaee976ed6de489533ea765ac0f3b15f1dbaaab4e67ba78de9724df5bacf7fe", digest(model, 5));
  }

  /// The control: other inputs, other octets.
  @Test
  void theDigestTellsInputsApart() throws IOException {
    Path model = Models.int8Classifier().writeTo(folder, "int8.tflite");
    assertNotEquals(digest(model, 5), digest(model, 6));
  }

  private static String digest(Path model, long seed) throws IOException {
    Random random = new Random(seed);
    MessageDigest digest = sha256();
    try (TfLiteGraph graph = TfLiteGraph.open(model, TfLiteOptions.DEFAULT);
        TfLiteSession session = graph.session()) {
      byte[] input = new byte[(int) session.input(0).byteSize()];
      for (int i = 0; i < INPUTS; i++) {
        random.nextBytes(input);
        session.inputBuffer(0).put(input);
        session.run();
        digest.update(session.outputBuffer(0));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

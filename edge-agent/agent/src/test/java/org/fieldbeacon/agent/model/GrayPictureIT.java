package org.fieldbeacon.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.feature.ImageInput;
import org.fieldbeacon.agent.feature.Picture;
import org.fieldbeacon.agent.feature.PictureDecoder;
import org.fieldbeacon.agent.feature.PictureDecoder.Decoded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures as an infrared camera takes them.
class GrayPictureIT {
  private static final Path PICTURE = Path.of("../../simulators/data/camera-smoke/00-normal.jpg");

  @TempDir Path folder;

  private Answer.Choice look(String gray) throws IOException {
    Path made = TestPackages.copy("fire-smoke", Files.createTempDirectory(folder, "made"));
    Path card = made.resolve("card.yaml");
    String text = Files.readString(card).replaceAll("\n  gray: [a-z]+\n", "\n");
    // Any answer is a sure one, so that only the colours decide.
    text = text.replaceFirst("unsure-below: [0-9.]+", "unsure-below: 0.0");
    Files.writeString(
        card, gray.isEmpty() ? text : text.replaceFirst("offset: -1.0", "$0\n  gray: " + gray));
    TestPackages.sign(made);
    var good = assertInstanceOf(PackageCheck.Verdict.Good.class, TestPackages.check(made));
    try (LoadedModel model = good.model()) {
      var decoded =
          assertInstanceOf(Decoded.Good.class, PictureDecoder.decode(Files.readAllBytes(PICTURE)));
      Picture picture = ImageInput.gray(decoded.picture());
      return model.look(ImageInput.fit(picture, (Input.Image) model.card().input()));
    }
  }

  @Test
  void onlyAPackageWhoseCardSaysSoIsSureOfAPictureWithoutColours() throws IOException {
    assertFalse(look("").isSure());
    assertFalse(look("unsure").isSure());
    Answer.Choice answer = look("answer");
    assertTrue(answer.isSure());
    assertEquals(look("unsure").scores(), answer.scores());
  }

  @Test
  void aPictureLosesItsColoursAndNothingElse() {
    var picture = new Picture(2, 1, new byte[] {(byte) 255, 0, 0, 10, 10, 10}, false, false);
    Picture gray = ImageInput.gray(picture);
    assertTrue(ImageInput.isGrey(gray));
    assertEquals(76, gray.rgb()[0]);
    assertEquals(76, gray.rgb()[2]);
    assertEquals(10, gray.rgb()[4]);
  }
}

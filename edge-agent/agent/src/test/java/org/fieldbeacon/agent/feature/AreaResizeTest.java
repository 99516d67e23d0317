package org.fieldbeacon.agent.feature;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.fieldbeacon.agent.config.ModelCard.Fit;
import org.fieldbeacon.agent.config.ModelCard.Gray;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.junit.jupiter.api.Test;

class AreaResizeTest {
  private static Picture row(int... values) {
    byte[] rgb = new byte[3 * values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) values[i / 3];
    }
    return new Picture(values.length, 1, rgb, false, false);
  }

  private static int[] reds(Picture picture) {
    int[] reds = new int[picture.width() * picture.height()];
    for (int i = 0; i < reds.length; i++) {
      reds[i] = picture.rgb()[3 * i] & 0xFF;
    }
    return reds;
  }

  @Test
  void aShrunkPixelIsTheMeanOfWhatItCovers() {
    assertArrayEquals(new int[] {15, 35}, reds(AreaResize.resize(row(10, 20, 30, 40), 2, 1)));
    // (10 + 20/2) / 1.5 = 13.33, (20/2 + 40) / 1.5 = 33.33
    assertArrayEquals(new int[] {13, 33}, reds(AreaResize.resize(row(10, 20, 40), 2, 1)));
  }

  @Test
  void aHalfIsRoundedUp() {
    assertArrayEquals(new int[] {11}, reds(AreaResize.resize(row(10, 11), 1, 1)));
  }

  @Test
  void aGrownPixelLiesBetweenTheCentresOfItsNeighbours() {
    // Centres at -0.25, 0.25, 0.75, 1.25 of the source, kept within it.
    assertArrayEquals(new int[] {0, 25, 75, 100}, reds(AreaResize.resize(row(0, 100), 4, 1)));
  }

  @Test
  void rowsAreTreatedAsColumnsAre() {
    Picture wide = row(10, 20, 40);
    Picture tall = new Picture(1, 3, wide.rgb(), false, false);
    assertArrayEquals(new int[] {13, 33}, reds(AreaResize.resize(tall, 1, 2)));
    assertArrayEquals(new int[] {10, 14, 20, 32, 40}, reds(AreaResize.resize(tall, 1, 5)));
    assertArrayEquals(new int[] {10, 14, 20, 32, 40}, reds(AreaResize.resize(wide, 5, 1)));
  }

  @Test
  void aCropKeepsTheMiddle() {
    var input = new Input.Image(1, 1, Fit.CENTER_CROP, 1, 0, Gray.UNSURE);
    assertEquals(20, reds(ImageInput.fit(row(10, 20, 40), input))[0]);
    var stretched = new Input.Image(1, 1, Fit.STRETCH, 1, 0, Gray.UNSURE);
    assertEquals(23, reds(ImageInput.fit(row(10, 20, 40), stretched))[0]);
  }
}

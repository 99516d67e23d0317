package org.fieldbeacon.tflite;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import javax.imageio.ImageIO;

/// A picture of the test resources, scaled by averaging.
final class Picture {
  private final BufferedImage image;

  private Picture(BufferedImage image) {
    this.image = image;
  }

  static Picture of(String name) throws IOException {
    ImageIO.setUseCache(false);
    try (InputStream file = Objects.requireNonNull(Picture.class.getResourceAsStream(name), name)) {
      return new Picture(ImageIO.read(file));
    }
  }

  /// Puts `side` × `side` pixels as red, green, blue octets.
  void putRgb(ByteBuffer target, int side) {
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int shift = 16; shift >= 0; shift -= 8) {
          target.put((byte) mean(x, y, side, shift));
        }
      }
    }
  }

  private int mean(int x, int y, int side, int shift) {
    int left = x * image.getWidth() / side;
    int right = Math.max(left + 1, (x + 1) * image.getWidth() / side);
    int top = y * image.getHeight() / side;
    int bottom = Math.max(top + 1, (y + 1) * image.getHeight() / side);
    int sum = 0;
    for (int v = top; v < bottom; v++) {
      for (int u = left; u < right; u++) {
        sum += image.getRGB(u, v) >> shift & 0xFF;
      }
    }
    return sum / ((right - left) * (bottom - top));
  }
}

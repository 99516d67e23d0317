package org.fieldbeacon.simulator.camera;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.fieldbeacon.simulator.fault.Fault;

/// What a picture becomes when something is wrong with the camera.
final class Pictures {
  private static final int BLUR = 16;
  private static final double NIGHT = 0.04;

  /// A stretch of tape over the lens: nearly one colour.
  private static final Color COVER = new Color(52, 44, 38);

  private Pictures() {}

  static byte[] spoilt(byte[] jpeg, Fault.Picture.What what) throws IOException {
    return switch (what) {
      case DARK -> jpeg(darkened(image(jpeg)));
      case COVERED -> jpeg(covered(image(jpeg)));
      case BLURRED -> jpeg(blurred(image(jpeg)));
      case TRUNCATED -> Arrays.copyOf(jpeg, jpeg.length / 2);
      case HUGE -> huge(jpeg);
      case UNAUTHORIZED -> jpeg;
    };
  }

  /// The same with 30,000 x 30,000 pixels in its frame header (ITU-T T.81 §B.2.2).
  private static byte[] huge(byte[] jpeg) {
    byte[] huge = jpeg.clone();
    for (int at = 2; at + 9 < huge.length && huge[at] == (byte) 0xFF; ) {
      int marker = huge[at + 1] & 0xFF;
      if (marker == 0xC0 || marker == 0xC2) {
        huge[at + 5] = huge[at + 7] = (byte) (30_000 >> 8);
        huge[at + 6] = huge[at + 8] = (byte) 30_000;
        break;
      }
      at += 2 + ((huge[at + 2] & 0xFF) << 8 | huge[at + 3] & 0xFF);
    }
    return huge;
  }

  private static BufferedImage darkened(BufferedImage image) {
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        var c = new Color(image.getRGB(x, y));
        image.setRGB(
            x,
            y,
            new Color(
                    (int) (c.getRed() * NIGHT),
                    (int) (c.getGreen() * NIGHT),
                    (int) (c.getBlue() * NIGHT))
                .getRGB());
      }
    }
    return image;
  }

  private static BufferedImage covered(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setColor(COVER);
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    g.dispose();
    return image;
  }

  private static BufferedImage blurred(BufferedImage image) {
    int width = Math.max(1, image.getWidth() / BLUR);
    int height = Math.max(1, image.getHeight() / BLUR);
    return scaled(scaled(image, width, height), image.getWidth(), image.getHeight());
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height) {
    var scaled = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = scaled.createGraphics();
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(image, 0, 0, width, height, null);
    g.dispose();
    return scaled;
  }

  private static BufferedImage image(byte[] jpeg) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(jpeg));
    if (read == null) {
      throw new IOException("got no picture, wanted a JPEG");
    }
    return scaled(read, read.getWidth(), read.getHeight());
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    var bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", bytes);
    return bytes.toByteArray();
  }
}

package org.fieldbeacon.agent.inference;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.fieldbeacon.agent.feature.AreaResize;
import org.fieldbeacon.agent.feature.Picture;

/// Pictures as evidence: small enough to travel with an alarm over a poor link. Stateless.
final class SmallJpeg {
  static final int MAX_BYTES = 32 << 10;
  private static final int LONGEST_SIDE = 320;
  private static final float[] QUALITIES = {0.8f, 0.6f, 0.4f, 0.2f};

  private SmallJpeg() {}

  /// The same bytes for the same picture; empty when it cannot be made small enough.
  static Optional<byte[]> of(Picture picture) {
    Picture small = small(picture);
    var image = new BufferedImage(small.width(), small.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[small.width()];
    byte[] rgb = small.rgb();
    for (int y = 0; y < small.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        int at = 3 * (y * row.length + x);
        row[x] = (rgb[at] & 0xFF) << 16 | (rgb[at + 1] & 0xFF) << 8 | (rgb[at + 2] & 0xFF);
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    for (float quality : QUALITIES) {
      byte[] jpeg = encode(image, quality);
      if (jpeg.length > 0 && jpeg.length <= MAX_BYTES) {
        return Optional.of(jpeg);
      }
    }
    return Optional.empty();
  }

  private static Picture small(Picture picture) {
    int longest = Math.max(picture.width(), picture.height());
    if (longest <= LONGEST_SIDE) {
      return picture;
    }
    return AreaResize.resize(
        picture,
        Math.max(1, picture.width() * LONGEST_SIDE / longest),
        Math.max(1, picture.height() * LONGEST_SIDE / longest));
  }

  private static byte[] encode(BufferedImage image, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(quality);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
      out.flush();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("encoding a picture in memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}

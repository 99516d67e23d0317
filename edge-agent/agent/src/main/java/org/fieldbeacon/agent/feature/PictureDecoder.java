package org.fieldbeacon.agent.feature;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/// Decodes JPEG and PNG within bounds: what the header promises is judged before a pixel is made.
/// Stateless; any thread.
public final class PictureDecoder {
  /// Twice what a 4K camera sends; decoded, 48 MiB.
  public static final int MAX_PIXELS = 16 << 20;

  private static final int MAX_SCANS = 64;

  private PictureDecoder() {}

  /// A picture, or why there is none.
  public sealed interface Decoded {
    record Good(Picture picture) implements Decoded {}

    /// @param got what the file has, for a person
    record Bad(ImageFault fault, String got) implements Decoded {}
  }

  /// @param bytes a whole file
  public static Decoded decode(byte[] bytes) {
    Optional<ImageHeader> read = ImageHeader.read(bytes);
    if (read.isEmpty()) {
      return new Decoded.Bad(ImageFault.NOT_AN_IMAGE, "no JPEG or PNG header");
    }
    ImageHeader header = read.get();
    Optional<Decoded.Bad> bad = refused(header);
    if (bad.isPresent()) {
      return bad.get();
    }
    try {
      Picture picture = pixels(header, bytes);
      return picture.width() == header.width() && picture.height() == header.height()
          ? new Decoded.Good(picture.turned(header.orientation()))
          : new Decoded.Bad(ImageFault.BROKEN, "another size than its header says");
    } catch (IOException | RuntimeException e) {
      // The decoders of the JDK throw what they please at a broken file.
      return new Decoded.Bad(ImageFault.BROKEN, String.valueOf(e.getMessage()));
    }
  }

  private static Optional<Decoded.Bad> refused(ImageHeader header) {
    long pixels = (long) header.width() * header.height();
    if (header.width() < 1 || header.height() < 1) {
      return bad(ImageFault.BROKEN, header.width() + " × " + header.height() + " pixels");
    }
    if (pixels > MAX_PIXELS) {
      return bad(ImageFault.TOO_LARGE, header.width() + " × " + header.height() + " pixels");
    }
    if (header.bits() > 8) {
      return bad(ImageFault.SIXTEEN_BIT, header.bits() + " bits a sample");
    }
    if (header.format() == ImageHeader.Format.JPEG && header.components() == 4) {
      return bad(ImageFault.CMYK, "4 components");
    }
    if (header.components() != 1 && header.components() != 3) {
      return bad(ImageFault.UNSUPPORTED, header.components() + " components");
    }
    if (header.scans() > MAX_SCANS) {
      return bad(ImageFault.UNSUPPORTED, header.scans() + " scans");
    }
    return header.isComplete() ? Optional.empty() : bad(ImageFault.TRUNCATED, "no end of image");
  }

  private static Optional<Decoded.Bad> bad(ImageFault fault, String got) {
    return Optional.of(new Decoded.Bad(fault, got));
  }

  private static Picture pixels(ImageHeader header, byte[] bytes) throws IOException {
    ImageReader reader =
        ImageIO.getImageReadersByFormatName(
                header.format().name().toLowerCase(java.util.Locale.ROOT))
            .next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      return header.format() == ImageHeader.Format.JPEG ? samples(image) : colours(image, header);
    } finally {
      reader.dispose();
    }
  }

  /// As they stand in the file: a profile that it may carry is not applied.
  private static Picture samples(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    int height = raster.getHeight();
    int bands = raster.getNumBands();
    byte[] rgb = new byte[3 * width * height];
    int[] row = new int[width * bands];
    int out = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int at = x * bands;
        rgb[out++] = (byte) row[at];
        rgb[out++] = (byte) row[bands == 1 ? at : at + 1];
        rgb[out++] = (byte) row[bands == 1 ? at : at + 2];
      }
    }
    return new Picture(width, height, rgb, bands == 1, false);
  }

  /// Palettes resolved, transparency left out.
  private static Picture colours(BufferedImage image, ImageHeader header) {
    int width = image.getWidth();
    int height = image.getHeight();
    if (image.getRaster().getNumBands() <= 2 && header.components() == 1 && header.bits() == 8) {
      return samplesOfGrey(image);
    }
    byte[] rgb = new byte[3 * width * height];
    int[] row = new int[width];
    int out = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int pixel : row) {
        rgb[out++] = (byte) (pixel >> 16);
        rgb[out++] = (byte) (pixel >> 8);
        rgb[out++] = (byte) pixel;
      }
    }
    return new Picture(width, height, rgb, header.components() == 1, false);
  }

  /// Java would brighten them on the way to RGB.
  private static Picture samplesOfGrey(BufferedImage image) {
    Raster raster = image.getRaster();
    int width = raster.getWidth();
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[width];
    int out = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int grey : row) {
        rgb[out++] = (byte) grey;
        rgb[out++] = (byte) grey;
        rgb[out++] = (byte) grey;
      }
    }
    return new Picture(width, raster.getHeight(), rgb, true, false);
  }
}

package org.fieldbeacon.agent.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.fieldbeacon.agent.feature.PictureDecoder.Decoded;
import org.junit.jupiter.api.Test;

class PictureDecoderTest {
  /// Left half red, right half blue.
  private static byte[] picture(String format, int type) throws IOException {
    var image = new BufferedImage(64, 32, type);
    for (int x = 0; x < 64; x++) {
      for (int y = 0; y < 32; y++) {
        image.setRGB(x, y, x < 32 ? 0xFF0000 : 0x0000FF);
      }
    }
    var out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }

  private static byte[] jpeg() throws IOException {
    return picture("jpg", BufferedImage.TYPE_INT_RGB);
  }

  private static Picture good(byte[] bytes) {
    return assertInstanceOf(Decoded.Good.class, PictureDecoder.decode(bytes)).picture();
  }

  private static ImageFault fault(byte[] bytes) {
    return assertInstanceOf(Decoded.Bad.class, PictureDecoder.decode(bytes)).fault();
  }

  private static int red(Picture picture, int x, int y) {
    return picture.rgb()[3 * (y * picture.width() + x)] & 0xFF;
  }

  private static int frameHeader(byte[] jpeg) {
    for (int i = 2; i < jpeg.length; i++) {
      if ((jpeg[i] & 0xFF) == 0xFF && (jpeg[i + 1] & 0xFF) == 0xC0) {
        return i;
      }
    }
    throw new AssertionError("no SOF0");
  }

  @Test
  void jpegAndPngComeOutInColour() throws IOException {
    Picture jpeg = good(jpeg());
    assertEquals(64, jpeg.width());
    assertTrue(red(jpeg, 5, 5) > 200 && red(jpeg, 60, 5) < 60);
    assertEquals(255, red(good(picture("png", BufferedImage.TYPE_INT_RGB)), 5, 5));
    assertEquals(255, red(good(picture("png", BufferedImage.TYPE_BYTE_INDEXED)), 5, 5));
  }

  @Test
  void whatIsNoPictureIsSaidToBeNone() {
    assertEquals(ImageFault.NOT_AN_IMAGE, fault("<html>".getBytes(StandardCharsets.UTF_8)));
    assertEquals(ImageFault.NOT_AN_IMAGE, fault(new byte[0]));
    assertEquals(ImageFault.NOT_AN_IMAGE, fault(new byte[] {(byte) 0xFF, (byte) 0xD8}));
  }

  @Test
  void aPictureCutShortAnywhereIsNeverTakenForAWholeOne() throws IOException {
    for (byte[] whole : new byte[][] {jpeg(), picture("png", BufferedImage.TYPE_INT_RGB)}) {
      for (int length = 0; length < whole.length - 1; length += 7) {
        assertInstanceOf(
            Decoded.Bad.class, PictureDecoder.decode(Arrays.copyOf(whole, length)), "" + length);
      }
    }
    byte[] whole = jpeg();
    assertEquals(ImageFault.TRUNCATED, fault(Arrays.copyOf(whole, whole.length - 20)));
  }

  @Test
  void aHugeOneIsRefusedByItsHeader() throws IOException {
    byte[] jpeg = jpeg();
    int at = frameHeader(jpeg);
    jpeg[at + 5] = 0x75;
    jpeg[at + 6] = 0x30;
    jpeg[at + 7] = 0x75;
    jpeg[at + 8] = 0x30;
    var bad = assertInstanceOf(Decoded.Bad.class, PictureDecoder.decode(jpeg));
    assertEquals(ImageFault.TOO_LARGE, bad.fault());
    assertEquals("30000 × 30000 pixels", bad.got());
  }

  @Test
  void cmykAndSixteenBitsAreNamed() throws IOException {
    byte[] jpeg = jpeg();
    jpeg[frameHeader(jpeg) + 9] = 4;
    assertEquals(ImageFault.CMYK, fault(jpeg));
    assertEquals(ImageFault.SIXTEEN_BIT, fault(picture("png", BufferedImage.TYPE_USHORT_GRAY)));
  }

  @Test
  void greyIsDecodedAndSaidToBeGrey() throws IOException {
    Picture jpeg = good(picture("jpg", BufferedImage.TYPE_BYTE_GRAY));
    assertTrue(jpeg.isGrey());
    assertTrue(ImageInput.isGrey(jpeg));
    assertTrue(good(picture("png", BufferedImage.TYPE_BYTE_GRAY)).isGrey());
  }

  @Test
  void exifTurnsThePictureUpright() throws IOException {
    byte[] plain = jpeg();
    for (int orientation = 1; orientation <= 8; orientation++) {
      Picture turned = good(withOrientation(plain, orientation));
      boolean swaps = orientation >= 5;
      assertEquals(swaps ? 32 : 64, turned.width(), "orientation " + orientation);
      // Where the red half must be seen, by Exif 2.32, table of tag 274.
      boolean redFirst =
          orientation == 1 || orientation == 4 || orientation == 5 || orientation == 6;
      int x = swaps ? 16 : redFirst ? 5 : 58;
      int y = swaps ? redFirst ? 5 : 58 : 16;
      assertTrue(red(turned, x, y) > 200, "orientation " + orientation);
    }
  }

  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    var out = new ByteArrayOutputStream();
    out.write(jpeg, 0, 2);
    byte[] exif = {
      (byte) 0xFF,
      (byte) 0xE1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      1,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    out.write(exif, 0, exif.length);
    out.write(jpeg, 2, jpeg.length - 2);
    return out.toByteArray();
  }

  @Test
  void rubbishInAnyByteNeverEscapesAsAnException() throws IOException {
    Random random = new Random(5);
    for (byte[] whole : new byte[][] {jpeg(), picture("png", BufferedImage.TYPE_INT_RGB)}) {
      for (int i = 0; i < 1500; i++) {
        byte[] broken = whole.clone();
        for (int k = 0; k < 3; k++) {
          broken[random.nextInt(broken.length)] = (byte) random.nextInt(256);
        }
        PictureDecoder.decode(broken);
      }
    }
  }
}

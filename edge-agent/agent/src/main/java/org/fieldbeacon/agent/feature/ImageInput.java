package org.fieldbeacon.agent.feature;

import org.fieldbeacon.agent.config.ModelCard.Fit;
import org.fieldbeacon.agent.config.ModelCard.Gray;
import org.fieldbeacon.agent.config.ModelCard.Input;

/// A picture as a model sees it, and what can be told of it at a glance. Stateless.
public final class ImageInput {
  /// Farther than this from grey somewhere is a colour.
  private static final int GREY = 2;

  private ImageInput() {}

  /// Cut and scaled as the card says.
  public static Picture fit(Picture picture, Input.Image input) {
    Picture part = input.fit() == Fit.CENTER_CROP ? middle(picture, input) : picture;
    return AreaResize.resize(part, input.width(), input.height());
  }

  private static Picture middle(Picture picture, Input.Image input) {
    long width = picture.width();
    long height = picture.height();
    if (width * input.height() > height * input.width()) {
      int side = (int) Math.max(1, height * input.width() / input.height());
      return picture.crop((int) (width - side) / 2, 0, side, (int) height);
    }
    int side = (int) Math.max(1, width * input.height() / input.width());
    return picture.crop(0, (int) (height - side) / 2, (int) width, side);
  }

  /// Whether nothing sure may be said of it, since it has no colours and the card wants some.
  public static boolean isTooGray(Picture picture, Input.Image input) {
    return input.gray() == Gray.UNSURE && isGrey(picture);
  }

  /// Without its colours: luma of ITU-R BT.601, as JPEG files have it.
  public static Picture gray(Picture picture) {
    byte[] rgb = picture.rgb();
    byte[] out = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i += 3) {
      int red = rgb[i] & 0xFF;
      int green = rgb[i + 1] & 0xFF;
      int blue = rgb[i + 2] & 0xFF;
      byte luma = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      out[i] = luma;
      out[i + 1] = luma;
      out[i + 2] = luma;
    }
    return new Picture(picture.width(), picture.height(), out, true, picture.wasTurned());
  }

  /// Whether it has no colours, by its file or by its pixels.
  public static boolean isGrey(Picture picture) {
    if (picture.isGrey()) {
      return true;
    }
    byte[] rgb = picture.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      int red = rgb[i] & 0xFF;
      int green = rgb[i + 1] & 0xFF;
      int blue = rgb[i + 2] & 0xFF;
      if (Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)) > GREY) {
        return false;
      }
    }
    return true;
  }

  /// @param meanLuma mean brightness, 0..255 (ITU-R BT.601 weights)
  /// @param lumaStd its standard deviation
  /// @param sharpness variance of its Laplacian (4-neighbour), low when blurred
  public record Look(double meanLuma, double lumaStd, double sharpness) {}

  /// @param picture at the model's size
  public static Look look(Picture picture) {
    int width = picture.width();
    int height = picture.height();
    double[] luma = new double[width * height];
    byte[] rgb = picture.rgb();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < luma.length; i++) {
      luma[i] =
          0.299 * (rgb[3 * i] & 0xFF)
              + 0.587 * (rgb[3 * i + 1] & 0xFF)
              + 0.114 * (rgb[3 * i + 2] & 0xFF);
      sum += luma[i];
      squares += luma[i] * luma[i];
    }
    double mean = sum / luma.length;
    double std = Math.sqrt(Math.max(0, squares / luma.length - mean * mean));
    return new Look(mean, std, laplacianVariance(luma, width, height));
  }

  private static double laplacianVariance(double[] luma, int width, int height) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int y = 1; y < height - 1; y++) {
      for (int x = 1; x < width - 1; x++) {
        int i = y * width + x;
        double l = luma[i - 1] + luma[i + 1] + luma[i - width] + luma[i + width] - 4 * luma[i];
        sum += l;
        squares += l * l;
        count++;
      }
    }
    double mean = count == 0 ? 0 : sum / count;
    return count == 0 ? 0 : Math.max(0, squares / count - mean * mean);
  }
}

package org.fieldbeacon.camera;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeacon.driver.Link;
import org.fieldbeacon.driver.LinkConfig;

/// Asks a camera once, without a login, which login it wants for a stream (RFC 2326 §10.2, §12.44):
/// ffmpeg would give a password readable to whoever asks for Basic.
final class RtspChallenge implements AutoCloseable {
  private static final int MOST_HEAD = 8 << 10;

  private final LinkConfig.Tcp config;
  private final String url;
  private volatile Optional<Link> open = Optional.empty();

  /// @param url of the stream, without a login
  RtspChallenge(LinkConfig.Tcp config, String url) {
    this.config = config;
    this.url = url;
  }

  /// The schemes that it offers, in lower case; empty when it wants none, or does not say: then
  /// whoever asks next is told why.
  List<String> schemes() {
    Link link = config.newLink();
    open = Optional.of(link);
    try (link) {
      long end = System.nanoTime() + config.responseTimeout().toNanos();
      link.open(config.responseTimeout());
      String request =
          "DESCRIBE "
              + url
              + " RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\nUser-Agent: fieldbeacon\r\n\r\n";
      byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
      link.write(bytes, 0, bytes.length);
      return schemes(head(link, end));
    } catch (IOException _) {
      return List.of();
    } finally {
      open = Optional.empty();
    }
  }

  @Override
  public void close() {
    open.ifPresent(Link::close);
  }

  private static String head(Link link, long end) throws IOException {
    byte[] head = new byte[MOST_HEAD];
    int length = 0;
    while (length < head.length) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      int got = left.isPositive() ? link.read(head, length, head.length - length, left) : 0;
      if (got <= 0) {
        break;
      }
      length += got;
      String text = new String(head, 0, length, StandardCharsets.ISO_8859_1);
      if (text.contains("\r\n\r\n")) {
        return text;
      }
    }
    return "";
  }

  private static List<String> schemes(String head) {
    boolean isRefused = head.matches("(?s)RTSP/1\\.0 401\\b.*");
    List<String> wanted =
        head.lines()
            .takeWhile(line -> !line.isEmpty())
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("www-authenticate:"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .toList();
    return isRefused
        ? Challenge.all(wanted).stream().map(Challenge::scheme).distinct().toList()
        : List.of();
  }
}

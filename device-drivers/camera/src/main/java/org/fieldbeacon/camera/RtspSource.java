package org.fieldbeacon.camera;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.LinkConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One picture of an RTSP stream, by a child process `ffmpeg` that decodes one frame and ends. The
/// child is killed when it takes too long or says too much, and never outlives `fetch`.
///
/// The address with its password goes to the child's standard input, as an ffconcat script, so that
/// no other user of the gateway sees it among the arguments.
final class RtspSource implements PictureSource {
  private static final Logger LOG = LoggerFactory.getLogger(RtspSource.class);
  private static final int MAX_SAID = 4096;
  private static final Duration END = Duration.ofSeconds(1);

  private final LinkConfig.Tcp link;
  private final String target;
  private final Optional<LoginFile> login;
  private final int maxBytes;
  private final String ffmpeg;
  private final CameraWeb.Scheme scheme;
  private final Talk talk;
  private final RtspChallenge challenge;
  private volatile Optional<Process> child = Optional.empty();

  /// @param target path and query: `/Streaming/Channels/101`
  /// @param scheme how a password may be sent
  /// @param ffmpeg the program
  RtspSource(
      LinkConfig.Tcp link,
      String target,
      Optional<LoginFile> login,
      CameraWeb.Scheme scheme,
      int maxBytes,
      String ffmpeg,
      Talk talk) {
    this.scheme = scheme;
    this.talk = talk;
    this.link = link;
    this.target = target;
    this.login = login;
    this.maxBytes = maxBytes;
    this.ffmpeg = ffmpeg;
    this.challenge = new RtspChallenge(link, url(""));
  }

  @Override
  public String name() {
    return "rtsp " + link.host() + ":" + link.port();
  }

  @Override
  public Fetched fetch() {
    Optional<Login> who;
    Process process;
    try {
      who = login.isPresent() ? Optional.of(login.get().read()) : Optional.empty();
    } catch (IOException e) {
      return new Fetched.Failed(State.MISCONFIGURED, String.valueOf(e.getMessage()));
    }
    if (who.isPresent() && scheme == CameraWeb.Scheme.DIGEST) {
      List<String> wanted = challenge.schemes();
      if (!wanted.isEmpty() && !wanted.contains("digest")) {
        return new Fetched.Refused(
            name()
                + ": 401: got a camera that asks for "
                + wanted
                + ", wanted digest; the site may say authentication: basic");
      }
    }
    try {
      process = new ProcessBuilder(command()).start();
    } catch (IOException e) {
      return new Fetched.Failed(
          State.MISCONFIGURED,
          ffmpeg + " cannot be started, wanted it installed: " + e.getMessage());
    }
    child = Optional.of(process);
    String way = who.isPresent() ? ", with a login" : "";
    talk.asked(name(), () -> "one picture of " + target + " over TCP, by ffmpeg" + way);
    try {
      return picture(process, script(who), who);
    } finally {
      child = Optional.empty();
      end(process);
    }
  }

  @Override
  public void close() {
    challenge.close();
    child.ifPresent(Process::destroyForcibly);
  }

  private List<String> command() {
    return List.of(
        ffmpeg,
        "-hide_banner",
        "-loglevel",
        "error",
        "-threads",
        "1",
        "-protocol_whitelist",
        "pipe,rtsp,tcp,rtp,udp",
        "-f",
        "concat",
        "-safe",
        "0",
        "-i",
        "pipe:0",
        "-map",
        "0:v:0",
        "-frames:v",
        "1",
        "-c:v",
        "mjpeg",
        "-q:v",
        "3",
        "-f",
        "image2pipe",
        "pipe:1");
  }

  private String script(Optional<Login> who) {
    String user = who.map(w -> encoded(w.user()) + ":" + encoded(w.password()) + "@").orElse("");
    String url = url(user);
    long micros = link.responseTimeout().toNanos() / 1000;
    return "ffconcat version 1.0\nfile '"
        + url.replace("'", "%27")
        + "'\noption rtsp_transport tcp\noption timeout "
        + micros
        + "\n";
  }

  /// @param user with password, ended by `@`; or nothing
  private String url(String user) {
    boolean isIpv6 = link.host().indexOf(':') >= 0;
    String host = isIpv6 ? "[" + link.host() + "]" : link.host();
    return "rtsp://" + user + host + ":" + link.port() + target;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Fetched picture(Process process, String script, Optional<Login> who) {
    var said = reading(process.getErrorStream(), MAX_SAID, false);
    var picture = reading(process.getInputStream(), maxBytes, true);
    try {
      process.outputWriter(StandardCharsets.UTF_8).append(script).close();
    } catch (IOException _) {
      // It ended before it read; what it said tells why.
    }
    try {
      byte[] bytes = picture.get(link.responseTimeout().toMillis(), TimeUnit.MILLISECONDS);
      if (bytes.length > 0) {
        return Fetched.Pictures.one(bytes);
      }
      return failed(new String(said.get(1, TimeUnit.SECONDS), StandardCharsets.UTF_8), who);
    } catch (TimeoutException _) {
      return new Fetched.Failed(
          State.OFFLINE,
          name() + ": no picture within " + link.responseTimeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      return new Fetched.Failed(State.DEGRADED, name() + ": " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Fetched.Failed(State.OFFLINE, name() + ": interrupted");
    }
  }

  private Fetched failed(String said, Optional<Login> who) {
    String first = said.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
    String what = first.replaceAll("^\\[[^]]*] *", "").replaceAll("rtsp://[^@\\s]*@", "rtsp://");
    if (said.contains("401 Unauthorized") || said.contains("403 Forbidden")) {
      return new Fetched.Refused(
          name() + ": " + what + " for user \"" + who.map(Login::user).orElse("") + "\"");
    }
    boolean isLine =
        said.contains("Connection refused")
            || said.contains("No route")
            || said.contains("resolve");
    return new Fetched.Failed(
        isLine ? State.LINK_DOWN : State.DEGRADED,
        name() + ": " + (what.isEmpty() ? "ffmpeg ended without a picture" : what));
  }

  /// Reads to the end on a thread of its own.
  ///
  /// @param isWhole whether more than `most` bytes are an error; else the rest is thrown away
  private static CompletableFuture<byte[]> reading(InputStream in, int most, boolean isWhole) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (in) {
            byte[] bytes = in.readNBytes(most + 1);
            if (isWhole && bytes.length > most) {
              throw new IOException("got a picture over " + most + " bytes, wanted less");
            }
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return bytes.length > most ? Arrays.copyOf(bytes, most) : bytes;
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        },
        task -> Thread.ofVirtual().name("ffmpeg-pipe").start(task));
  }

  /// The virtual machine reaps it, however long that takes.
  private static void end(Process process) {
    process.destroyForcibly();
    try {
      if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("ffmpeg pid={} killed and still there after {}", process.pid(), END);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}

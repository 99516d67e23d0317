package org.fieldbeacon.camera;

import org.fieldbeacon.driver.DeviceStatus.State;

/// A picture by one request, from a path that is known.
final class SnapshotSource implements PictureSource {
  private final CameraWeb web;
  private final String target;
  private final int maxBytes;

  /// @param target path and query: `/cgi-bin/snapshot.cgi?channel=1`
  SnapshotSource(CameraWeb web, String target, int maxBytes) {
    this.web = web;
    this.target = target;
    this.maxBytes = maxBytes;
  }

  @Override
  public String name() {
    return web.scheme() + " " + web.authority(web.port());
  }

  @Override
  public Fetched fetch() {
    return picture(web, web.port(), target, maxBytes);
  }

  @Override
  public void close() {
    web.close();
  }

  static Fetched picture(CameraWeb web, int port, String target, int maxBytes) {
    return switch (web.get(port, target, maxBytes)) {
      case HttpReply.Failed(State state, String what) -> new Fetched.Failed(state, what);
      case HttpReply.Refused(String what) -> new Fetched.Refused(what);
      case HttpReply.Answer answer when answer.status() == 200 ->
          Fetched.Pictures.one(answer.body());
      case HttpReply.Answer answer ->
          new Fetched.Failed(
              State.DEGRADED,
              "status of "
                  + web.authority(port)
                  + target
                  + ": got "
                  + answer.status()
                  + answer.header("location").stream().findFirst().map(l -> " to " + l).orElse("")
                  + ", wanted 200");
    };
  }
}

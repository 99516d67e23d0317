package org.fieldbeacon.opcua;

import java.util.List;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Problems;

/// The `opcua` protocol: what its words in files mean, and drivers for its servers.
public final class OpcUaDriverFactory implements DriverFactory {
  static final String NAMESPACE = "namespace";
  static final String INSTANCE = "instance";
  static final String PUBLISHING = "publishing-ms";

  private static final Set<String> LINK_KEYS =
      Set.of(SecurityChoice.POLICY_KEY, SecurityChoice.MODE_KEY, "identity", PUBLISHING);

  @Override
  public String protocol() {
    return "opcua";
  }

  @Override
  public boolean takes(LinkConfig link) {
    return link instanceof LinkConfig.Endpoint;
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    var problems = new Problems();
    problems.unknown("settings", profile.settings(), Set.of(NAMESPACE));
    String namespace = profile.settings().text(NAMESPACE, "");
    for (int i = 0; i < profile.points().size(); i++) {
      check("points[" + i + "].address", profile.points().get(i), namespace, problems);
    }
    return problems.all();
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    var problems = new Problems();
    problems.unknown("address", device.address(), Set.of(NAMESPACE, INSTANCE));
    boolean wantsInstance =
        device.profile().points().stream()
            .anyMatch(p -> p.address().text(PointNode.NODE, "").contains(PointNode.INSTANCE));
    if (wantsInstance && !device.address().has(INSTANCE)) {
      problems.add(
          new Problem(
              "address." + INSTANCE, "nothing", "what stands for {instance} in the profile"));
    }
    problems.unknown("link", link.settings(), LINK_KEYS);
    problems.attempt("link", () -> publishingMs(link.settings()));
    if (link instanceof LinkConfig.Endpoint endpoint) {
      problems.attempt("link", () -> checkSignIn(endpoint, problems));
    }
    return problems.all();
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    if (link instanceof LinkConfig.Endpoint endpoint) {
      return new OpcUaDriver(endpoint, devices, context);
    }
    throw new IllegalArgumentException(
        "link " + link.name() + ": got " + link + ", wanted an endpoint");
  }

  static int publishingMs(Attributes link) {
    return link.integer(PUBLISHING, 50, 60_000, 500);
  }

  /// Nothing that a person keeps secret goes over a line that others can read.
  static Connector.Identity checkSignIn(LinkConfig.Endpoint link, Problems problems) {
    String scheme = String.valueOf(link.url().getScheme());
    if (!scheme.equals("opc.tcp")) {
      problems.add(new Problem("link.url", scheme + "://", "opc.tcp://HOST:PORT/PATH"));
    }
    Connector.Identity identity = Connector.identity(link);
    boolean secured = SecurityChoice.read(link.settings()).isSecured();
    if (identity != Connector.Identity.ANONYMOUS && !secured) {
      problems.add(
          new Problem(
              "link." + SecurityChoice.POLICY_KEY,
              "none, with a user",
              "a secured channel, or no user"));
    }
    if (identity == Connector.Identity.PASSWORD && link.user().isEmpty()) {
      problems.add(
          new Problem("link.identity", "password, without user", "user and password-file"));
    }
    return identity;
  }

  private static void check(String path, PointProfile point, String namespace, Problems problems) {
    problems.unknown(path, point.address(), PointNode.KEYS);
    problems.attempt(
        path,
        () -> {
          PointNode node = PointNode.read(point, namespace, "any");
          if (!node.isKnown()) {
            problems.add(
                new Problem(
                    path + ".node",
                    "\"" + point.address().text(PointNode.NODE, "") + "\"",
                    "a node id: s=Gate1.Level, ns=2;i=1001, nsu=urn:plc;s=Gate1.Level"));
          }
          if (node.scale() == 0) {
            problems.add(new Problem(path + ".scale", "0", "a number other than 0"));
          }
          if (node.deadband() < 0) {
            problems.add(
                new Problem(path + ".deadband", String.valueOf(node.deadband()), "0 or more"));
          }
          if (point.access().canWrite() && (node.bit() >= 0 || node.index() >= 0)) {
            problems.add(
                new Problem(
                    path, "an output in a part of a value", "an output with a node to itself"));
          }
          return node;
        });
  }
}

package org.fieldbeacon.opcua;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.UserTokenType;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.Problems;
import org.fieldbeacon.driver.Text;

/// A server's endpoints, which anybody may ask for, and the devices that its variables may be, by
/// comparison with profiles; all variables where no profile fits or when it is to be thorough.
///
/// For variables one must sign in. It is tried as the link says; where the link says nothing of
/// security or a user and the server lets anybody in, also without security: nothing secret is
/// sent, nothing is set, and it is told.
public final class OpcUaScanner implements FieldScanner {
  @Override
  public String name() {
    return "opcua";
  }

  @Override
  public String targets() {
    return "opc.tcp://HOST:PORT/PATH";
  }

  @Override
  public void scan(LinkConfig link, Limits limits, Heard heard)
      throws IOException, InterruptedException {
    scan(link, limits, List.of(), heard);
  }

  @Override
  public void scan(LinkConfig link, Limits limits, List<DeviceProfile> profiles, Heard heard)
      throws IOException, InterruptedException {
    if (!(link instanceof LinkConfig.Endpoint endpoint)) {
      throw new IOException("got " + link.name() + ", wanted " + targets());
    }
    requireSound(endpoint);
    long end = System.nanoTime() + limits.within().toNanos();
    var connector = new Connector(endpoint, InstantSource.system());
    List<EndpointDescription> offered;
    try {
      offered = connector.endpoints();
    } catch (UaException e) {
      throw new IOException(
          connector.name() + ": " + StatusNames.of(e.getStatusCode()) + " (" + e.getMessage() + ")",
          e);
    }
    offered.forEach(o -> heard.found(new Found(Map.of(), fields(o), List.of())));
    if (!limits.isThorough() && profiles.isEmpty()) {
      return;
    }
    switch (connected(endpoint, connector, offered, heard)) {
      case Connector.Attempt.Up(OpcUaClient client) -> {
        try {
          var browser = new Browser(client, Duration.ofNanos(end - System.nanoTime()));
          tell(browser, limits, profiles, heard);
        } finally {
          Connector.close(client);
        }
      }
      case Connector.Attempt.Down(_, String detail) when limits.isThorough() ->
          throw new IOException(detail);
      case Connector.Attempt.Down(_, String detail) ->
          heard.remark(
              new Text("没有读取其变量:" + detail, "its variables were not looked at: " + detail));
    }
  }

  /// As strict as a site: no word that is none, and no password where others can read it.
  private static void requireSound(LinkConfig.Endpoint link) throws IOException {
    var problems = new Problems();
    problems.attempt("link", () -> SecurityChoice.read(link.settings()));
    problems.attempt("link", () -> OpcUaDriverFactory.checkSignIn(link, problems));
    if (!problems.isEmpty()) {
      Problem first = problems.all().getFirst();
      throw new IOException(first.path() + ": got " + first.got() + ", wanted " + first.wanted());
    }
  }

  private static Connector.Attempt connected(
      LinkConfig.Endpoint link, Connector connector, List<EndpointDescription> offered, Heard heard)
      throws InterruptedException {
    Connector.Attempt asSaid = connector.connect();
    if (!(asSaid instanceof Connector.Attempt.Down(_, String detail))
        || !leavesItOpen(link)
        || offered.stream().noneMatch(OpcUaScanner::isForAnybody)) {
      return asSaid;
    }
    var open = new Connector(withoutSecurity(link), InstantSource.system());
    Connector.Attempt attempt = open.connect();
    if (attempt instanceof Connector.Attempt.Up) {
      heard.remark(
          new Text(
              "未加密、匿名读取,服务器身份未经证实。加密不成的原因:" + detail,
              "read without security, as nobody in particular, since " + detail));
    }
    return attempt instanceof Connector.Attempt.Up ? attempt : asSaid;
  }

  private static boolean leavesItOpen(LinkConfig.Endpoint link) {
    return link.user().isEmpty() && link.settings().values().isEmpty();
  }

  private static boolean isForAnybody(EndpointDescription offered) {
    UserTokenPolicy[] tokens = offered.getUserIdentityTokens();
    return offered.getSecurityMode() == MessageSecurityMode.None
        && tokens != null
        && Stream.of(tokens).anyMatch(t -> t.getTokenType() == UserTokenType.Anonymous);
  }

  private static LinkConfig.Endpoint withoutSecurity(LinkConfig.Endpoint link) {
    return new LinkConfig.Endpoint(
        link.name(),
        link.url(),
        link.user(),
        link.passwordFile(),
        link.stateDir(),
        link.responseTimeout(),
        new Attributes(Map.of(SecurityChoice.POLICY_KEY, "none")));
  }

  private static void tell(
      Browser browser, Limits limits, List<DeviceProfile> profiles, Heard heard)
      throws InterruptedException {
    List<Variable> variables = new ArrayList<>();
    boolean isAll = browser.variables(variables::add);
    List<Found> devices = ProfileMatch.of(variables, profiles);
    devices.forEach(heard::found);
    if (!isAll) {
      heard.remark(
          new Text(
              "只看了 " + variables.size() + " 个变量,服务器还有更多",
              "the server has more variables than were looked at: " + variables.size()));
    }
    if (limits.isThorough() || devices.isEmpty()) {
      variables.forEach(v -> heard.found(v.found()));
    } else {
      heard.remark(
          new Text(
              "共有 " + variables.size() + " 个变量,勾选“也列出变量”可全部列出",
              variables.size() + " variables in all; a thorough scan lists them"));
    }
    if (devices.isEmpty() && !profiles.isEmpty()) {
      heard.remark(
          new Text(
              profiles.size() + " 个型号都不符合,可按下列变量编写型号",
              "none of "
                  + profiles.size()
                  + " profiles fits; a profile can be written from the variables"));
    }
  }

  private static Map<String, Object> fields(EndpointDescription offered) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("url", String.valueOf(offered.getEndpointUrl()));
    fields.put("security", SecurityChoice.describe(offered));
    UserTokenPolicy[] tokens = offered.getUserIdentityTokens();
    fields.put(
        "sign-in",
        tokens == null
            ? List.of()
            : Stream.of(tokens).map(t -> String.valueOf(t.getTokenType())).distinct().toList());
    try {
      List<X509Certificate> chain =
          CertificateUtil.decodeCertificates(offered.getServerCertificate().bytesOrEmpty());
      if (!chain.isEmpty()) {
        fields.put("thumbprint", Thumbprint.of(chain.getFirst()).hex());
        fields.put("subject", chain.getFirst().getSubjectX500Principal().toString());
        fields.put("valid-until", chain.getFirst().getNotAfter().toInstant().toString());
      }
    } catch (UaException e) {
      fields.put("certificate", "cannot be read: " + e.getMessage());
    }
    return fields;
  }
}

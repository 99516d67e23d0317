package org.fieldbeacon.opcua;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.LinkConfig;

/// A server's endpoints, which anybody may ask for; thoroughly, also its variables, for which the
/// server must be believed and the sign-in hold as in a site.
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
    if (!(link instanceof LinkConfig.Endpoint endpoint)) {
      throw new IOException("got " + link.name() + ", wanted " + targets());
    }
    var connector = new Connector(endpoint, InstantSource.system());
    try {
      for (EndpointDescription offered : connector.endpoints()) {
        heard.found(new Found(Map.of(), fields(offered), List.of()));
      }
    } catch (UaException e) {
      throw new IOException(
          connector.name() + ": " + StatusNames.of(e.getStatusCode()) + " (" + e.getMessage() + ")",
          e);
    }
    if (limits.isThorough()) {
      browse(connector, limits, heard);
    }
  }

  private static void browse(Connector connector, Limits limits, Heard heard)
      throws IOException, InterruptedException {
    switch (connector.connect()) {
      case Connector.Attempt.Up(OpcUaClient client) -> {
        try {
          new Browser(client, limits.within()).variables(heard::found);
        } finally {
          Connector.close(client);
        }
      }
      case Connector.Attempt.Down(_, String detail) -> throw new IOException(detail);
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

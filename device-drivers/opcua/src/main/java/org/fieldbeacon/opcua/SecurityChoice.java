package org.fieldbeacon.opcua;

import java.util.Locale;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.fieldbeacon.driver.Attributes;

/// How the channel to a server is secured: exactly this, never less. Words of the link.
record SecurityChoice(Policy policy, Mode mode) {
  static final String POLICY_KEY = "security";
  static final String MODE_KEY = "mode";

  /// OPC UA Part 7 §6.6; the policies that v1.05 deprecates are not among them.
  enum Policy {
    NONE(SecurityPolicy.None),
    BASIC256SHA256(SecurityPolicy.Basic256Sha256),
    AES128_SHA256_RSAOAEP(SecurityPolicy.Aes128_Sha256_RsaOaep),
    AES256_SHA256_RSAPSS(SecurityPolicy.Aes256_Sha256_RsaPss);

    private final SecurityPolicy milo;

    Policy(SecurityPolicy milo) {
      this.milo = milo;
    }
  }

  enum Mode {
    SIGN(MessageSecurityMode.Sign),
    SIGN_AND_ENCRYPT(MessageSecurityMode.SignAndEncrypt);

    private final MessageSecurityMode milo;

    Mode(MessageSecurityMode milo) {
      this.milo = milo;
    }
  }

  static SecurityChoice read(Attributes link) {
    return new SecurityChoice(
        link.oneOf(POLICY_KEY, Policy.class, Policy.BASIC256SHA256),
        link.oneOf(MODE_KEY, Mode.class, Mode.SIGN_AND_ENCRYPT));
  }

  boolean isSecured() {
    return policy != Policy.NONE;
  }

  boolean isOffered(EndpointDescription endpoint) {
    MessageSecurityMode wanted = isSecured() ? mode.milo : MessageSecurityMode.None;
    return policy.milo.getUri().equals(endpoint.getSecurityPolicyUri())
        && endpoint.getSecurityMode() == wanted;
  }

  /// As people write it: `Basic256Sha256 SignAndEncrypt`.
  @Override
  public String toString() {
    return isSecured() ? policy.milo.name() + " " + mode.milo.name() : "None";
  }

  /// The same of what a server offers.
  static String describe(EndpointDescription endpoint) {
    String uri = String.valueOf(endpoint.getSecurityPolicyUri());
    String name = uri.substring(uri.lastIndexOf('#') + 1);
    return name.equals("None") ? name : name + " " + endpoint.getSecurityMode();
  }

  /// As a site file writes it.
  String words() {
    return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

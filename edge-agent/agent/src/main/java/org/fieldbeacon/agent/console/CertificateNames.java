package org.fieldbeacon.agent.console;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a gateway is called by in a browser.
///
/// @param hosts names
/// @param addresses without link-local ones, which need a zone; one at least
record CertificateNames(List<String> hosts, List<InetAddress> addresses) {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

  CertificateNames {
    hosts = List.copyOf(hosts);
    addresses =
        addresses.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : List.copyOf(addresses);
  }

  /// Of this machine as it stands in its networks now. Blocks.
  static CertificateNames ofThisMachine() {
    return new CertificateNames(ownHosts(), ownAddresses());
  }

  private static List<String> ownHosts() {
    List<String> hosts = new ArrayList<>(List.of("localhost"));
    try {
      String own = InetAddress.getLocalHost().getHostName();
      if (HOST.matcher(own).matches()) {
        hosts.add(own);
        hosts.add(own + ".local");
      }
    } catch (UnknownHostException _) {
      // Then it is called by its address.
    }
    return hosts.stream().distinct().toList();
  }

  private static List<InetAddress> ownAddresses() {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(a -> !a.isLinkLocalAddress())
          .forEach(addresses::add);
    } catch (SocketException _) {
      // Then it is called by its name.
    }
    return addresses;
  }
}

package org.fieldbeacon.agent;

import java.nio.file.Path;
import java.util.Map;
import org.fieldbeacon.agent.console.TestCertificates;
import org.fieldbeacon.agent.console.TestCertificates.Party;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The page about the certificate in a real browser. Screenshots lie in `target/screenshots`
/// afterwards.
@Timeout(600)
class SecurityPageIT {
  @TempDir Path folder;

  @Test
  void theCertificateIsReplacedAndMadeAnewInBothLanguagesOnPhoneAndDesk() throws Exception {
    BrowserRun.needBrowser();
    Party authority = Party.of("authority");
    Party gateway = Party.of("gate.example");
    String chain =
        TestCertificates.issue(gateway, authority, TestCertificates.LATE)
            + TestCertificates.issue(authority, authority, TestCertificates.LATE);
    try (var faces = new Faces()) {
      for (Path its : faces.folders(folder)) {
        faces.add(
            faces.keep(new RunningConsole(its.resolve("site.yaml"))),
            Map.of("chain", chain, "key", gateway.keyPem(), "other", Party.of("other").keyPem()));
      }
      faces.run("security.mjs");
    }
  }
}

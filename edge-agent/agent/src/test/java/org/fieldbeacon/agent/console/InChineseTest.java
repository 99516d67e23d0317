package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What models, packages and updates say, and refusals.
final class InChineseTest {
  private static final Pattern WORD =
      Pattern.compile("(?<![A-Za-z0-9./-])(?!opcua)[a-z]{4,}(?![A-Za-z0-9./-])");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "opcua opc.tcp://10.0.0.5:4840/plc: got server certificate thumbprint 00ff, subject \"CN=plc\","
            + " valid until 2030-01-01T00:00:00Z, which is not believed; compare the thumbprint with the"
            + " one the server shows, then believe it in the console, or move /a/b.der to /c; no restart"
            + " is needed",
        "coverage: got 0.40 of the window, wanted 0.70 or more",
        "no-last: got no value of ph",
        "not-an-image: got no JPEG or PNG header",
        "truncated: got no end of image",
        "too-large: got 9000x9000",
        "cmyk: got 4 components",
        "16-bit: got 16 bits a sample",
        "unsupported: got 2 components",
        "unsupported: got 99 scans",
        "broken: got another size than its header says",
        "failed: fire-smoke: got NaN, wanted finite numbers",
        "p99 of 812.5 ms",
        "failed 3 times in a row: fire-smoke: got NaN, wanted finite numbers",
        "SHA256SUMS does not list it",
        "got SHA-256 00ff, wanted the signed ff00",
        "SHA256SUMS.sig: got no signature, wanted one",
        "SHA256SUMS.sig: got a signature by none of the 2 trusted keys, wanted one of theirs over"
            + " SHA256SUMS"
      })
  void whatModelsAndPackagesSayHasNoEnglishLeftInIt(String english) {
    String chinese = InChinese.of(english);
    assertFalse(WORD.matcher(chinese).find(), chinese);
  }

  @Test
  void whatIsNotThereIsNamedInChinese() {
    for (String kind : new String[] {"device", "point", "model", "package", "rule"}) {
      String said = ApiProblem.notFound(kind + " x-1").json("/", Tongue.ZH).getString("detail");
      assertFalse(said.contains(kind), said);
    }
  }

  @Test
  void theRoleThatIsNeededIsNamedAsOnThePages() {
    assertEquals("技术员", Role.TECHNICIAN.title().zh());
    assertEquals("管理员", Role.ADMINISTRATOR.title().zh());
    assertEquals("查看", Role.VIEWER.title().zh());
  }
}

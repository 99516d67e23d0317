package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.config.SiteText;
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
        "not synchronized: the times of readings may be wrong; ntp.example: the gateway may not set the"
            + " clock (CAP_SYS_TIME)",
        "not synchronized: the times of readings may be wrong; ntp.example: not asked yet",
        "not synchronized: the times of readings may be wrong; ntp.example: asked again",
        "ntp.example: got no answer within 3000 ms; tcp://10.0.0.3:2947: got no date, wanted RMC or ZDA",
        "ntp.example: its own clock is not synchronized, stratum 16",
        "ntp.example: got no listener on UDP port 123",
        "ntp.example: got 12 bytes, wanted 48 or more",
        "ntp.example: got 1970-01-01T00:00:00Z, wanted a time from 2026-01-01T00:00:00Z to"
            + " 2100-01-01T00:00:00Z",
        "ntp.example: got ±20.0 s, wanted better than ±16 s",
        "ntp.example: Temporary failure in name resolution; 10.0.0.1: Network is unreachable",
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

  /// What stands in quotes or brackets is a name, as `"gauge-01"`, or a choice as the file has it.
  private static final Pattern NAMED = Pattern.compile("\"[^\"]*\"|\\[[^\\]]*]|\\{[^}]*}");

  /// Words that are the same in Chinese: what is to be typed just so, and units.
  private static final Set<String> SAME =
      Set.of("true", "false", "yaml", "gpiochip", "hour", "minute", "pulse", "scheme");

  private static Optional<String> leftOver(String english) {
    String chinese = InChinese.of(english);
    Matcher word = WORD.matcher(NAMED.matcher(chinese).replaceAll(""));
    while (word.find()) {
      if (!SAME.contains(word.group())) {
        return Optional.of(english + " → " + chinese);
      }
    }
    return Optional.empty();
  }

  /// Every sentence that the readers of a site file can say, taken from their source, with a figure
  /// in the place of what is put in: a new one without a phrase fails here.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SiteReader",
        "RuleReader",
        "ModelRuleReader",
        "ModelReader",
        "OutputReader",
        "QualityReader",
        "SitePoints",
        "Units",
        "InlineSecrets",
        "YamlFile"
      })
  void everyRefusalOfTheSiteFilesReadersIsToldInChinese(String reader) throws IOException {
    String source =
        Files.readString(
            Path.of("src/main/java/org/fieldbeacon/agent/config").resolve(reader + ".java"));
    var left = new TreeSet<String>();
    int said = 0;
    Matcher call = Pattern.compile("(?:findings\\.add|new Problem)\\(").matcher(source);
    while (call.find()) {
      List<String> arguments = arguments(source, call.end());
      for (String argument : arguments.subList(Math.min(1, arguments.size()), arguments.size())) {
        for (String sentence : sentences(argument)) {
          said++;
          leftOver(sentence).ifPresent(left::add);
        }
      }
    }
    assertTrue(said > 0, reader + " says nothing that is found");
    assertEquals(Set.of(), left);
  }

  /// What stands between the commas of a call, whose bracket is open.
  private static List<String> arguments(String source, int from) {
    List<String> all = new ArrayList<>();
    int depth = 1;
    int begin = from;
    boolean isText = false;
    for (int i = from; depth > 0; i++) {
      char c = source.charAt(i);
      if (c == '"' && source.charAt(i - 1) != '\\') {
        isText = !isText;
      } else if (!isText && c == '(') {
        depth++;
      } else if (!isText && c == ')') {
        depth--;
      }
      if (!isText && ((c == ',' && depth == 1) || depth == 0)) {
        all.add(source.substring(begin, i));
        begin = i + 1;
      }
    }
    return all;
  }

  private static final Pattern PIECE = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|([^\"]+)");

  /// An expression's text, 7 for all that is no literal; each literal by itself where there is a
  /// choice. Nothing when it has no literal of words.
  private static List<String> sentences(String expression) {
    List<String> literals = new ArrayList<>();
    var whole = new StringBuilder();
    Matcher piece = PIECE.matcher(expression);
    while (piece.find()) {
      if (piece.group(1) != null) {
        String text = piece.group(1).replace("\\\"", "\"");
        literals.add(text);
        whole.append(text);
      } else if (!piece.group(2).replaceAll("[\\s+]", "").isEmpty()) {
        whole.append('7');
      }
    }
    List<String> said = expression.contains("?") ? literals : List.of(whole.toString());
    return literals.isEmpty()
        ? List.of()
        : said.stream().filter(s -> s.chars().anyMatch(Character::isLetter)).toList();
  }

  /// The same with damage: every key of two sites that know all rooms is spoilt in turn, and the
  /// schema, the readers and the drivers say what they want instead.
  @ParameterizedTest
  @ValueSource(strings = {"every-room", "demo-flood"})
  void whatAnyDamageOfASiteBringsIsToldInChinese(String name) throws IOException {
    Path file = Path.of("../../firmware-configs/sites").resolve(name).resolve("site.yaml");
    Map<String, Object> sound = SiteText.tree(Files.readString(file));
    var keys = new TreeSet<String>();
    gather(sound, keys);
    var left = new TreeSet<String>();
    int found = 0;
    for (String key : keys) {
      for (Object bad : List.of("no-such/thing", -7, "")) {
        Object spoilt = spoilt(sound, key, bad);
        String text = io.vertx.core.json.Json.encode(spoilt);
        if (SiteFile.load(text, file) instanceof SiteFile.Loaded.Bad(List<Problem> problems)) {
          for (Problem problem : problems) {
            found++;
            for (String said : List.of(problem.wanted(), problem.got())) {
              leftOver(said.replaceAll("\\b(siren|river-high)\\b", "7")).ifPresent(left::add);
            }
          }
        }
      }
    }
    assertTrue(found > 300, "found: " + found);
    assertEquals(Set.of(), left);
  }

  private static void gather(Object at, Set<String> keys) {
    if (at instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            keys.add(String.valueOf(key));
            gather(value, keys);
          });
    } else if (at instanceof List<?> list) {
      list.forEach(value -> gather(value, keys));
    }
  }

  /// All values under a key replaced; without the key when the value is "".
  private static Object spoilt(Object at, String key, Object bad) {
    if (at instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach(
          (k, value) -> {
            if (!k.equals(key)) {
              copy.put(String.valueOf(k), spoilt(value, key, bad));
            } else if (!bad.equals("")) {
              copy.put(key, bad);
            }
          });
      return copy;
    }
    return at instanceof List<?> list
        ? list.stream().map(value -> spoilt(value, key, bad)).toList()
        : at;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "more than warning, 2.1 = 大于警戒水位 2.1",
        "no more than raise-above, 0.7 = 不大于触发分数 0.7",
        "tcp://HOST:PORT or ssl://HOST:PORT = tcp://主机:端口 或 ssl://主机:端口",
        "longer than min-on, PT1M30S = 长于最短接通时间 1 分钟 30 秒",
        "an ISO-8601 duration above zero, as PT30S = 大于零的时长,如 PT30S",
        "user and password-file, or neither = 用户名与密码同时填或都不填"
      })
  void whatIsWantedIsCalledByTheLabelsOfTheForms(String both) {
    String[] sides = both.split(" = ", 2);
    assertEquals(sides[1], InChinese.of(sides[0]));
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

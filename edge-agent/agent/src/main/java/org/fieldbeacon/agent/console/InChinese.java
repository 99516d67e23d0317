package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.SiteWords;
import org.fieldbeacon.driver.Text;

/// What drivers, quality tests, health and the site file's reader say in English, in Chinese too.
/// Those rooms speak one language, to the log and to the command line; here a book of phrases, a
/// resource, is laid over their sentences. What is not in the book stays as it was.
final class InChinese {
  private static final String BOOK = "/console-phrases.txt";
  private static final int LONGEST = 2_000;

  /// A length of time as the file has it; one that shows how to write it stays.
  private static final Pattern SPAN =
      Pattern.compile("(?<![\\w\"/.-]|如 )P(?=[\\dT])[\\dDTHMS.]*[DHMS](?![\\w\"/-])");

  private static final List<Phrase> PHRASES = read();

  private record Phrase(Pattern english, String chinese) {}

  private InChinese() {}

  static Text both(String english) {
    return new Text(of(english), english);
  }

  static String of(String english) {
    String said = english.length() > LONGEST ? english.substring(0, LONGEST) : english;
    for (Phrase phrase : PHRASES) {
      said = phrase.english().matcher(said).replaceAll(phrase.chinese());
    }
    return SPAN.matcher(said)
        .replaceAll(
            span ->
                Matcher.quoteReplacement(
                    SiteWords.span(span.group()).map(Text::zh).orElse(span.group())));
  }

  /// Under `key` as it was said, and in Chinese under `key-zh`, as problem documents have it.
  static JsonObject put(JsonObject json, String key, String english) {
    return json.put(key, english).put(key + "-zh", of(english));
  }

  private static List<Phrase> read() {
    List<Phrase> phrases = new ArrayList<>();
    try (InputStream in = InChinese.class.getResourceAsStream(BOOK)) {
      if (in == null) {
        throw new IllegalStateException("class path: got no " + BOOK + ", wanted one");
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
        int tab = line.indexOf('\t');
        if (tab > 0 && !line.startsWith("#")) {
          phrases.add(new Phrase(Pattern.compile(line.substring(0, tab)), line.substring(tab + 1)));
        }
      }
      return List.copyOf(phrases);
    } catch (IOException e) {
      throw new UncheckedIOException(BOOK, e);
    }
  }
}

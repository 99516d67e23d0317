package org.fieldbeacon.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The schemas say what the codec does.
class SchemaTest {
  private static final Pattern FILE = Pattern.compile("\\./(schema/[a-z-]+\\.json)");

  @ParameterizedTest
  @CsvSource({
    "alarm, alarm",
    "alarm, alarm-model",
    "site, site",
    "status, status",
    "receipt, receipt",
    "command, acknowledge-alarm",
    "command, shelve-alarm",
    "command-result, command-result"
  })
  void goldenMessagesAreValidAndLoseNoPropertyUnnoticed(String schema, String golden)
      throws IOException {
    Validator validator = validator(schema);
    JsonObject message = new JsonObject(new String(GoldenTest.kept(golden + ".json"), UTF_8));
    OutputUnit whole = validator.validate(message);
    assertEquals(true, whole.getValid(), whole::toString);
    Set<String> optional = Set.of("position", "acknowledgement", "capXml");
    for (String property : message.fieldNames()) {
      JsonObject less = message.copy();
      less.remove(property);
      assertEquals(
          optional.contains(property), validator.validate(less).getValid(), "without " + property);
    }
  }

  /// The control: a schema that takes anything would pass the test above in part.
  @Test
  void refusesWhatTheCodecRefuses() throws IOException {
    JsonObject receipt = new JsonObject(new String(GoldenTest.kept("receipt.json"), UTF_8));
    assertFalse(validator("receipt").validate(receipt.copy().put("stream", "both")).getValid());
    assertFalse(validator("receipt").validate(receipt.copy().put("through", "1")).getValid());
  }

  @Test
  void everyFileThatAsyncApiNamesIsThere() throws IOException {
    String text = Files.readString(Path.of("asyncapi.yaml"));
    Matcher named = FILE.matcher(text);
    int found = 0;
    while (named.find()) {
      assertTrue(Files.exists(Path.of(named.group(1))), named.group(1));
      found++;
    }
    assertEquals(3, found);
    for (String topic :
        new String[] {
          Topics.alarm("g"),
          Topics.observation("g"),
          Topics.site("g"),
          Topics.status("g"),
          Topics.receipt("g"),
          Topics.command("g")
        }) {
      String address = "address: " + topic.replace("/g/", "/{gateway}/");
      assertTrue(text.contains(address), address);
    }
  }

  /// A map that knows fewer kinds than a gateway sends buries what it should count.
  @Test
  void asyncApiNamesEveryKindOfBody() throws IOException {
    assertTrue(
        Files.readString(Path.of("asyncapi.yaml"))
            .contains(
                "k: {enum: [alarm, command-result, observations, " + Envelope.SUPERSEDED + "]"));
  }

  private static Validator validator(String name) throws IOException {
    JsonObject schema = new JsonObject(Files.readString(Path.of("schema", name + ".json")));
    return Validator.create(
        JsonSchema.of(schema),
        new JsonSchemaOptions()
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic)
            .setBaseUri("https://fieldbeacon.org/contract/v1/"));
  }
}

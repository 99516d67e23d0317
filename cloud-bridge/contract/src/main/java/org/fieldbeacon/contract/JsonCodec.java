package org.fieldbeacon.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/// The JSON messages: properties named as the record components, times as ISO-8601 UTC, enums in
/// lower case, an empty `Optional` left out. Reading wants every other property and ignores unknown
/// ones, so that an older end understands a newer one.
final class JsonCodec {
  /// Deeper nesting than any message of ours has.
  private static final int MAX_NESTING = 16;

  static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_NESTING)
                          .maxDocumentLength(Wire.MAX_MESSAGE_BYTES)
                          .build())
                  .build())
          .annotationIntrospector(new EverythingButOptionalIsRequired())
          .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .changeDefaultNullHandling(v -> v.withContentNulls(Nulls.FAIL))
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .addMixIn(Command.class, CommandNames.class)
          .build();

  private JsonCodec() {}

  static byte[] encode(Object message) {
    return MAPPER.writeValueAsBytes(message);
  }

  static <T> T decode(String what, Class<T> type, byte[] bytes) {
    if (bytes.length == 0 || bytes.length > Wire.MAX_MESSAGE_BYTES) {
      throw ContractException.of(
          what, "its length", bytes.length + " B", "1.." + Wire.MAX_MESSAGE_BYTES + " B");
    }
    try {
      @Nullable T message = MAPPER.readValue(bytes, type);
      if (message == null) {
        throw ContractException.of(what, "its root", "null", "an object");
      }
      return message;
    } catch (JacksonException e) {
      throw ContractException.of(what, where(e), e.getOriginalMessage(), "see schema/" + what);
    }
  }

  private static String where(JacksonException e) {
    StringBuilder path = new StringBuilder();
    if (e instanceof DatabindException d) {
      d.getPath()
          .forEach(
              step ->
                  path.append('/')
                      .append(
                          step.getPropertyName() == null
                              ? String.valueOf(step.getIndex())
                              : step.getPropertyName()));
    }
    return path.isEmpty() ? "octet " + e.getLocation().getByteOffset() : path.toString();
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Command.AcknowledgeAlarm.class, name = "acknowledge-alarm"),
    @JsonSubTypes.Type(value = Command.ShelveAlarm.class, name = "shelve-alarm"),
    @JsonSubTypes.Type(value = Command.PromoteModel.class, name = "promote-model"),
    @JsonSubTypes.Type(value = Command.RollBackModel.class, name = "roll-back-model")
  })
  private interface CommandNames {}

  private static final class EverythingButOptionalIsRequired extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
      return !member.getRawType().equals(Optional.class);
    }
  }
}

package org.fieldbeacon.contract.cap;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.contract.AlarmMessage.Position;

/// One CAP 1.2 alert, component by component as in CAP-v1.2 §3.2. Holds what the schema allows;
/// what only the text of the standard forbids is found by [CapRules].
///
/// @param sent with its offset, whole seconds
/// @param scope empty only in alerts that break the schema; [CapRules] refuses those
/// @param references earlier messages that this one replaces or ends
public record CapAlert(
    String identifier,
    String sender,
    OffsetDateTime sent,
    Status status,
    MsgType msgType,
    Optional<String> source,
    Optional<Scope> scope,
    Optional<String> restriction,
    Optional<String> addresses,
    List<String> codes,
    Optional<String> note,
    List<Reference> references,
    Optional<String> incidents,
    List<Info> infos) {

  public CapAlert {
    codes = List.copyOf(codes);
    references = List.copyOf(references);
    infos = List.copyOf(infos);
  }

  /// How later messages refer to this one.
  public Reference reference() {
    return new Reference(sender, identifier, sent);
  }

  public enum Status {
    ACTUAL,
    EXERCISE,
    SYSTEM,
    TEST,
    DRAFT
  }

  public enum MsgType {
    ALERT,
    UPDATE,
    CANCEL,
    ACK,
    ERROR
  }

  public enum Scope {
    PUBLIC,
    RESTRICTED,
    PRIVATE
  }

  public enum Category {
    GEO,
    MET,
    SAFETY,
    SECURITY,
    RESCUE,
    FIRE,
    HEALTH,
    ENV,
    TRANSPORT,
    INFRA,
    CBRNE,
    OTHER
  }

  public enum ResponseType {
    SHELTER,
    EVACUATE,
    PREPARE,
    EXECUTE,
    AVOID,
    MONITOR,
    ASSESS,
    ALL_CLEAR,
    NONE
  }

  public enum Urgency {
    IMMEDIATE,
    EXPECTED,
    FUTURE,
    PAST,
    UNKNOWN
  }

  public enum Severity {
    EXTREME,
    SEVERE,
    MODERATE,
    MINOR,
    UNKNOWN
  }

  public enum Certainty {
    OBSERVED,
    LIKELY,
    POSSIBLE,
    UNLIKELY,
    UNKNOWN
  }

  public record Reference(String sender, String identifier, OffsetDateTime sent) {}

  /// A `valueName` and its `value`.
  public record Named(String valueName, String value) {}

  /// @param language RFC 3066 tag; en-US when empty
  @SuppressWarnings("AvoidCommonTypeNames") // the word of the standard
  public record Info(
      Optional<String> language,
      List<Category> categories,
      String event,
      List<ResponseType> responseTypes,
      Urgency urgency,
      Severity severity,
      Certainty certainty,
      Optional<String> audience,
      List<Named> eventCodes,
      Optional<OffsetDateTime> effective,
      Optional<OffsetDateTime> onset,
      Optional<OffsetDateTime> expires,
      Optional<String> senderName,
      Optional<String> headline,
      Optional<String> description,
      Optional<String> instruction,
      Optional<String> web,
      Optional<String> contact,
      List<Named> parameters,
      List<Resource> resources,
      List<Area> areas) {
    public Info {
      categories = List.copyOf(categories);
      responseTypes = List.copyOf(responseTypes);
      eventCodes = List.copyOf(eventCodes);
      parameters = List.copyOf(parameters);
      resources = List.copyOf(resources);
      areas = List.copyOf(areas);
    }
  }

  /// @param sizeBytes approximate
  /// @param derefUri base64 of the content itself
  /// @param digest SHA-1, as CAP 1.2 wants
  public record Resource(
      String resourceDesc,
      String mimeType,
      Optional<Long> sizeBytes,
      Optional<String> uri,
      Optional<String> derefUri,
      Optional<String> digest) {}

  /// @param altitudeFt feet above sea level, CAP-v1.2 §3.2.4
  /// @param ceilingFt only with an altitude
  public record Area(
      String areaDesc,
      List<Polygon> polygons,
      List<Circle> circles,
      List<Named> geocodes,
      Optional<Double> altitudeFt,
      Optional<Double> ceilingFt) {
    public Area {
      polygons = List.copyOf(polygons);
      circles = List.copyOf(circles);
      geocodes = List.copyOf(geocodes);
    }
  }

  /// @param corners first and last the same
  public record Polygon(List<Position> corners) {
    public Polygon {
      corners = List.copyOf(corners);
    }
  }

  public record Circle(Position centre, double radiusKm) {}
}

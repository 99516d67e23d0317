package org.fieldbeacon.contract.cap;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.cap.CapAlert.Area;
import org.fieldbeacon.contract.cap.CapAlert.Circle;
import org.fieldbeacon.contract.cap.CapAlert.Info;
import org.fieldbeacon.contract.cap.CapAlert.MsgType;
import org.fieldbeacon.contract.cap.CapAlert.Polygon;
import org.fieldbeacon.contract.cap.CapAlert.Scope;

/// What CAP 1.2 says in words and its schema cannot check.
public final class CapRules {
  /// CAP-v1.2 §3.2.1 identifier, sender: no spaces, commas or restricted characters.
  private static final Pattern PLAIN = Pattern.compile("[^\\s,<&]+");

  private final List<String> problems = new ArrayList<>();

  private CapRules() {}

  /// The alert itself, when nothing is wrong with it.
  ///
  /// @throws ContractException naming every broken rule
  public static CapAlert check(CapAlert alert) {
    List<String> problems = problems(alert);
    if (!problems.isEmpty()) {
      throw new ContractException(
          "CAP alert " + alert.identifier() + ": " + String.join("; ", problems));
    }
    return alert;
  }

  /// Each broken rule in one sentence, empty when there is none.
  public static List<String> problems(CapAlert alert) {
    CapRules rules = new CapRules();
    rules.alert(alert);
    return List.copyOf(rules.problems);
  }

  private void alert(CapAlert a) {
    plain("identifier", a.identifier());
    plain("sender", a.sender());
    if (a.scope().isEmpty()) {
      problems.add("scope: got nothing, wanted Public, Restricted or Private");
    }
    a.scope().ifPresent(scope -> audience(scope, a));
    references(a);
    for (int i = 0; i < a.infos().size(); i++) {
      info("info[" + (i + 1) + "]", a.infos().get(i), a.sent());
    }
  }

  private void plain(String where, String text) {
    if (!PLAIN.matcher(text).matches()) {
      problems.add(where + ": got \"" + text + "\", wanted text without blank, comma, < or &");
    }
  }

  private void audience(Scope scope, CapAlert a) {
    if (scope == Scope.RESTRICTED && a.restriction().filter(t -> !t.isBlank()).isEmpty()) {
      problems.add("restriction: got nothing, wanted the rule that scope Restricted follows");
    }
    if (scope == Scope.PRIVATE && a.addresses().filter(t -> !t.isBlank()).isEmpty()) {
      problems.add("addresses: got nothing, wanted the recipients that scope Private means");
    }
  }

  private void references(CapAlert a) {
    if (a.msgType() != MsgType.ALERT && a.references().isEmpty()) {
      problems.add(
          "references: got nothing, wanted the messages that this "
              + CapText.word(a.msgType())
              + " is about");
    }
    if (a.references().contains(a.reference())) {
      problems.add("references: got this message itself, wanted earlier ones");
    }
    a.references()
        .forEach(
            r -> {
              plain("references, sender", r.sender());
              plain("references, identifier", r.identifier());
            });
  }

  private void info(String where, Info info, OffsetDateTime sent) {
    present(where + "/event", info.event());
    if (info.categories().isEmpty()) {
      problems.add(where + "/category: got none, wanted one or more");
    }
    info.expires()
        .ifPresent(
            expires -> {
              after(where, expires, "sent", sent);
              info.effective().ifPresent(t -> after(where, expires, "effective", t));
              info.onset().ifPresent(t -> after(where, expires, "onset", t));
            });
    for (int i = 0; i < info.resources().size(); i++) {
      present(where + "/resource[" + (i + 1) + "]/mimeType", info.resources().get(i).mimeType());
    }
    for (int i = 0; i < info.areas().size(); i++) {
      area(where + "/area[" + (i + 1) + "]", info.areas().get(i));
    }
  }

  private void after(String where, OffsetDateTime expires, String name, OffsetDateTime time) {
    if (!expires.isAfter(time)) {
      problems.add(
          where
              + "/expires: got "
              + CapText.time(expires)
              + ", wanted after "
              + name
              + " "
              + CapText.time(time));
    }
  }

  private void present(String where, String text) {
    if (text.isBlank()) {
      problems.add(where + ": got nothing, wanted text");
    }
  }

  private void area(String where, Area area) {
    present(where + "/areaDesc", area.areaDesc());
    area.polygons().forEach(p -> polygon(where + "/polygon", p));
    area.circles().forEach(c -> circle(where + "/circle", c));
    if (area.ceilingFt().isPresent() && area.altitudeFt().isEmpty()) {
      problems.add(where + "/ceiling: got one without altitude, wanted both or none");
    }
  }

  /// CAP-v1.2 §3.2.4 polygon: a minimum of four pairs, the first and the last the same.
  private void polygon(String where, Polygon polygon) {
    List<Position> corners = polygon.corners();
    if (corners.size() < 4) {
      problems.add(where + ": got " + corners.size() + " corners, wanted 4 or more");
    }
    if (!corners.isEmpty() && !corners.getFirst().equals(corners.getLast())) {
      problems.add(where + ": got an open line, wanted first and last corner the same");
    }
    corners.forEach(corner -> position(where, corner));
  }

  private void circle(String where, Circle circle) {
    position(where, circle.centre());
    if (!(circle.radiusKm() >= 0)) {
      problems.add(where + ": got radius " + circle.radiusKm() + " km, wanted 0 or more");
    }
  }

  private void position(String where, Position p) {
    if (!(Math.abs(p.latitudeDeg()) <= 90)) {
      problems.add(
          where + ": got latitude " + p.latitudeDeg() + ", wanted -90..90 (CAP: latitude first)");
    }
    if (!(Math.abs(p.longitudeDeg()) <= 180)) {
      problems.add(where + ": got longitude " + p.longitudeDeg() + ", wanted -180..180");
    }
  }
}

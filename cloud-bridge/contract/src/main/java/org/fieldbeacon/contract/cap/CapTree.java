package org.fieldbeacon.contract.cap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.cap.CapAlert.Area;
import org.fieldbeacon.contract.cap.CapAlert.Category;
import org.fieldbeacon.contract.cap.CapAlert.Certainty;
import org.fieldbeacon.contract.cap.CapAlert.Info;
import org.fieldbeacon.contract.cap.CapAlert.MsgType;
import org.fieldbeacon.contract.cap.CapAlert.Named;
import org.fieldbeacon.contract.cap.CapAlert.Resource;
import org.fieldbeacon.contract.cap.CapAlert.ResponseType;
import org.fieldbeacon.contract.cap.CapAlert.Scope;
import org.fieldbeacon.contract.cap.CapAlert.Severity;
import org.fieldbeacon.contract.cap.CapAlert.Status;
import org.fieldbeacon.contract.cap.CapAlert.Urgency;

/// [CapAlert] to elements and back, in the order of the CAP 1.2 schema.
final class CapTree {
  private static final List<String> NAMED = List.of("valueName", "value");

  /// The schema's sequences, by parent.
  static final Map<String, List<String>> ORDER =
      Map.of(
          "alert",
          List.of(
              "identifier",
              "sender",
              "sent",
              "status",
              "msgType",
              "source",
              "scope",
              "restriction",
              "addresses",
              "code",
              "note",
              "references",
              "incidents",
              "info"),
          "info",
          List.of(
              "language",
              "category",
              "event",
              "responseType",
              "urgency",
              "severity",
              "certainty",
              "audience",
              "eventCode",
              "effective",
              "onset",
              "expires",
              "senderName",
              "headline",
              "description",
              "instruction",
              "web",
              "contact",
              "parameter",
              "resource",
              "area"),
          "resource",
          List.of("resourceDesc", "mimeType", "size", "uri", "derefUri", "digest"),
          "area",
          List.of("areaDesc", "polygon", "circle", "geocode", "altitude", "ceiling"),
          "eventCode",
          NAMED,
          "parameter",
          NAMED,
          "geocode",
          NAMED);

  private CapTree() {}

  static CapNode of(CapAlert a) {
    return new CapNode.Builder("alert")
        .add("identifier", a.identifier())
        .add("sender", a.sender())
        .add("sent", CapText.time(a.sent()))
        .add("status", CapText.word(a.status()))
        .add("msgType", CapText.word(a.msgType()))
        .add("source", a.source())
        .add("scope", a.scope().map(CapText::word))
        .add("restriction", a.restriction())
        .add("addresses", a.addresses())
        .add("code", a.codes())
        .add("note", a.note())
        .add(
            "references",
            a.references().isEmpty() ? List.of() : List.of(CapText.references(a.references())))
        .add("incidents", a.incidents())
        .addAll(a.infos().stream().map(CapTree::of).toList())
        .build();
  }

  private static CapNode of(Info i) {
    return new CapNode.Builder("info")
        .add("language", i.language())
        .add("category", i.categories().stream().map(CapText::word).toList())
        .add("event", i.event())
        .add("responseType", i.responseTypes().stream().map(CapText::word).toList())
        .add("urgency", CapText.word(i.urgency()))
        .add("severity", CapText.word(i.severity()))
        .add("certainty", CapText.word(i.certainty()))
        .add("audience", i.audience())
        .addAll(named("eventCode", i.eventCodes()))
        .add("effective", i.effective().map(CapText::time))
        .add("onset", i.onset().map(CapText::time))
        .add("expires", i.expires().map(CapText::time))
        .add("senderName", i.senderName())
        .add("headline", i.headline())
        .add("description", i.description())
        .add("instruction", i.instruction())
        .add("web", i.web())
        .add("contact", i.contact())
        .addAll(named("parameter", i.parameters()))
        .addAll(i.resources().stream().map(CapTree::of).toList())
        .addAll(i.areas().stream().map(CapTree::of).toList())
        .build();
  }

  private static List<CapNode> named(String name, List<Named> all) {
    return all.stream()
        .map(
            n ->
                new CapNode.Builder(name)
                    .add("valueName", n.valueName())
                    .add("value", n.value())
                    .build())
        .toList();
  }

  private static CapNode of(Resource r) {
    return new CapNode.Builder("resource")
        .add("resourceDesc", r.resourceDesc())
        .add("mimeType", r.mimeType())
        .add("size", r.sizeBytes().map(String::valueOf))
        .add("uri", r.uri())
        .add("derefUri", r.derefUri())
        .add("digest", r.digest())
        .build();
  }

  private static CapNode of(Area a) {
    return new CapNode.Builder("area")
        .add("areaDesc", a.areaDesc())
        .add("polygon", a.polygons().stream().map(CapText::polygon).toList())
        .add("circle", a.circles().stream().map(CapText::circle).toList())
        .addAll(named("geocode", a.geocodes()))
        .add("altitude", a.altitudeFt().map(CapText::number))
        .add("ceiling", a.ceilingFt().map(CapText::number))
        .build();
  }

  static CapAlert alert(CapNode root) {
    if (!root.name().equals("alert")) {
      throw CapText.bad("/", root.name(), "alert");
    }
    CapCursor in = new CapCursor("/alert", root);
    CapAlert alert =
        new CapAlert(
            in.text("identifier"),
            in.text("sender"),
            CapText.time("/alert/sent", in.text("sent")),
            CapText.constant("/alert/status", Status.class, in.text("status")),
            CapText.constant("/alert/msgType", MsgType.class, in.text("msgType")),
            in.maybeText("source"),
            in.maybeText("scope").map(w -> CapText.constant("/alert/scope", Scope.class, w)),
            in.maybeText("restriction"),
            in.maybeText("addresses"),
            in.texts("code"),
            in.maybeText("note"),
            in.maybeText("references")
                .map(text -> CapText.references("/alert/references", text))
                .orElse(List.of()),
            in.maybeText("incidents"),
            each(in, "info", CapTree::info));
    in.end();
    return alert;
  }

  private static <T> List<T> each(CapCursor in, String name, BiFunction<String, CapNode, T> read) {
    List<T> out = new ArrayList<>();
    for (CapNode node : in.all(name)) {
      out.add(read.apply(in.path() + "/" + name + "[" + (out.size() + 1) + "]", node));
    }
    return out;
  }

  private static Info info(String path, CapNode node) {
    CapCursor in = new CapCursor(path, node);
    Info info =
        new Info(
            in.maybeText("language"),
            atLeastOne(
                path,
                in.texts("category").stream()
                    .map(w -> CapText.constant(path + "/category", Category.class, w))
                    .toList()),
            in.text("event"),
            in.texts("responseType").stream()
                .map(w -> CapText.constant(path + "/responseType", ResponseType.class, w))
                .toList(),
            CapText.constant(path + "/urgency", Urgency.class, in.text("urgency")),
            CapText.constant(path + "/severity", Severity.class, in.text("severity")),
            CapText.constant(path + "/certainty", Certainty.class, in.text("certainty")),
            in.maybeText("audience"),
            each(in, "eventCode", CapTree::named),
            in.maybeText("effective").map(t -> CapText.time(path + "/effective", t)),
            in.maybeText("onset").map(t -> CapText.time(path + "/onset", t)),
            in.maybeText("expires").map(t -> CapText.time(path + "/expires", t)),
            in.maybeText("senderName"),
            in.maybeText("headline"),
            in.maybeText("description"),
            in.maybeText("instruction"),
            in.maybeText("web"),
            in.maybeText("contact"),
            each(in, "parameter", CapTree::named),
            each(in, "resource", CapTree::resource),
            each(in, "area", CapTree::area));
    in.end();
    return info;
  }

  private static List<Category> atLeastOne(String path, List<Category> categories) {
    if (categories.isEmpty()) {
      throw new ContractException(path + ": got no category, wanted one or more");
    }
    return categories;
  }

  private static Named named(String path, CapNode node) {
    CapCursor in = new CapCursor(path, node);
    Named named = new Named(in.text("valueName"), in.text("value"));
    in.end();
    return named;
  }

  private static Resource resource(String path, CapNode node) {
    CapCursor in = new CapCursor(path, node);
    Resource resource =
        new Resource(
            in.text("resourceDesc"),
            in.text("mimeType"),
            in.maybeText("size").map(t -> (long) CapText.number(path + "/size", t)),
            in.maybeText("uri"),
            in.maybeText("derefUri"),
            in.maybeText("digest"));
    in.end();
    return resource;
  }

  private static Area area(String path, CapNode node) {
    CapCursor in = new CapCursor(path, node);
    Area area =
        new Area(
            in.text("areaDesc"),
            in.texts("polygon").stream().map(t -> CapText.polygon(path + "/polygon", t)).toList(),
            in.texts("circle").stream().map(t -> CapText.circle(path + "/circle", t)).toList(),
            each(in, "geocode", CapTree::named),
            in.maybeText("altitude").map(t -> CapText.number(path + "/altitude", t)),
            in.maybeText("ceiling").map(t -> CapText.number(path + "/ceiling", t)));
    in.end();
    return area;
  }
}

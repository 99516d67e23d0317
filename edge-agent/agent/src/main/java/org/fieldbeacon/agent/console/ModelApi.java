package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.archive.ArchiveException;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.fieldbeacon.agent.inference.ModelState;
import org.fieldbeacon.agent.inference.PromotionDesk;
import org.fieldbeacon.agent.inference.Promotions;
import org.fieldbeacon.agent.inference.SightRing;
import org.fieldbeacon.agent.inference.SightRing.Seen;
import org.fieldbeacon.agent.model.PackageUpload;
import org.fieldbeacon.driver.Text;

/// Models: what runs, what runs beside it, packages, and the change from one to the other.
final class ModelApi {
  private static final Shape PROMOTE =
      Shape.of(
          new Field.Code(
              "sha256",
              true,
              Pattern.compile("[0-9a-f]{64}"),
              new Text("影子模型的 SHA-256", "the SHA-256 of the model that runs beside")));

  private final SiteHost host;
  private final PackageShelf shelf;
  private final Uploads uploads;
  private final AuditLog audit;
  private final Work reads;
  private final Work writes;

  ModelApi(
      SiteHost host, PackageShelf shelf, Uploads uploads, AuditLog audit, Work reads, Work writes) {
    this.host = host;
    this.shelf = shelf;
    this.uploads = uploads;
    this.audit = audit;
    this.reads = reads;
    this.writes = writes;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/models",
            Role.VIEWER,
            "The site's models: what runs, how it fares, and what runs beside it.",
            ask -> reads.run(this::list)),
        Route.get(
            "/models/{model}/pictures",
            Role.VIEWER,
            "The last pictures that a camera's model has looked at, newest first, with its scores.",
            this::pictures),
        Route.get(
            "/models/{model}/pictures/{picture}",
            Role.VIEWER,
            "One of them (JPEG).",
            this::picture),
        Route.post(
            "/models/{model}/promote",
            Role.TECHNICIAN,
            "Has it run from the package that runs beside it; `sha256` says which that is.",
            PROMOTE,
            this::promote),
        Route.post(
            "/models/{model}/rollback",
            Role.TECHNICIAN,
            "Back to the package of the site file.",
            Shape.NONE,
            this::rollBack),
        Route.get(
            "/packages",
            Role.VIEWER,
            "The model packages here: shipped and uploaded, and whether their signatures hold.",
            ask -> reads.run(this::packages)),
        Route.get(
            "/packages/{name}",
            Role.VIEWER,
            "A package with its whole card.",
            ask -> reads.run(() -> Reply.json(shelf.whole(ask.path("name"))))),
        Route.upload(
            "/packages",
            Role.TECHNICIAN,
            "Brings a signed package (zip, tar or tar.gz). Its signature is looked at before"
                + " anything of it is unpacked.",
            PackageUpload.MOST_BYTES,
            this::upload),
        Route.delete(
            "/packages/{name}",
            Role.TECHNICIAN,
            "Removes an uploaded package that no model uses.",
            this::remove));
  }

  private Reply list() {
    var models = new JsonArray();
    host.live()
        .ifPresent(
            live -> {
              Promotions promotions = promotions(live);
              live.models().forEach(m -> models.add(ModelView.of(m, promotions)));
            });
    return Reply.json(new JsonObject().put("models", models));
  }

  private Reply packages() throws IOException {
    return Reply.json(
        new JsonObject().put("trustedKeys", shelf.trusted().size()).put("packages", shelf.list()));
  }

  static Promotions promotions(LiveSite live) {
    return new Promotions(live.site().store().dir());
  }

  private static ModelState find(LiveSite live, String id) {
    return live.models().stream()
        .filter(m -> m.use().id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiProblem.notFound("model " + id));
  }

  private Optional<SightRing> sights(Ask ask) {
    return find(SiteApi.live(host), ask.path("model")).sights();
  }

  private Future<Reply> pictures(Ask ask) {
    var list = new JsonArray();
    sights(ask).map(SightRing::listed).orElseGet(List::of).forEach(s -> list.add(ModelView.of(s)));
    return Future.succeededFuture(Reply.json(new JsonObject().put("pictures", list)));
  }

  private Future<Reply> picture(Ask ask) {
    String id = ask.path("picture");
    byte[] jpeg =
        sights(ask)
            .flatMap(ring -> ring.find(number(id)))
            .map(Seen::jpeg)
            .orElseThrow(() -> ApiProblem.notFound("picture " + id + " any more"));
    return Future.succeededFuture(Reply.of("image/jpeg", Buffer.buffer(jpeg)));
  }

  /// No picture has a number below 1.
  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private Future<Reply> promote(Ask ask) {
    LiveSite live = SiteApi.live(host);
    ModelState state = find(live, ask.path("model"));
    String id = state.use().id();
    return writes.run(
        () -> {
          if (state.isPromoted()) {
            throw ApiProblem.of(409, "已经采用了影子模型", "it has been promoted already");
          }
          return done(
              desk(live)
                  .promote(
                      id,
                      ask.body().getString("sha256"),
                      (before, after) ->
                          audit.record(ask.actor(), "model-promoted", id, before, after)));
        });
  }

  private Future<Reply> rollBack(Ask ask) {
    LiveSite live = SiteApi.live(host);
    String id = find(live, ask.path("model")).use().id();
    return writes.run(
        () ->
            done(
                desk(live)
                    .rollBack(
                        id,
                        (before, after) ->
                            audit.record(ask.actor(), "model-rolled-back", id, before, after))));
  }

  private static PromotionDesk desk(LiveSite live) {
    return new PromotionDesk(promotions(live), live::models);
  }

  private static Reply done(Optional<Text> refusal) {
    if (refusal.isPresent()) {
      throw ApiProblem.of(409, refusal.get().zh(), refusal.get().en());
    }
    return Reply.done();
  }

  private Future<Reply> upload(Ask ask) {
    Actor by = ask.actor();
    return uploads.take(ask, PackageUpload.MOST_BYTES, taken -> unpack(taken, by));
  }

  private Reply unpack(Uploads.Taken taken, Actor by) {
    try {
      PackageUpload.Unpacked fresh =
          PackageUpload.unpack(taken.file(), taken.room(), shelf.trusted());
      String name = String.valueOf(fresh.folder().getFileName());
      audit.record(by, "package-uploaded", name, "", "model SHA-256 " + fresh.sha256());
      shelf.add(fresh);
      return Reply.json(new JsonObject().put("name", name).put("sha256", fresh.sha256()))
          .withStatus(201);
    } catch (ArchiveException e) {
      throw ApiProblem.of(422, e.reason().zh(), e.reason().en());
    } catch (IOException e) {
      throw new UncheckedIOException("an uploaded package", e);
    }
  }

  private Future<Reply> remove(Ask ask) {
    String name = ask.path("name");
    return writes.run(
        () -> {
          shelf.remove(name);
          audit.record(ask.actor(), "package-removed", name, "", "");
          return Reply.done();
        });
  }
}

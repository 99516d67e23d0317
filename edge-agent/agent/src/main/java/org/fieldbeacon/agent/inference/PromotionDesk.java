package org.fieldbeacon.agent.inference;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.fieldbeacon.agent.model.LoadedModel;
import org.fieldbeacon.agent.model.ModelException;
import org.fieldbeacon.driver.Text;

/// Whether a package may take over, and that it shall. Blocks, and runs native code; any thread but
/// the pipeline's and an event loop.
public final class PromotionDesk {
  private final Promotions promotions;
  private final Supplier<List<ModelState>> models;

  /// What a change is from and to, noted before it is made.
  @FunctionalInterface
  public interface Notes {
    void note(String before, String after);
  }

  /// @param models the site's, as they run now
  public PromotionDesk(Promotions promotions, Supplier<List<ModelState>> models) {
    this.promotions = promotions;
    this.models = models;
  }

  /// Has a model run from the package beside, once its hashes, its signature and its self-test have
  /// been looked at again. What runs so already is no error when `sha256` is the same.
  ///
  /// @param sha256 of the model file whose comparison was seen
  /// @return why not, empty when it shall
  public Optional<Text> promote(String model, String sha256, Notes notes) {
    Optional<ModelState> found = find(model);
    if (found.isEmpty()) {
      return unknown(model);
    }
    ModelState state = found.get();
    if (state.isPromoted()) {
      return state.sha256().equals(sha256)
          ? Optional.empty()
          : because("已经采用了另一个影子模型", "another package has been promoted already");
    }
    Optional<ShadowRun> shadow = state.shadow();
    if (shadow.isEmpty()) {
      return because("没有影子模型可采用:先让一个包旁路运行", "no package runs beside it; let one do so first");
    }
    String stopped = shadow.get().stopped();
    if (!stopped.isEmpty()) {
      return because(
          "影子模型已停用,不能采用:" + stopped,
          "the package beside has been stopped and cannot take over: " + stopped);
    }
    if (!shadow.get().sha256().equals(sha256)) {
      return because(
          "影子模型已变,请看过新的比较再采用",
          "another package runs beside it by now; look at the comparison again");
    }
    Optional<Text> unfit = unfit(state, sha256);
    if (unfit.isEmpty()) {
      notes.note(state.sha256(), sha256);
      promotions.promote(model, sha256);
    }
    return unfit;
  }

  private static Optional<Text> unfit(ModelState state, String sha256) {
    try (LoadedModel next =
        ModelDesk.open(state.use().shadow().orElseThrow(), state.use().trusted())) {
      return next.sha256().equals(sha256)
          ? Optional.empty()
          : because("影子模型的文件已被替换", "the file of the package beside has been replaced");
    } catch (ModelException e) {
      return because(
          "影子模型未通过检查:" + e.getMessage(), "the package beside does not hold: " + e.getMessage());
    }
  }

  /// Has a model run from the package of the site file again.
  ///
  /// @return why not, empty when it shall
  public Optional<Text> rollBack(String model, Notes notes) {
    if (find(model).isEmpty()) {
      return unknown(model);
    }
    Optional<String> promoted = promotions.promoted(model);
    if (promoted.isEmpty()) {
      return because("没有采用过影子模型", "it has not been promoted");
    }
    notes.note(promoted.get(), "site file");
    promotions.rollBack(model);
    return Optional.empty();
  }

  private Optional<ModelState> find(String model) {
    return models.get().stream().filter(m -> m.use().id().equals(model)).findFirst();
  }

  private static Optional<Text> unknown(String model) {
    return because("没有这个模型:" + model, "no model " + model + " runs here");
  }

  private static Optional<Text> because(String zh, String en) {
    return Optional.of(new Text(zh, en));
  }
}

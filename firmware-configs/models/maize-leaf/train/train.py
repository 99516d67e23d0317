"""Trains the maize-leaf model and writes its package. See README.md beside this file."""

import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "image-training"))

import efficientnet
import fbimage as F
import heads
import package
import recipe

SIZE = 224
BLOCKS = (9, 11, 13, 15)  # of EfficientNet-Lite0; the last features besides
HEAD = dict(steps=300, seeds=2)
LABELS = [
    {"id": "maize_common_rust", "zh": "玉米普通锈病", "en": "common rust", "group": "disease"},
    {"id": "maize_gray_leaf_spot", "zh": "玉米灰斑病", "en": "gray leaf spot", "group": "disease"},
    {"id": "maize_healthy", "zh": "健康叶片", "en": "healthy leaf", "group": "healthy"},
    {"id": "maize_leaf_blight", "zh": "玉米大斑病", "en": "northern leaf blight", "group": "disease"},
]


def box(m, k):
    """Box mean over (2k+1)² cells, edges repeated."""
    p = np.pad(m.astype(np.float32), ((k + 1, k), (k + 1, k)), mode="edge").cumsum(0).cumsum(1)
    n = 2 * k + 1
    return (p[n:, n:] - p[:-n, n:] - p[n:, :-n] + p[:-n, :-n]) / (n * n)


def leaf_mask(pixels):
    """Where the leaf is in a laboratory picture: not black, and not the grey-violet cloth whose blue is above its green or red."""
    v = pixels.astype(np.float32)
    r, g, b = v[..., 0], v[..., 1], v[..., 2]
    back = (v.max(-1) < 26) | ((b >= np.minimum(r, g) - 3) & (np.abs(r - g) < 22) & (v.max(-1) < 215))
    return box(box(~back, 3) > 0.5, 2)


class Backgrounds:
    """Puts laboratory leaves before other backgrounds, so that black or grey cloth says nothing about the disease; healthy
    close-ups get the outline of another leaf, so that a visible background does not mean illness."""

    def __init__(self, data, always=False):
        self.always = always
        self.d, self.rng = data, np.random.RandomState(3)
        lab = np.char.startswith(data.tags[data.train], "lab")
        self.field = data.train[~lab]
        rust = data.train[lab & (data.truth[data.train] == 0)]
        self.outlines = [] if always else [leaf_mask(data.source[i]) for i in rust[::4]]
        self.kept = {}

    def background(self, s):
        rng = self.rng
        if rng.rand() < 0.6:
            f = np.asarray(self.d.source[rng.choice(self.field)], np.float32)
            n = rng.choice([6, 12, 24])
            small = F.resize(f.astype(np.uint8), n, n)
            return F.resize(small, s, s).astype(np.float32)
        base = rng.uniform(20, 230, 3)
        noise = F.resize(rng.randint(0, 256, (8, 8, 3)).astype(np.uint8), s, s).astype(np.float32) - 128
        return np.clip(base + noise * rng.uniform(0.1, 0.6), 0, 255)

    def __call__(self, pixels, index):
        out = pixels.copy()
        for k, i in enumerate(index):
            if not self.d.tags[i].startswith("lab"):
                continue
            if not self.always and self.rng.rand() < 0.5:
                continue
            if self.d.truth[i] == 2:
                if self.rng.rand() < 0.4:
                    continue
                mask = self.outlines[self.rng.randint(len(self.outlines))]
                if self.rng.rand() < 0.5:
                    mask = mask[:, ::-1]
            else:
                if i not in self.kept:
                    self.kept[i] = leaf_mask(pixels[k])
                mask = self.kept[i]
            if not 0.15 < mask.mean() < 0.98:
                continue
            m = mask[..., None]
            out[k] = np.clip(m * pixels[k] + (1 - m) * self.background(len(mask)) + 0.5, 0, 255)
        return out


def train(data):
    """Trunk, views, crosswise answers and the head of all folds; everything lies in the cache."""
    F.seed_everything(5)
    known = data.train
    features = heads.Features(efficientnet.layers(), BLOCKS, SIZE, np.asarray(data.x[known[::10]]), F.CACHE / "maize-trunk.tflite")
    field = known[np.char.startswith(data.tags[known], "field")]
    listed = np.concatenate([np.tile(known, 5), np.tile(field, 15)])
    kept = F.CACHE / "maize-views.npz"
    if not kept.exists():
        augment = F.augment(SIZE, (0.45, 1.0), 1.3, 0.4, True, 0.3, 0.08)
        np.savez(kept, clean=features(data.x[known]), flip=features(data.x[known][:, :, ::-1]), v=features.views(data.source, listed, augment, Backgrounds(data), "maize"))
    seen = np.load(kept)
    clean = seen["clean"]
    x = np.concatenate([seen[k].astype(np.float16) for k in ("clean", "flip", "v")])
    pictures = np.concatenate([known, known, listed])
    target = np.eye(4)[data.truth[pictures]] * 0.92 + 0.02
    stratum = data.truth[pictures] + 4 * np.char.startswith(data.tags[pictures], "field")
    weight = 1 / np.sqrt(np.bincount(stratum)[stratum])
    out = heads.crosswise(x, pictures, target, weight, data.part, clean, known, **HEAD)
    print("folds left out:", data.score(out[known], known), flush=True)
    layers = features.whole(*heads.averaged(x, np.arange(len(x)), target, weight, **HEAD))
    F.quantize(layers, SIZE, np.asarray(data.x[known[::7]]), F.CACHE / "maize.tflite")
    F.save_layers(F.CACHE / "maize.npz", layers)
    np.save(F.CACHE / "maize-crosswise.npy", out)


def main():
    data = recipe.Data("maize4", SIZE, HERE / "split.csv", 0.2, 6)
    data.train = np.where(data.part != "held-out")[0]
    if "--package-only" not in sys.argv:
        train(data)

    def tail(truth, guess, p, tags, rows, given):
        field = np.char.startswith(tags, "field")
        out = {}
        for name, k in (("lab", ~field), ("field", field)):
            t, g = truth[k], guess[k]
            out[name] = {
                "images": int(k.sum()),
                "groups": len({rows[i]["group_id"] for i in np.where(k)[0]}),
                "macro-f1": package.r(F.macro_f1(t, g)),
                "accuracy": package.r((t == g).mean()),
                "answered": package.r(given[k].mean()),
                "accuracy-of-answers": package.r((t == g)[given[k]].mean()),
                "confusion-rows-are-truth": [package._FlowList(row) for row in F.confusion(t, g, 4).tolist()],
            }
        out["field"]["note"] = "no healthy field pictures exist in the set: macro-F1 is over the three diseases, a guess of healthy counts as an error"
        lab_held = np.where((data.part == "held-out") & ~np.char.startswith(data.tags, "field") & (data.truth != 2))[0]
        swapped = Backgrounds(data, always=True)(np.asarray(data.x[lab_held]), lab_held)
        run = F.Runner(HERE.parent / "model.tflite")
        out["lab-diseases-before-other-backgrounds"] = package.flow(
            images=len(lab_held), accuracy=package.r((run.logits(swapped).argmax(1) == data.truth[lab_held]).mean()),
            **{"as-photographed": package.r((run.logits(data.x[lab_held]).argmax(1) == data.truth[lab_held]).mean())},
        )
        return out

    package.build(
        HERE.parent, F.CACHE / "maize.tflite", F.load_layers(F.CACHE / "maize.npz"), data.rows, data.x, data.truth, data.part, data.classes,
        dict(
            name="maize-leaf", version="1.1.1", title={"zh": "玉米叶部病害识别", "en": "Maize leaf diseases"},
            licence="Apache-2.0 (weights; on Google's EfficientNet-Lite0 ImageNet weights, Apache-2.0). Training pictures: see data",
        ),
        LABELS,
        [
            {
                "zh": "田间照片准确率低于实验室照片，未达到 0.75 的目标（宏平均 F1：逐折留出的 212 张为 0.67，留出的 49 张为 0.64）：留出的 8 张田间灰斑病只认出 2 张，多被判为大斑病。请只按“田间”一栏估计实际效果。原因：训练用田间照片只有 212 张，其中灰斑病 38 张，而网络照片的标签本身常把灰斑病与大斑病混在一起；换网络、分辨率或增强都停在 0.64 至 0.68。",
                "en": "Field pictures are harder than laboratory ones and the aim of 0.75 is missed (macro-F1 0.67 over 212 pictures with each fold left out in turn, 0.64 on the 49 held out): of 8 held-out field pictures of gray leaf spot 2 were recognised, most were called leaf blight. Judge by the field figures. The reason: there are 212 field pictures to learn from, 38 of gray leaf spot, and the web's own labels often mix up gray leaf spot and blight; other networks, resolutions and augmentations all stop between 0.64 and 0.68.",
            },
            {"zh": "实验室照片（0.942）也略低于 0.95 的目标；逐折留出为 0.956。", "en": "Laboratory pictures (0.942) are a little short of the aim of 0.95 too; with folds left out in turn it is 0.956."},
            {"zh": "训练集中没有健康叶片的田间照片，田间健康叶片可能被误判为病害。", "en": "There was no field picture of a healthy leaf to learn from: healthy leaves in the field may be called ill."},
            {"zh": "灰斑病与大斑病后期症状相近，容易混淆；南方锈病、小斑病等其他病害不在类别之内。", "en": "Gray leaf spot and northern leaf blight look alike late in the season; other diseases (southern rust, southern leaf blight …) are not among the classes."},
            {"zh": "没有颜色的画面一律答“不确定”：把留出图片的颜色去掉后，宏平均 F1 由 0.916 降到 0.847。", "en": "Pictures without colours always get unsure: with the colours of the held-out pictures taken away macro-F1 falls from 0.916 to 0.847."},
        ],
        [
            {"name": "maize4: PlantVillage (laboratory)", "licence": "CC0 as republished; upstream CC BY-SA 3.0", "used": "train and validation", "credit": "Hughes and Salathé, PlantVillage"},
            {"name": "maize4: PlantDoc and web (field)", "licence": "CC BY 4.0", "used": "train and validation", "credit": "Singh et al., PlantDoc"},
        ],
        tail=tail, least_accuracy=0.95, crosswise=np.load(F.CACHE / "maize-crosswise.npy"),
        note={
            "zh": "模型 3.96 MB，超过 1 MB 的惯例：整个 EfficientNet-Lite0 冻结不动，只训练读取其多个中间层的线性头；1.0.0 版（0.92 MB，裁剪后微调）在田间与实验室照片上都较差（0.568、0.935）。",
            "en": "The file has 3.96 MB, over the usual 1 MB: EfficientNet-Lite0 stays whole and frozen, and only a linear head that reads several of its blocks is trained; version 1.0.0 (0.92 MB, pruned and fine-tuned) did worse on field and laboratory pictures alike (0.568 and 0.935).",
        },
    )


if __name__ == "__main__":
    main()

"""Trains the maize-leaf model and writes its package. See README.md beside this file."""

import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "image-training"))

import fbimage as F
import package
import recipe

NET = "mobilenet_v2_1.0_224_quant.tflite"
STAGES = [
    dict(name="maize1", net=NET, budget=950_000, steps=1000, views=4, extra=(("field", 16),), flip_vertical=True, balance="source", plain=True),
    dict(name="maize4", start="maize1", budget=2_000_000, steps=400, rate=2e-4, views=2, extra=(("field", 10),), flip_vertical=True, hue=0.1, zoom=0.45, balance="even", mix=0.4, decay=1e-3),
]
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


def main():
    data = recipe.Data("maize4", 160, HERE / "split.csv", 0.2, 6)
    if "--package-only" not in sys.argv:
        for stage in STAGES[int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0 :]:
            plain = stage.pop("plain", False)
            recipe.stage(data, prepare=None if plain else Backgrounds(data), **stage)
    last = STAGES[-1]["name"]

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
        out["lab-diseases-before-other-backgrounds"] = {}
        for stage in STAGES:
            g = F.Runner(F.CACHE / f"{stage['name']}.tflite").logits(swapped).argmax(1)
            plain = F.Runner(F.CACHE / f"{stage['name']}.tflite").logits(data.x[lab_held]).argmax(1)
            out["lab-diseases-before-other-backgrounds"][stage["name"]] = package.flow(
                images=len(lab_held), accuracy=package.r((g == data.truth[lab_held]).mean()), **{"as-photographed": package.r((plain == data.truth[lab_held]).mean()), "shipped": stage is STAGES[-1]}
            )
        return out

    package.build(
        HERE.parent, F.CACHE / f"{last}.tflite", F.load_layers(F.CACHE / f"{last}.npz"), data.rows, data.x, data.truth, data.part, data.classes,
        dict(
            name="maize-leaf", version="1.0.0", title={"zh": "玉米叶部病害识别", "en": "Maize leaf diseases"},
            licence="Apache-2.0 (weights; begun from Google's MobileNetV2 ImageNet weights, Apache-2.0). Training pictures: see data",
        ),
        LABELS,
        [
            {"zh": "田间照片准确率低于实验室照片，未达到 0.75 的目标：留出的 8 张田间灰斑病只认出 1 张，多被判为大斑病。请只按“田间”一栏估计实际效果。", "en": "Field pictures are harder than laboratory ones and the aim of 0.75 is missed: of 8 held-out field pictures of gray leaf spot 1 was recognised, most were called leaf blight. Judge by the field figures."},
            {"zh": "训练集中没有健康叶片的田间照片，田间健康叶片可能被误判为病害。", "en": "There was no field picture of a healthy leaf to learn from: healthy leaves in the field may be called ill."},
            {"zh": "灰斑病与大斑病后期症状相近，容易混淆；南方锈病、小斑病等其他病害不在类别之内。", "en": "Gray leaf spot and northern leaf blight look alike late in the season; other diseases (southern rust, southern leaf blight …) are not among the classes."},
        ],
        [
            {"name": "maize4: PlantVillage (laboratory)", "licence": "CC0 as republished; upstream CC BY-SA 3.0", "used": "train and validation", "credit": "Hughes and Salathé, PlantVillage"},
            {"name": "maize4: PlantDoc and web (field)", "licence": "CC BY 4.0", "used": "train and validation", "credit": "Singh et al., PlantDoc"},
        ],
        tail=tail, least_accuracy=0.95,
    )


if __name__ == "__main__":
    main()

"""Hints of species, or of a genus or family where the network does not know the species, for pests and helpers that matter in Henan, by the
public iNaturalist insect network and species.csv. A row's probability is the sum over the species it stands for.

usage: species.py PICTURE...     the hints for pictures
       species.py --check        how far hints agree with the classes of the held-out pictures (no truth of species exists here)"""

import csv
import io
import pathlib
import sys
import tarfile

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "image-training"))

import fbimage as F

SURE = 0.4
LEVELS = ("species", "genus", "subfamily", "family")
ADULT_OR_LARVA = {"moth": {"moth", "caterpillar"}}


def hints(data, run, table):
    """(probability, row of species.csv): the nearest level at which a row is sure, else the best row of all."""
    pixels = F.resize(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), 224, 224)
    p = run.raw(pixels[None])[0][0] / 255.0
    all_of = [(float(sum(p[int(i)] for i in row["index"].split())), row) for row in table]
    for level in LEVELS:
        q, row = max(((q, row) for q, row in all_of if row["level"] == level), key=lambda found: found[0])
        if q >= SURE:
            return q, row
    return max(all_of, key=lambda found: found[0])


def main():
    with open(HERE / "species.csv", encoding="utf-8") as f:
        table = list(csv.DictReader(f))
    run = F.Runner(F.SHARED / "models" / "mobilenet_v2_1.0_224_inat_insect_quant.tflite")
    if sys.argv[1:] != ["--check"]:
        for name in sys.argv[1:]:
            p, row = hints(pathlib.Path(name).read_bytes(), run, table)
            print(name, f"{p:.2f} {row['level']} {row['name']} {row['zh']}" if p >= SURE else "no hint")
        return
    rows = F.manifest("pest12")
    held = [r for r, part in zip(rows, F.read_split(HERE / "split.csv", rows)) if part == "held-out"]
    given, agree = {}, {}
    with tarfile.open(F.SHARED / "data" / "images" / "pest12.tar") as tar:
        members = {m.name.removeprefix("./"): m for m in tar.getmembers() if m.isfile()}
        for r in held:
            p, row = hints(tar.extractfile(members[r["file"]]).read(), run, table)
            wanted = row["crop-pest-class"]
            if p >= SURE:
                given[row["name"]] = given.get(row["name"], 0) + 1
                agree[row["name"]] = agree.get(row["name"], 0) + (r["class"] in ADULT_OR_LARVA.get(wanted, {wanted}))
    print(len(held), "pictures,", sum(given.values()), "hints,", sum(agree.values()), "of the class that the row belongs to")
    for name, n in sorted(given.items()):
        print(name, n, agree[name])


if __name__ == "__main__":
    main()

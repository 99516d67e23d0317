"""Species hints for pests and helpers that matter in Henan, by the public iNaturalist insect network and species.csv.

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
ADULT_OR_LARVA = {"moth": {"moth", "caterpillar"}}


def hints(data, run, table):
    """(probability, row of species.csv) of the best species of the table."""
    pixels = F.resize(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), 224, 224)
    p = run.raw(pixels[None])[0][0] / 255.0
    best = max(table, key=lambda row: p[int(row["index"])])
    return float(p[int(best["index"])]), best


def main():
    with open(HERE / "species.csv", encoding="utf-8") as f:
        table = list(csv.DictReader(f))
    run = F.Runner(F.SHARED / "models" / "mobilenet_v2_1.0_224_inat_insect_quant.tflite")
    if sys.argv[1:] != ["--check"]:
        for name in sys.argv[1:]:
            p, row = hints(pathlib.Path(name).read_bytes(), run, table)
            print(name, f"{p:.2f} {row['species']} {row['zh']}" if p >= SURE else "no hint")
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
                given[row["species"]] = given.get(row["species"], 0) + 1
                agree[row["species"]] = agree.get(row["species"], 0) + (r["class"] in ADULT_OR_LARVA.get(wanted, {wanted}))
    print(len(held), "pictures,", sum(given.values()), "hints,", sum(agree.values()), "of the class that the species belongs to")
    for species, n in sorted(given.items()):
        print(species, n, agree[species])


if __name__ == "__main__":
    main()

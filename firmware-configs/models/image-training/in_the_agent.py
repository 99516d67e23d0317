"""Has the agent itself measure a package on its held-out part and writes the figures into the card, under
metrics.validation.in-the-agent, and with the pictures' colours taken away under in-the-agent-gray; a test of the agent measures them again. Sign the package afterwards.

usage: in_the_agent.py NAME SET [the agent's command, ./fieldbeacon unless given]"""

import json
import subprocess
import sys

import yaml

import fbimage as F
import package


def measure(command, folder, *arguments):
    run = subprocess.run([command, "model", "eval", folder, *arguments, "--json"], stdout=subprocess.PIPE, check=True)
    return json.loads(run.stdout)


def main():
    name, data = sys.argv[1:3]
    command = sys.argv[3] if len(sys.argv) > 3 else str(F.REPO / "fieldbeacon")
    folder = F.HERE.parent / name
    images = F.SHARED / "data" / "images"
    whole = ["--data", images / f"{data}.tar", "--manifest", images / f"{data}.manifest.csv"]
    held_out = [*whole, "--only", folder / "train" / "split.csv", "--part", "held-out"]
    told = measure(command, folder, *held_out)
    gray = measure(command, folder, *held_out, "--gray")
    card = yaml.safe_load((folder / "card.yaml").read_text(encoding="utf-8"))
    card["metrics"]["validation"]["in-the-agent"] = package.flow(
        images=told["n"], accuracy=told["accuracy"], **{"macro-f1": told["macro-f1"], "sure": told["sure"]["coverage"], "accuracy-of-sure": told["sure"]["accuracy"], "without-colours": told["grey"]}
    )
    card["metrics"]["validation"]["in-the-agent-gray"] = package.flow(
        images=gray["n"], accuracy=gray["accuracy"], **{"macro-f1": gray["macro-f1"], "sure": gray["sure"]["coverage"], "accuracy-of-sure": gray["sure"]["accuracy"]}
    )
    if (folder / "train" / "excerpt").is_dir():
        few = measure(command, folder, "--data", folder / "train" / "excerpt")
        card["metrics"]["validation"]["in-the-agent-excerpt"] = package.flow(
            images=few["n"], accuracy=few["accuracy"], **{"macro-f1": few["macro-f1"], "sure": few["sure"]["coverage"], "accuracy-of-sure": few["sure"]["accuracy"]}
        )
    package.write(folder / "card.yaml", card)
    print(name, card["metrics"]["validation"]["in-the-agent"])


if __name__ == "__main__":
    main()

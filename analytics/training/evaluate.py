"""Measures an ONNX model on labelled photos and prints JSON: `evaluate.py --model FILE --photos DIR`.

The model runs in the product's own runtime (onnxruntime-node through run-model.mjs), not in torch. `--scene N` measures
only what fold N did not train on, which is how the tables of train.py are checked: `--model OUT/fold-N.onnx --scene N`.
Without it all photos are measured, which says nothing about unseen ones where the model was trained on them, as the
shipped one was.
"""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np

from learn.photos import HEIGHT, WIDTH, Photos, read_photos, scene_split
from report.score import compare


def main() -> None:
    options = arguments()
    photos = read_photos(options.photos)
    parts = {"all": [int(number) for number in photos.numbers]}
    if options.scene:
        split = scene_split(options.scene)
        parts = {"fresh": split.fresh, "similar": split.similar}
    found = {"model": options.model.name, "threshold": options.threshold}
    for name, numbers in parts.items():
        unseen = photos.only(numbers)
        probabilities, speed = run(options.model, unseen, options.node)
        found[name] = {**compare(probabilities, unseen, options.threshold), "speed": speed}
    print(json.dumps(found, indent=2))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--photos", type=Path, required=True, help="folder with images/ and labels/")
    parser.add_argument("--threshold", type=float, default=0.5, help="that of the model's card")
    parser.add_argument("--scene", type=int, help="1-5: only the unseen photos of that fold")
    parser.add_argument("--node", default="node", help="Node 24 (node_modules/.bin/node)")
    return parser.parse_args()


def run(model: Path, photos: Photos, node: str) -> tuple[np.ndarray, dict]:
    """What the model gives, (n, channels, H, W), and its milliseconds per picture."""
    script = Path(__file__).with_name("run-model.mjs")
    done = subprocess.run(
        [node, str(script), str(model), str(WIDTH), str(HEIGHT)],
        input=np.ascontiguousarray(photos.pictures).tobytes(),
        capture_output=True,
        check=True,
    )
    values = np.frombuffer(done.stdout, np.float32).reshape(len(photos.numbers), -1, HEIGHT, WIDTH)
    return values, json.loads(done.stderr)


if __name__ == "__main__":
    main()

"""Trains and measures the canopy model: `python3 analytics/training/train.py --photos DIR --out DIR`.

1. The shipped network: the recipe on all photos.
2. Validation: scenes 1 and 2 are trained on, scene 3 chooses the threshold.
3. Five folds: each holds one scene out (fresh) and every fifth photo of the others (similar); nothing is chosen here.
4. Export of 1 with the figures of 3 in its cards.

Finished steps are kept in OUT and not repeated.
"""

import argparse
import json
from pathlib import Path

import torch

from learn.fit import fit, predict
from learn.network import CropWeed, PlantNet
from learn.photos import SCENES, Photos, read_photos, scene_split
from report.accuracy import accuracy_of
from report.export import KINDS, export, write_onnx
from report.score import compare, mask_score

GRID = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    options.out.mkdir(parents=True, exist_ok=True)
    photos = read_photos(options.photos)
    network = final(photos, options.out / "network.pt") if options.only in (None, "final") else None
    if options.only == "final":
        return
    threshold = once(options.out / "validation.json", lambda: validate(photos))["threshold"]
    scenes = range(1, len(SCENES) + 1) if options.only is None else [int(options.only)]
    folds = [measured(photos, scene, threshold, options.out) for scene in scenes]
    if network is not None:
        accuracy = accuracy_of(folds)
        (options.out / "accuracy.json").write_text(json.dumps(accuracy, indent=2) + "\n")
        for name in KINDS:
            print(export(network, name, photos, threshold, accuracy, options.out))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True, help="folder with images/ and labels/")
    parser.add_argument("--out", type=Path, required=True, help="where the models and the figures go")
    parser.add_argument("--only", choices=["final", "1", "2", "3", "4", "5"], help="one step, to run several side by side")
    return parser.parse_args()


def final(photos: Photos, file: Path) -> PlantNet:
    """The shipped network: the recipe on all photos."""
    if not file.exists():
        torch.save(fit(photos).state_dict(), file)
        print(file, flush=True)
    network = PlantNet()
    network.load_state_dict(torch.load(file))
    return network.eval()


def once(file: Path, work) -> dict:
    if not file.exists():
        found = work()
        file.write_text(json.dumps(found, indent=2) + "\n")
        print(file, flush=True)
    return json.loads(file.read_text())


def validate(photos: Photos) -> dict:
    """Where scenes 1 and 2 were trained on: the threshold of the best cover on scene 3, of those with about the best IoU."""
    split = scene_split(3, within=(1, 2, 3))
    unseen = photos.only(split.fresh)
    plant = 1 - predict(CropWeed(fit(photos.only(split.train))), unseen.pictures)[:, 0]
    scores = {threshold: mask_score(plant > threshold, unseen.labels > 0, unseen.numbers) for threshold in GRID}
    best = max(score["iou"] for score in scores.values())
    good = [threshold for threshold in GRID if scores[threshold]["iou"] >= best - 0.005]
    return {"threshold": min(good, key=lambda threshold: scores[threshold]["coverErrorMean"]), "byThreshold": scores}


def measured(photos: Photos, scene: int, threshold: float, out: Path) -> dict:
    return once(out / f"fold-{scene}.json", lambda: measure_fold(photos, scene, threshold, out / f"fold-{scene}.onnx"))


def measure_fold(photos: Photos, scene: int, threshold: float, file: Path) -> dict:
    """Trains without `scene` and every fifth photo of the others, measures both, keeps the model in `file`."""
    split = scene_split(scene)
    model = CropWeed(fit(photos.only(split.train))).eval()
    write_onnx(model, "classes", file)
    found = {"scene": scene, "photos": "{:04}-{:04}".format(*SCENES[scene - 1]), "trainedOn": len(split.train)}
    for kind in ("fresh", "similar"):
        unseen = photos.only(getattr(split, kind))
        found[kind] = compare(predict(model, unseen.pictures), unseen, threshold)
    return found


if __name__ == "__main__":
    main()

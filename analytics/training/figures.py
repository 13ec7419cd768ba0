"""Pictures of what fools the model or the index, from models that never saw the photo.

Each is photo | label (green crop, red weed) | clamped index | model; in the last two white is right, red is plant that
is not there, blue is plant that was missed. A picture without a label is picture | index | model.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from evaluate import run
from learn.photos import Photos, read_photos
from report.score import index_mask

PANEL = (320, 240)


def main() -> None:
    options = arguments()
    photos = read_photos(options.photos)
    for name, scene, number in (part.replace("=", ":").split(":") for part in options.photo):
        one = photos.only([int(number)])
        mask = plant_mask(options.folds / f"fold-{scene}.onnx", one.pictures[0], options)
        write(options.out / f"{name}.jpg", labelled(one, mask))
    for name, file in (part.split("=") for part in options.picture):
        picture = cv2.resize(cv2.imread(file), (480, 360), interpolation=cv2.INTER_AREA)[..., ::-1]
        mask = plant_mask(options.model, picture, options)
        write(options.out / f"{name}.jpg", [picture[..., ::-1], white(index_mask(picture)), white(mask)])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--folds", type=Path, required=True, help="OUT of train.py, for fold-N.onnx")
    parser.add_argument("--model", type=Path, help="model of --picture")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threshold", type=float, required=True, help="that of the model's card")
    parser.add_argument("--node", default="node")
    parser.add_argument("--photo", action="append", default=[], metavar="NAME=SCENE:PHOTO", help="such as bare=5:276")
    parser.add_argument("--picture", action="append", default=[], metavar="NAME=FILE", help="one without a label")
    return parser.parse_args()


def plant_mask(model: Path, picture: np.ndarray, options: argparse.Namespace) -> np.ndarray:
    one = Photos(np.array([0]), picture[None], np.zeros((1, *picture.shape[:2]), np.uint8))
    probabilities, _ = run(model, one, options.node)
    plant = 1 - probabilities[0, 0] if probabilities.shape[1] == 3 else probabilities[0, 0]
    return plant > options.threshold


def labelled(photo: Photos, plant: np.ndarray) -> list[np.ndarray]:
    picture, label = photo.pictures[0], photo.labels[0]
    truth = label > 0
    colours = np.array([(0, 0, 0), (70, 170, 60), (60, 60, 220)], np.uint8)
    return [picture[..., ::-1], colours[label], judged(index_mask(picture), truth), judged(plant, truth)]


def judged(mask: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """BGR: white where both are, red where only the mask is, blue where only the truth is."""
    shown = white(mask & truth)
    shown[mask & ~truth] = (60, 60, 230)
    shown[~mask & truth] = (230, 120, 30)
    return shown


def white(mask: np.ndarray) -> np.ndarray:
    return np.repeat(mask[..., None] * np.uint8(255), 3, 2)


def write(file: Path, panels: list[np.ndarray]) -> None:
    gap = np.full((PANEL[1], 6, 3), 255, np.uint8)
    small = [cv2.resize(panel, PANEL, interpolation=cv2.INTER_AREA) for panel in panels]
    row = np.hstack([part for panel in small for part in (panel, gap)][:-1])
    cv2.imwrite(str(file), row, [cv2.IMWRITE_JPEG_QUALITY, 78])


if __name__ == "__main__":
    main()

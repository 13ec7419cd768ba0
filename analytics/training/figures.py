"""Pictures of what fools the model or the index, from models that never saw the photo.

Each is photo | label (green crop, red weed) | clamped index | model. In the last two white is right, red is plant that is
not there, blue is plant that was missed.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from evaluate import run
from learn.photos import Photos, read_photos
from report.score import index_mask


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--folds", type=Path, required=True, help="OUT of train.py, for fold-N.onnx")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threshold", type=float, required=True, help="that of the model's card")
    parser.add_argument("--node", default="node")
    parser.add_argument("pictures", nargs="+", metavar="NAME=SCENE:PHOTO", help="such as near-bare=5:276")
    options = parser.parse_args()
    photos = read_photos(options.photos)
    for name, scene, number in (part.replace("=", ":").split(":") for part in options.pictures):
        one = photos.only([int(number)])
        probabilities, _ = run(options.folds / f"fold-{scene}.onnx", one, options.node)
        figure = side_by_side(one, 1 - probabilities[0, 0] > options.threshold)
        cv2.imwrite(str(options.out / f"{name}.jpg"), figure, [cv2.IMWRITE_JPEG_QUALITY, 80])


def side_by_side(photo: Photos, plant: np.ndarray) -> np.ndarray:
    picture, label = photo.pictures[0], photo.labels[0]
    truth = label > 0
    colours = np.array([(0, 0, 0), (70, 170, 60), (60, 60, 220)], np.uint8)
    panels = [picture[..., ::-1], colours[label], judged(index_mask(picture), truth), judged(plant, truth)]
    small = [cv2.resize(panel, (320, 240), interpolation=cv2.INTER_AREA) for panel in panels]
    gap = np.full((240, 6, 3), 255, np.uint8)
    return np.hstack([part for panel in small for part in (panel, gap)][:-1])


def judged(mask: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """BGR: white where both are, red where only the mask is, blue where only the truth is."""
    shown = np.zeros((*mask.shape, 3), np.uint8)
    shown[mask & truth] = 255
    shown[mask & ~truth] = (60, 60, 230)
    shown[~mask & truth] = (230, 120, 30)
    return shown


if __name__ == "__main__":
    main()

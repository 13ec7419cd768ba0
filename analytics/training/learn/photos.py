"""The photos, their scenes, and who is trained on what.

Fresh scenes: whole contiguous blocks of numbers, cut where the photos change place or light, held out together.
Similar scenes: every fifth photo of the other blocks, whose neighbours are trained on. Copies of one photo stay together.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

WIDTH, HEIGHT = 480, 360

# First and last number of each scene, found on contact sheets (README.md says what is seen there).
SCENES = ((1, 15), (16, 89), (90, 138), (139, 214), (215, 280))

# The same photo stored twice or three times (correlation of their grey values 1.00): each group counts as its first.
COPIES = {29: 28, 118: 117, 174: 173, 203: 202, 205: 202}


@dataclass(frozen=True)
class Photos:
    """RGB pictures (n, 360, 480, 3), labels (n, 360, 480) 0 background, 1 crop, 2 weed; `numbers` are the file names."""

    numbers: np.ndarray
    pictures: np.ndarray
    labels: np.ndarray

    def only(self, numbers: list[int]) -> "Photos":
        at = np.isin(self.numbers, numbers)
        return Photos(self.numbers[at], self.pictures[at], self.labels[at])


@dataclass(frozen=True)
class Split:
    """Numbers of the photos to train on, and of the two kinds of unseen ones."""

    train: list[int]
    fresh: list[int]
    similar: list[int]


def read_photos(folder: Path) -> Photos:
    """Reads images/NNNN.jpg and labels/NNNN.png, reduced to 480 x 360 (pictures by area, labels by nearest pixel)."""
    files = sorted((folder / "images").glob("*.jpg"))
    if not files:
        raise SystemExit(f"no images/*.jpg in {folder}")
    numbers, pictures, labels = [], [], []
    for file in files:
        picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
        label = cv2.imread(str(folder / "labels" / f"{file.stem}.png"), cv2.IMREAD_UNCHANGED)
        numbers.append(int(file.stem))
        pictures.append(cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)[..., ::-1])
        labels.append(cv2.resize(label, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST))
    return Photos(np.array(numbers), np.stack(pictures), np.stack(labels))


def scene_split(fresh_scene: int, within: tuple[int, ...] = (1, 2, 3, 4, 5)) -> Split:
    """Holds out scene `fresh_scene` (1-5) and every fifth photo of the other scenes of `within`."""
    train, fresh, similar = [], [], []
    for scene in within:
        first, last = SCENES[scene - 1]
        for number in range(first, last + 1):
            if scene == fresh_scene:
                fresh.append(number)
            elif COPIES.get(number, number) % 5 == fresh_scene % 5:
                similar.append(number)
            else:
                train.append(number)
    return Split(train, fresh, similar)

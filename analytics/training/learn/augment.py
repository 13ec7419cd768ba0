"""Views of a photo, changed as a camera, the sun, the height of the pole and the season would change it.

Pure: all chance comes from the generator that is passed in.
"""

import cv2
import numpy as np

# A picture (H, W, 3) as float32 0-1 and its label (H, W), sides multiples of 8.
View = tuple[np.ndarray, np.ndarray]


def views_of(picture: np.ndarray, label: np.ndarray, chance: np.random.Generator) -> list[View]:
    """(H, W, 3) uint8 and its label -> the photo itself, the photo in another light and size, and a mosaic of parts of it."""
    return [
        (picture.astype(np.float32) / 255, label),
        resized(picture, label, np.exp(chance.uniform(np.log(0.6), np.log(1.05))), chance),
        mosaic(picture, label, chance),
    ]


def resized(picture: np.ndarray, label: np.ndarray, factor: float, chance: np.random.Generator) -> View:
    height, width = (max(8, int(side * factor) // 8 * 8) for side in label.shape)
    picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    label = cv2.resize(label, (width, height), interpolation=cv2.INTER_NEAREST)
    shown = other_light(picture.astype(np.float32) / 255, chance)
    for _ in range(int(chance.integers(0, 4))):
        shown, label = covered(shown, label, chance)
    return shown, label


def covered(view: np.ndarray, label: np.ndarray, chance: np.random.Generator) -> View:
    """A smooth thing that is not green (black, grey, white, sky, sheet, board) over a part: smooth alone is no leaf."""
    height, width = label.shape
    down, across = (int(side * chance.uniform(0.1, 0.6)) for side in (height, width))
    top, left = chance.integers(0, height - down), chance.integers(0, width - across)
    red, blue = chance.uniform(0, 1) ** 2 * np.clip(1 + chance.normal(0, 0.25, 2), 0, 2)
    green = (red + blue) / 2 * min(1, 1 + chance.normal(-0.05, 0.05))
    ramp = 1 + chance.uniform(-0.3, 0.3) * np.linspace(-1, 1, across)[None, :, None]
    grain = chance.standard_normal((down, across, 1), np.float32) * chance.uniform(0, 0.04)
    view, label = view.copy(), label.copy()
    view[top : top + down, left : left + across] = np.clip(np.array([red, green, blue]) * ramp + grain, 0, 1)
    label[top : top + down, left : left + across] = 0
    return view, label


def mosaic(picture: np.ndarray, label: np.ndarray, chance: np.random.Generator) -> View:
    """A closed canopy or bare soil, which no photo shows: the fullest or emptiest of some parts, mirrored side by side."""
    side = int(np.exp(chance.uniform(np.log(56), np.log(220))))
    corners = [(chance.integers(0, label.shape[0] - side), chance.integers(0, label.shape[1] - side)) for _ in range(16)]
    covers = [(label[top : top + side, left : left + side] > 0).mean() for top, left in corners]
    top, left = corners[int(np.argmax(covers) if chance.random() < 0.65 else np.argmin(covers))]
    part, truth = picture[top : top + side, left : left + side], label[top : top + side, left : left + side]
    pads = [(0, max(0, length - side)) for length in (240, 320)]
    many = np.pad(part, (*pads, (0, 0)), mode="symmetric")[:240, :320]
    return resized(many, np.pad(truth, pads, mode="symmetric")[:240, :320], np.exp(chance.uniform(np.log(0.35), 0)), chance)


def other_light(view: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Gamma, exposure, white balance, saturation, contrast, shadow, blur and noise; RGB 0-1 in and out."""
    view = view ** np.exp(chance.normal(0, 0.22))
    view = view * np.exp(chance.normal(0, 0.2)) * np.exp(chance.normal(0, 0.07, 3))
    grey = view.mean(2, keepdims=True)
    view = grey + (view - grey) * np.exp(chance.normal(-0.05, 0.25))
    view = (view - view.mean()) * np.exp(chance.normal(0, 0.12)) + view.mean()
    if chance.random() < 0.3:
        view = view * shadow(*view.shape[:2], chance)
    if chance.random() < 0.2:
        view = cv2.GaussianBlur(view, (0, 0), chance.uniform(0.4, 1.2))
    view = view + chance.standard_normal(view.shape, np.float32) * chance.uniform(0, 0.025)
    return np.clip(view, 0, 1).astype(np.float32)


def shadow(height: int, width: int, chance: np.random.Generator) -> np.ndarray:
    """A half plane with a soft edge, (height, width, 1), that darkens one side of the view."""
    angle, offset = chance.uniform(0, 2 * np.pi), chance.uniform(-0.3, 0.3) * height
    y, x = np.mgrid[0:height, 0:width]
    distance = (np.cos(angle) * (x - width / 2) + np.sin(angle) * (y - height / 2) - offset) / chance.uniform(1, 12)
    return (1 - chance.uniform(0.3, 0.65) / (1 + np.exp(-np.clip(distance, -30, 30))))[..., None].astype(np.float32)

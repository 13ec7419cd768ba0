"""One view of a photo, changed as a camera, the sun and the height of the pole would change it.

Pure: all chance comes from the generator that is passed in.
"""

import cv2
import numpy as np


def other_view(
    picture: np.ndarray, label: np.ndarray, changed: bool, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """(H, W, 3) uint8 and its label -> float32 0-1 and label, sides multiples of 8; as they are unless `changed`."""
    if not changed:
        return picture.astype(np.float32) / 255, label
    height, width = (int(side * np.exp(chance.uniform(np.log(0.6), np.log(1.05)))) // 8 * 8 for side in label.shape)
    picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    label = cv2.resize(label, (width, height), interpolation=cv2.INTER_NEAREST)
    return other_light(picture.astype(np.float32) / 255, chance), label


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

"""What is measured: IoU with all pixels pooled, and the error of each photo's cover in percentage points."""

import cv2
import numpy as np
from skimage.filters import threshold_otsu

from learn.photos import Photos

# A class of the three-class model counts where its own probability is above this, as in its card.
CLASS_THRESHOLD = 0.5


def index_mask(picture: np.ndarray) -> np.ndarray:
    """The clamped index to beat: blurred (sigma 1) ExG = 2g - r - b of shares, over Otsu's threshold held in 0.06-0.25."""
    rgb = picture.astype(np.float32)
    total = rgb.sum(2)
    total[total == 0] = 1
    exg = cv2.GaussianBlur((2 * rgb[..., 1] - rgb[..., 0] - rgb[..., 2]) / total, (0, 0), 1)
    return exg > np.clip(threshold_otsu(exg), 0.06, 0.25)


def mask_score(masks: np.ndarray, truth: np.ndarray, numbers: np.ndarray) -> dict:
    """Boolean masks and truths (n, H, W) of the photos `numbers`.

    Cover errors are in points; a bias above 0 says too much. `coverSpread` is the mean error of guessing the mean cover.
    """
    true_cover = truth.mean((1, 2)) * 100
    error = masks.mean((1, 2)) * 100 - true_cover
    worst = int(np.abs(error).argmax())
    both, either = int((masks & truth).sum()), int((masks | truth).sum())
    return {
        "photos": len(masks),
        "iou": round(both / max(1, either), 3),
        "coverErrorMean": round(float(np.abs(error).mean()), 2),
        "coverErrorMax": round(float(np.abs(error[worst])), 2),
        "coverErrorMaxPhoto": int(numbers[worst]),
        "coverBias": round(float(error.mean()), 2),
        "coverSpread": round(float(np.abs(true_cover - true_cover.mean()).mean()), 2),
        "bothPx": both,
        "eitherPx": either,
    }


def combined(scores: list[dict]) -> dict:
    """Scores of several folds as if their photos had been scored at once."""
    photos = sum(score["photos"] for score in scores)
    worst = max(scores, key=lambda score: score["coverErrorMax"])
    both, either = (sum(score[key] for score in scores) for key in ("bothPx", "eitherPx"))

    def mean(key: str) -> float:
        return round(sum(score[key] * score["photos"] for score in scores) / photos, 2)

    return {
        "photos": photos,
        "iou": round(both / max(1, either), 3),
        "coverErrorMean": mean("coverErrorMean"),
        "coverErrorMax": worst["coverErrorMax"],
        "coverErrorMaxPhoto": worst["coverErrorMaxPhoto"],
        "coverBias": mean("coverBias"),
        "coverSpread": mean("coverSpread"),
        "bothPx": both,
        "eitherPx": either,
    }


def compare(probabilities: np.ndarray, unseen: Photos, threshold: float) -> dict:
    """Model and index on the same photos; (n, 1, H, W) of plant, or (n, 3, H, W) of background, crop and weed."""
    truth = unseen.labels > 0
    plant = probabilities[:, 0] if probabilities.shape[1] == 1 else 1 - probabilities[:, 0]
    index = np.stack([index_mask(picture) for picture in unseen.pictures])
    found = {
        "model": mask_score(plant > threshold, truth, unseen.numbers),
        "index": mask_score(index, truth, unseen.numbers),
    }
    if probabilities.shape[1] == 3:
        for k, name in ((1, "crop"), (2, "weed")):
            found[name] = mask_score(probabilities[:, k] > CLASS_THRESHOLD, unseen.labels == k, unseen.numbers)
    return found


def combined_comparison(folds: list[dict]) -> dict:
    """Comparisons of several folds as one."""
    return {name: combined([fold[name] for fold in folds]) for name in folds[0]}

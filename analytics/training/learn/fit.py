"""Fitting: one recipe, a fixed seed, a fixed number of steps; nothing here looks at a photo that is not trained on."""

from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from learn.augment import views_of
from learn.network import PlantNet, base_of, coarse_of, fine_of
from learn.photos import Photos

SEED = 20231129
ROWS = 2048
Look = Callable[[torch.Tensor], tuple[torch.Tensor, ...]]


def fit(photos: Photos, pixels: int = 1500, rounds: int = 4, seed: int = SEED) -> PlantNet:
    """Fits the first perceptron, then the second on what the first finds; on `pixels` of each view of each photo."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = PlantNet().eval()

    def first(picture: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return (coarse_of(base_of(picture)),)

    def second(picture: torch.Tensor) -> tuple[torch.Tensor, ...]:
        base = base_of(picture)
        return network.context(coarse_of(base)), fine_of(base)

    mean, spread = fit_rows(network.first, *sampled(photos, first, pixels, chance), rounds)
    take_over(network.first.layers[0], mean, spread)
    mean, spread = fit_rows(network.second, *sampled(photos, second, pixels, chance), rounds)
    around = network.second.around.layers[0].in_features
    take_over(network.second.around.layers[0], mean[:around], spread[:around])
    take_over(network.second.pixel.layers[0], mean[around:], spread[around:])
    return network


def sampled(photos: Photos, look: Look, pixels: int, chance: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows (n, inputs) of the maps that `look` makes of every view of every photo, at random pixels, and their labels."""
    rows, labels = [], []
    with torch.no_grad():
        for picture, label in zip(photos.pictures, photos.labels):
            for view, truth in views_of(picture, label, chance):
                y, x = (torch.from_numpy(chance.integers(0, side, pixels)) for side in truth.shape)
                rows.append(torch.cat([at(map, y, x, truth.shape[1]) for map in look(tensor_of(view))], 1))
                labels.append(at(torch.from_numpy(truth)[None, None], y, x, truth.shape[1])[:, 0])
    return torch.cat(rows), torch.cat(labels)


def at(map: torch.Tensor, y: torch.Tensor, x: torch.Tensor, width: int) -> torch.Tensor:
    """What a map (1, channels, h, w) holds for pixels of a picture of `width`: (pixels, channels)."""
    factor = width // map.shape[3]
    return map[0, :, y // factor, x // factor].T


def tensor_of(picture: np.ndarray) -> torch.Tensor:
    """(H, W, 3) float32 -> (1, 3, H, W)."""
    return torch.from_numpy(np.ascontiguousarray(picture, dtype=np.float32)).permute(2, 0, 1)[None].contiguous()


def fit_rows(
    perceptron: nn.Module, rows: torch.Tensor, labels: torch.Tensor, rounds: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """AdamW with one cycle of the rate on standardised rows; returns the mean and spread that the rows had."""
    mean, spread = rows.mean(0), rows.std(0) + 1e-4
    rows.sub_(mean).div_(spread)
    steps = rounds * len(rows) // ROWS
    optimiser = torch.optim.AdamW(perceptron.parameters(), lr=6e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 6e-3, total_steps=steps)
    for _ in range(steps):
        at = torch.randint(0, len(rows), (ROWS,))
        cost = loss(perceptron(rows[at]), labels[at])
        optimiser.zero_grad()
        cost.backward()
        optimiser.step()
        schedule.step()
    return mean, spread


def take_over(layer: nn.Linear, mean: torch.Tensor, spread: torch.Tensor) -> None:
    """From standardised columns to columns as they are, for the first `len(mean)` columns of a layer."""
    with torch.no_grad():
        layer.weight[:, : len(mean)].div_(spread)
        layer.bias.sub_(layer.weight[:, : len(mean)] @ mean)


def loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross entropy of plant against background, plus that of weed against crop where there is a plant."""
    plant, weed = (labels > 0).float(), (labels == 2).float()
    kind = F.binary_cross_entropy_with_logits(logits[:, 1], weed, weight=plant)
    return F.binary_cross_entropy_with_logits(logits[:, 0], plant) + 2 * kind


def predict(model: nn.Module, pictures: np.ndarray) -> np.ndarray:
    """RGB uint8 (n, H, W, 3) -> what `model` gives for each, (n, channels, H, W)."""
    with torch.no_grad():
        return np.stack([model(tensor_of(picture / np.float32(255)))[0].numpy() for picture in pictures])

"""The network: what each pixel sees around itself at several scales, then small perceptrons for every pixel.

Fully convolutional. The surroundings are fixed means and spreads on a pyramid, so only perceptrons of a few thousand
weights are fitted, on sampled pixels, in minutes on one core. A first one looks at half the resolution; the second one
also sees what the first one found around the pixel (a leaf of a large plant, or a lone blade), at half the resolution,
and then the pixel itself at full resolution.
"""

import torch
import torch.nn.functional as F
from torch import nn

FINE = 5 + 7
COARSE = 5 + 4 * 7 + 5
FOUND = 2 + 4 * 2


def base_of(picture: torch.Tensor) -> torch.Tensor:
    """RGB 0-1 (N, 3, H, W) -> (N, 7, H, W): R, G, B, shares of R and G, squares of light and green share for the spreads."""
    shares = (picture[:, :2] + 0.02) / (picture.sum(1, keepdim=True) + 0.06)
    light = picture.mean(1, keepdim=True)
    return torch.cat([picture, shares, light * light, shares[:, 1:] * shares[:, 1:]], 1)


def fine_of(base: torch.Tensor) -> torch.Tensor:
    """(N, 7, H, W) -> (N, FINE, H, W): the pixel and its 3 x 3 neighbours."""
    return torch.cat([base[:, :5], spread(local_mean(base, 3))], 1)


def coarse_of(base: torch.Tensor) -> torch.Tensor:
    """(N, 7, H, W) -> (N, COARSE, H/2, W/2): 2 x 2 pixels, about 6, 12, 24 and 90 px around them, the whole picture."""
    half = F.avg_pool2d(base, 2)
    whole = half[:, :5].mean((2, 3), keepdim=True).expand(-1, -1, half.shape[2], half.shape[3])
    return torch.cat([half[:, :5], *(spread(around) for around in surroundings(half)), whole], 1)


def surroundings(half: torch.Tensor) -> list[torch.Tensor]:
    """Local means at half resolution, about 6, 12, 24 and 90 px wide: 3 x 3 means on a pyramid, 11 x 11 on its last floor."""
    quarter = F.avg_pool2d(half, 2)
    eighth = F.avg_pool2d(quarter, 2)
    return [
        local_mean(half, 3),
        enlarged(local_mean(quarter, 3), 2),
        enlarged(local_mean(eighth, 3), 4),
        enlarged(local_mean(eighth, 11), 4),
    ]


def local_mean(x: torch.Tensor, side: int) -> torch.Tensor:
    return F.avg_pool2d(x, side, 1, side // 2, count_include_pad=False)


def enlarged(x: torch.Tensor, factor: int) -> torch.Tensor:
    return F.interpolate(x, scale_factor=float(factor), mode="bilinear", align_corners=False)


def doubled(x: torch.Tensor) -> torch.Tensor:
    """Every 2 x 2 pixels get what was found for them."""
    return F.interpolate(x, scale_factor=2.0, mode="nearest")


def spread(around: torch.Tensor) -> torch.Tensor:
    """Means of the seven of `base_of` -> the first five and the standard deviations of light and of the green share."""
    light = around[:, :3].mean(1, keepdim=True)
    variance = around[:, 5:] - torch.cat([light, around[:, 4:5]], 1).square()
    return torch.cat([around[:, :5], (variance.clamp(min=0) + 1e-5).sqrt()], 1)


class Perceptron(nn.Module):
    """Layers for one pixel: rows (n, inputs) while fitting, maps (N, inputs, H, W) afterwards."""

    def __init__(self, *sizes: int):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for at, layer in enumerate(self.layers):
            x = F.relu(x) if at else x
            x = layer(x) if x.dim() == 2 else F.conv2d(x, layer.weight[:, :, None, None], layer.bias)
        return x


class Second(nn.Module):
    """A perceptron for what is around, at half the resolution, and one for the pixel that also gets the other's result."""

    def __init__(self):
        super().__init__()
        self.around = Perceptron(COARSE + FOUND, 48, 24)
        self.pixel = Perceptron(FINE + 24, 32, 24, 2)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Rows of `context` beside rows of `fine_of`, (n, COARSE + FOUND + FINE) -> (n, 2): what is fitted."""
        around, pixel = rows.split([COARSE + FOUND, FINE], 1)
        return self.pixel(torch.cat([pixel, F.relu(self.around(around))], 1))

    def maps(self, around: torch.Tensor, pixel: torch.Tensor) -> torch.Tensor:
        """The same for maps, of which `around` has half the resolution: what is shipped."""
        return self.pixel(torch.cat([pixel, doubled(F.relu(self.around(around)))], 1))


class PlantNet(nn.Module):
    """Picture (N, 3, H, W), RGB 0-1, sides multiples of 8 -> logits (N, 2, H, W): is it a plant; is that plant a weed."""

    def __init__(self):
        super().__init__()
        self.first = Perceptron(COARSE, 48, 24, 2)
        self.second = Second()

    def context(self, coarse: torch.Tensor) -> torch.Tensor:
        """(N, COARSE, h, w) -> (N, COARSE + FOUND, h, w): with what the first perceptron found there and around it."""
        plant, weed = torch.sigmoid(self.first(coarse)).split(1, 1)
        found = torch.cat([plant, plant * weed], 1)
        return torch.cat([coarse, found, *surroundings(found)], 1)

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        base = base_of(picture)
        return self.second.maps(self.context(coarse_of(base)), fine_of(base))


class Canopy(nn.Module):
    """As shipped: probability of plant, (N, 1, H, W)."""

    def __init__(self, network: PlantNet):
        super().__init__()
        self.network = network

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.network(picture)[:, :1])


class CropWeed(nn.Module):
    """As shipped: probabilities of background, crop and weed, (N, 3, H, W), which add up to 1."""

    def __init__(self, network: PlantNet):
        super().__init__()
        self.network = network

    def forward(self, picture: torch.Tensor) -> torch.Tensor:
        plant, weed = torch.sigmoid(self.network(picture)).split(1, 1)
        return torch.cat([1 - plant, plant * (1 - weed), plant * weed], 1)

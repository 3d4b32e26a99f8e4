"""Changes line images as pens, papers and scanners do, so that a few lines teach like many.

All at once on a batch, in torch: one resampling for slant, size, place and waviness, which costs
a twentieth of the network's own work. kraken's augmentation treats line by line with other
libraries and costs as much as learning.
"""

import torch
import torch.nn.functional as F

_SLANT = 0.35
_HEIGHT = 0.12
_WIDTH = 0.06
_SHIFT = 0.08
_TURN = 0.012
_WAVE = (4.0, 3.0)
_WAVE_LENGTH = 24
_THINNER = 0.15
_THICKER = 0.2
_GAMMA = 0.4
_PALER = 0.3
_NOISE = 0.04


def augment(images: torch.Tensor, chance: torch.Generator, strength: float = 1.0) -> torch.Tensor:
    """N x C x H x W with ink as high values 0-1; ``strength`` 1 suits what is learnt anew."""
    ink = F.grid_sample(images, _grid(images, chance, strength), align_corners=True)
    ink = _strokes(ink, chance, strength)
    each = (ink.shape[0], 1, 1, 1)
    contrast = torch.exp(_around_zero(each, chance) * _GAMMA * strength)
    ink = ink.clamp(0, 1).pow(contrast) * (1 - _PALER * strength * _share(each, chance))
    amount = _NOISE * strength * _share(each, chance)
    noise = torch.randn(ink.shape, generator=chance, device=ink.device)
    return (ink + noise * amount).clamp(0, 1)


def _grid(images: torch.Tensor, chance: torch.Generator, strength: float) -> torch.Tensor:
    """Where each pixel comes from: an affine change of the line, and small waves in it."""
    number, _, height, width = images.shape
    rows = torch.linspace(-1, 1, height, device=images.device)[None, :, None]
    columns = torch.linspace(-1, 1, width, device=images.device)[None, None, :]
    ratio = height / width

    def draw(size: float) -> torch.Tensor:
        return _around_zero((number, 1, 1), chance) * (size * strength)

    x = (columns + 1) * (1 + draw(_WIDTH)) - 1 + draw(_SLANT) * rows * ratio
    y = rows * (1 + draw(_HEIGHT)) + draw(_SHIFT) + draw(_TURN) * columns / ratio
    knots = (3, max(4, width // _WAVE_LENGTH))
    waves = F.interpolate(
        _around_zero((number, 2, *knots), chance) * strength,
        size=(height, width),
        mode="bicubic",
        align_corners=True,
    )
    x = x + waves[:, 0] * (_WAVE[0] / width)
    y = y + waves[:, 1] * (_WAVE[1] / height)
    return torch.stack([x, y], -1)


def _strokes(ink: torch.Tensor, chance: torch.Generator, strength: float) -> torch.Tensor:
    """Some lines with a thinner, some with a thicker pen."""
    draw = _share((ink.shape[0], 1, 1, 1), chance)
    around = F.pad(ink, (0, 1, 0, 1))
    thin = -F.max_pool2d(-around, 2, 1)
    thick = F.max_pool2d(around, 2, 1)
    thicker = torch.where(draw > 1 - _THICKER * strength, thick, ink)
    return torch.where(draw < _THINNER * strength, thin, thicker)


def _share(shape: tuple[int, ...], chance: torch.Generator) -> torch.Tensor:
    return torch.rand(shape, generator=chance, device=chance.device)


def _around_zero(shape: tuple[int, ...], chance: torch.Generator) -> torch.Tensor:
    return _share(shape, chance) * 2 - 1

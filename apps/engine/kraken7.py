"""The one door to kraken: what this package takes from it, after torch has been prepared.

kraken is pinned, because several of these names are no part of its documented interface.
"""

from apps.engine import runtime

# isort: split
from kraken.configs import RecognitionInferenceConfig
from kraken.containers import BaselineLine, BBoxLine, Region, Segmentation
from kraken.lib.dataset import ImageInputTransforms
from kraken.lib.segmentation import (
    _extract_patch,
    _ray_intersect_boundaries,
    extract_polygons,
    polygonal_reading_order,
)
from kraken.models import load_models
from torchvision.transforms.v2 import PILToTensor

__all__ = [
    "BBoxLine",
    "BaselineLine",
    "ImageInputTransforms",
    "PILToTensor",
    "RecognitionInferenceConfig",
    "Region",
    "Segmentation",
    "_extract_patch",
    "_ray_intersect_boundaries",
    "extract_polygons",
    "load_models",
    "polygonal_reading_order",
    "runtime",
]

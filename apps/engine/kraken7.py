"""The one door to kraken: what this package takes from it, after torch has been prepared.

kraken is pinned, because several of these names are no part of its documented interface.
"""

from apps.engine import runtime

# isort: split
from kraken.configs import RecognitionInferenceConfig
from kraken.containers import BaselineLine, BBoxLine, Region, Segmentation
from kraken.lib.codec import PytorchCodec
from kraken.lib.ctc_decoder import greedy_decoder
from kraken.lib.dataset import BaselineSet, ImageInputTransforms
from kraken.lib.dataset.recognition import DefaultAugmenter
from kraken.lib.functional_im_transforms import (
    text_normalize,
    text_reorder,
    text_whitespace_normalize,
)
from kraken.lib.segmentation import (
    _extract_patch,
    _ray_intersect_boundaries,
    extract_polygons,
)
from kraken.lib.xml import XMLPage
from kraken.models import create_model, load_models, write_coreml, write_safetensors
from torchvision.transforms.v2 import PILToTensor

__all__ = [
    "BBoxLine",
    "BaselineLine",
    "BaselineSet",
    "DefaultAugmenter",
    "ImageInputTransforms",
    "PILToTensor",
    "PytorchCodec",
    "RecognitionInferenceConfig",
    "Region",
    "Segmentation",
    "XMLPage",
    "_extract_patch",
    "_ray_intersect_boundaries",
    "create_model",
    "extract_polygons",
    "greedy_decoder",
    "load_models",
    "runtime",
    "text_normalize",
    "text_reorder",
    "text_whitespace_normalize",
    "write_coreml",
    "write_safetensors",
]

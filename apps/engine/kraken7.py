"""The one door to kraken: what this package takes from it, after torch has been prepared.

kraken is pinned, because several of these names are no part of its documented interface.
"""

from typing import Any

from apps.engine import runtime

# isort: split
from kraken.configs import RecognitionInferenceConfig
from kraken.containers import BaselineLine, BaselineOCRRecord, BBoxLine, Region, Segmentation
from kraken.lib.bidi import get_display_map
from kraken.lib.codec import PytorchCodec
from kraken.lib.ctc_decoder import greedy_decoder
from kraken.lib.dataset import BaselineSet, ImageInputTransforms
from kraken.lib.functional_im_transforms import (
    text_normalize,
    text_reorder,
    text_whitespace_normalize,
)
from kraken.lib.segmentation import (
    _ray_intersect_boundaries,
    extract_polygons,
    make_polygonal_mask,
)
from kraken.lib.vgsl.layers import Dropout, TransposedSummarizingRNN
from kraken.lib.xml import XMLPage
from kraken.models import create_model, load_models, write_coreml, write_safetensors
from torchvision.transforms.v2 import PILToTensor

__all__ = [
    "BBoxLine",
    "BaselineLine",
    "BaselineOCRRecord",
    "BaselineSet",
    "Dropout",
    "ImageInputTransforms",
    "PILToTensor",
    "PytorchCodec",
    "RecognitionInferenceConfig",
    "Region",
    "Segmentation",
    "TransposedSummarizingRNN",
    "XMLPage",
    "_ray_intersect_boundaries",
    "create_model",
    "extract_polygons",
    "get_display_map",
    "greedy_decoder",
    "load_models",
    "make_polygonal_mask",
    "muon_groups",
    "muon_optimizer",
    "runtime",
    "text_normalize",
    "text_reorder",
    "text_whitespace_normalize",
    "write_coreml",
    "write_safetensors",
]


def muon_groups(network: Any) -> list[Any]:
    """Weights as PP-OCRv6's optimizer wants them; imported late, for it brings Lightning along."""
    from kraken.train.optim import get_parameter_groups

    return list(get_parameter_groups(network))


def muon_optimizer(groups: list[Any], **values: float) -> Any:
    """Muon for the inner matrices, AdamW for everything else."""
    from kraken.train.optim import MuonWithAuxAdam

    return MuonWithAuxAdam(groups, **values)

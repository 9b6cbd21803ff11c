"""An extractor as named arrays, and back."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.operations.voice.extractor.chain import Chain
from huozhao.operations.voice.extractor.choice import Choice
from huozhao.operations.voice.extractor.extractor import Extractor
from huozhao.operations.voice.extractor.features import Known

CHOICES = ("pairing", "aspect", "sign")


def arrays_of(extractor: Extractor) -> dict[str, NDArray[Any]]:
    """Return the arrays of an extractor; features are numbers, so no word of a review is in them."""
    found: dict[str, NDArray[Any]] = {
        "chain_known": extractor.chain.known.marks, "chain_weight": extractor.chain.weight.astype(np.float32),
        "chain_step": extractor.chain.step,
    }  # fmt: skip
    for name in CHOICES:
        choice: Choice = getattr(extractor, name)
        found |= {f"{name}_known": choice.known.marks, f"{name}_weight": choice.weight.astype(np.float32),
                  f"{name}_bias": choice.bias}  # fmt: skip
    return found


def extractor_from(arrays: Mapping[str, NDArray[Any]], codes: Sequence[str]) -> Extractor:
    """Return the extractor that was kept."""
    chain = Chain(Known(arrays["chain_known"]), arrays["chain_weight"].astype(np.float64), arrays["chain_step"])
    pairing, aspect, sign = (
        Choice(Known(arrays[f"{name}_known"]), arrays[f"{name}_weight"].astype(np.float64), arrays[f"{name}_bias"])
        for name in CHOICES)  # fmt: skip
    return Extractor(chain, pairing, aspect, sign, tuple(codes))

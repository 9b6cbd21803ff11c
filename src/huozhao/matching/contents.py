"""What goods say of themselves: weighed words, attributes, category and price band, and the goods most alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.model import Floats, Ints, Sparse, empty
from huozhao.terms.ids import Ids


@dataclass(frozen=True, slots=True)
class Content:
    """One learned version; nothing in it belongs to a shopper.

    `vectors[i]` are terms of SKU i (places in `terms`), of length 1; `weight` is a term's rarity (idf). `alike[i]`
    are the goods with the greatest cosine, none of the same product (`spu`). `told_by[t]` are goods by term.
    """

    skus: Ids
    spu: Ints
    terms: Ids
    weight: Floats
    vectors: Sparse
    alike: Sparse
    told_by: Sparse


def no_content() -> Content:
    """Return what is known where there are no goods."""
    none = Ids(np.zeros(0, "S1"))
    return Content(none, np.zeros(0, np.int32), none, np.zeros(0, np.float32), empty(), empty(), empty())


_TABLES = ("vectors", "alike", "told_by")


def to_arrays(content: Content) -> dict[str, NDArray[Any]]:
    """Return what was learned as named arrays; `from_arrays` reads them back."""
    arrays: dict[str, NDArray[Any]] = {
        "skus": content.skus.encoded, "terms": content.terms.encoded, "spu": content.spu, "weight": content.weight,
    }  # fmt: skip
    for name in _TABLES:
        table: Sparse = getattr(content, name)
        arrays |= {f"{name}.starts": table.starts, f"{name}.indices": table.indices, f"{name}.values": table.values}
    return arrays


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Content:
    """Return what was learned from named arrays, mapped ones stay mapped."""
    parts: dict[str, Any] = {
        name: Sparse(arrays[f"{name}.starts"], arrays[f"{name}.indices"], arrays[f"{name}.values"]) for name in _TABLES
    }
    return Content(Ids(arrays["skus"]), arrays["spu"], Ids(arrays["terms"]), arrays["weight"], **parts)

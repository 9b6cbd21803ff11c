"""Assignment: which arm a shopper is in, by a published hash that anybody can check.

The hash is GrowthBook's version 2 (FNV-1a, 32 bits, applied twice; docs.growthbook.io/lib/build-your-own), taken over
UTF-16 code units as its JavaScript reference does. Test vectors: docs/reference/assignment.md.
"""

from collections.abc import Sequence

BUCKETS = 10_000
_OFFSET, _PRIME, _MASK = 0x811C9DC5, 0x01000193, 0xFFFFFFFF
Range = tuple[float, float]


def fnv1a_32(text: str) -> int:
    """Return FNV-1a over the UTF-16 code units of a text, 0 to 2^32 - 1 (isthe.com/chongo/tech/comp/fnv)."""
    found = _OFFSET
    encoded = text.encode("utf-16-le", "surrogatepass")
    for low, high in zip(encoded[::2], encoded[1::2], strict=True):
        found = ((found ^ (low | high << 8)) * _PRIME) & _MASK
    return found


def bucket(seed: str, unit: str) -> float:
    """Return where a unit falls, 0 <= n < 1 in steps of 1/10000: fnv(str(fnv(seed + unit))) mod 10000 / 10000."""
    return fnv1a_32(str(fnv1a_32(seed + unit))) % BUCKETS / BUCKETS


def layer_place(layer: str, unit: str) -> float:
    """Return where a unit falls in a layer of experiments, 0 <= n < 1 in steps of 1/1000.

    GrowthBook's namespaces: fnv(unit + "__" + layer) mod 1000 / 1000. Experiments of one layer take ranges that do not
    overlap, so nobody is in two of them; layers are independent of each other.
    """
    return fnv1a_32(f"{unit}__{layer}") % 1000 / 1000


def bucket_ranges(weights: Sequence[float], coverage: float = 1.0) -> list[Range]:
    """Return the half-open range of buckets of each arm.

    Each arm keeps the first `coverage` of its own share, so raising coverage later moves nobody between arms. Weights
    that do not sum to 1 (± 0.01) are read as equal ones, as GrowthBook does.
    """
    coverage = min(max(coverage, 0.0), 1.0)
    if not 0.99 <= sum(weights) <= 1.01:
        weights = [1 / len(weights)] * len(weights)
    ranges: list[Range] = []
    start = 0.0
    for weight in weights:
        ranges.append((start, start + coverage * weight))
        start += weight
    return ranges


def choose(place: float, ranges: Sequence[Range]) -> int:
    """Return the arm whose range holds a bucket, −1 for none."""
    return next((arm for arm, (low, high) in enumerate(ranges) if low <= place < high), -1)


def is_held_out(seed: str, unit: str, share: float) -> bool:
    """Tell whether a unit is in the hold-out: the buckets below `share`, so a greater share only adds units."""
    return bucket(seed, unit) < share

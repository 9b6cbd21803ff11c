"""The published hash and its test vectors, so that other programs can compute the same arms."""

from markdown import code, page, table

from huozhao.operations.assignment import bucket, fnv1a_32, layer_place

# The first seven are GrowthBook's own (packages/sdk-js/test/cases.json, MIT).
VECTORS = (("seed", "a"), ("seed", "b"), ("foo", "ab"), ("foo", "def"), ("89123klj", "8952klfjas09ujkasdf"),
           ("90850943850283058242805", "123"), ("()**(%$##$%#$#", '___)((*":&'), ("churn_return", "u1"),
           ("churn_return", "顾客0001"), ("vip_premium", "顾客0001"), ("vip_premium", "🛍"))
LAYERS = (("namespace1", "1"), ("namespace2", "3"), ("home", "u1"), ("home", "顾客0001"))
RULE = """The bucket of a unit (a person's canonical id) under a seed (the strategy's id) is

```
n = fnv1a_32(str(fnv1a_32(seed + unit))) mod 10000 / 10000
fnv1a_32: start 2166136261; for each UTF-16 code unit c: x = ((x xor c) * 16777619) mod 2^32
```

This is version 2 of GrowthBook's hash. A unit is held out while `n < hold_out`. Whoever was decided for stays in the
arm of the first decision, also when the share is changed later.

An experiment's arm is that whose range of buckets, in the order of the arms and as wide as its weight, holds n under
the experiment's id. Who takes part stands in the experiment's range of its layer:

```
place = fnv1a_32(unit + "__" + layer) mod 1000 / 1000
```"""


def render() -> str:
    """Return the page."""
    rows = [(code(seed), code(unit), str(fnv1a_32(seed + unit)), f"{bucket(seed, unit):.4f}") for seed, unit in VECTORS]
    layers = [(code(layer), code(unit), f"{layer_place(layer, unit):.3f}") for layer, unit in LAYERS]
    return page("Assignment", RULE, "## Test vectors\n\n" + table(("seed", "unit", "fnv1a_32(seed + unit)", "n"), rows),
                "## Test vectors of layers\n\n" + table(("layer", "unit", "place"), layers))

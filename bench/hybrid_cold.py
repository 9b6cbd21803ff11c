"""`hybrid_cold`: goods nobody bought yet and shoppers nobody knows yet, with what goods say of themselves and without.

Amazon Beauty: a tenth of the goods and a tenth of the shoppers are taken out of what is learned; the last product of
each history is asked for (of a new shopper: the second from the first). Online Retail II: learned before 2011-06-01;
new goods were first sold after it, new shoppers first came after it (asked for: later baskets from the first one).
Ranked among all goods by the product's own blend; with attributes every fifth place goes to new goods, as the product
does. recall@20 = hits / min(20, wanted).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from _histories import DATA

from huozhao.matching import content_fit
from huozhao.matching.candidates import Candidate, Ranked, Taste
from huozhao.matching.contents import Content
from huozhao.matching.fit import capped, neighbours, norms, sparse, transposed
from huozhao.matching.model import Model, empty
from huozhao.matching.rank import blend
from huozhao.matching.recall import content, item_cf, newest
from huozhao.matching.shelf import Shelf, fill
from huozhao.terms.goods import Sku
from huozhao.terms.ids import Ids

SEED, CUT, NOW, ASKED = 7, 20, 1_000_000_000_000, 3_000
SPLIT = "2011-06-01"


@dataclass(frozen=True)
class Ask:
    """A shopper's known goods, newest last, and what they took afterwards."""

    known: tuple[str, ...]
    wanted: frozenset[str]


@dataclass(frozen=True)
class Case:
    """One data set: all goods, who took what before, and whom to ask in each group."""

    goods: list[Sku]
    learned: list[list[str]]
    groups: dict[str, list[Ask]]


def beauty() -> Case:
    """Return Amazon Beauty with a tenth of goods and a tenth of shoppers new."""
    folder, rng = DATA / "amazon-beauty", np.random.default_rng(SEED)
    told = json.loads((folder / "Beauty_item2attributes.json").read_text())
    past = [line.split()[1:] for line in (folder / "Beauty.txt").read_text().splitlines()]
    names = sorted({item for items in past for item in items}, key=int)
    goods = [Sku(n, n, "", attributes={f"a{a}": str(a) for a in told.get(n, [])}) for n in names]
    new = set(rng.choice(names, len(names) // 10, replace=False).tolist())
    stranger = rng.random(len(past)) < 0.1
    learned = [[i for i in items[:-1] if i not in new] for items, s in zip(past, stranger, strict=True) if not s]
    asks: dict[str, list[Ask]] = {"new goods": [], "new shoppers": [], "known goods": []}
    for items, is_new in zip(past, stranger, strict=True):
        if is_new and items[1] not in new:
            asks["new shoppers"].append(Ask((items[0],), frozenset(items[1:2])))
        elif not is_new:
            known = tuple(i for i in items[:-1] if i not in new)
            asks["new goods" if items[-1] in new else "known goods"].append(Ask(known, frozenset(items[-1:])))
    return Case(goods, learned, asks)


def sales() -> list[tuple[str, int, str, str]]:
    """Return (day, shopper, SKU, title) of Online Retail II in time, without guests, credit notes and other codes."""
    rows: list[tuple[str, int, str, str]] = []
    for path in sorted((DATA / "online-retail-ii").glob("*.parquet")):
        table = pq.read_table(path)
        who = table["Customer ID" if "Customer ID" in table.column_names else "CustomerID"].to_pylist()
        day = [at[:10] for at in table["InvoiceDate"].cast(pa.string()).to_pylist()]
        columns = (table[name].to_pylist() for name in ("StockCode", "Description", "Quantity"))
        rows += [(d, int(w), sku, text or "") for w, d, sku, text, n in zip(who, day, *columns, strict=True)
                 if w is not None and w == w and n > 0 and sku[:5].isdigit()]
    return sorted(rows)


def retail() -> Case:
    """Return Online Retail II, split in time."""
    rows = sales()
    title: dict[str, str] = {}
    for _, _, sku, text in rows:
        title[sku] = text or title.get(sku, "")
    # A listing carries its title from its first day; in this table that title is the newest one written.
    goods = [Sku(sku, sku[:5], text) for sku, text in sorted(title.items())]
    sold = {sku for day, _, sku, _ in rows if day < SPLIT}
    before: dict[int, dict[str, None]] = {}
    after: dict[int, dict[str, dict[str, None]]] = {}
    for day, who_, sku, _ in rows:
        if day < SPLIT:
            before.setdefault(who_, {}).pop(sku, None)
            before[who_][sku] = None
        else:
            after.setdefault(who_, {}).setdefault(day, {})[sku] = None
    asks: dict[str, list[Ask]] = {"new goods": [], "new shoppers": [], "known goods": []}
    for who_, baskets in after.items():
        known = tuple(before.get(who_, {})) or tuple(next(iter(baskets.values())))
        wanted = {sku for basket in baskets.values() for sku in basket} - set(known)
        if who_ in before:
            asks["new goods"].append(Ask(known, frozenset(wanted - sold)))
            asks["known goods"].append(Ask(known, frozenset(wanted & sold)))
        else:
            asks["new shoppers"].append(Ask(known, frozenset(wanted)))
    return Case(goods, [list(items) for items in before.values()], asks)


def learn(case: Case) -> Model:
    """Return what item-CF learns of the interactions."""
    skus = Ids.of([sku.sku for sku in case.goods])
    pairs = np.array([(u, skus.place(i)) for u, items in enumerate(case.learned) for i in dict.fromkeys(items)])
    table = sparse(pairs[:, 0], pairs[:, 1], np.full(len(pairs), 10), (len(case.learned), len(skus)))
    popular = np.bincount(pairs[:, 1], minlength=len(skus)).astype(np.float32)
    return Model("bench", skus, Ids.of([]), neighbours(table, len(skus)), empty(len(skus)), table,
                 capped(transposed(table, len(skus)), 200), norms(table), popular)


@dataclass(frozen=True)
class Mall:
    """What was learned, and what is hot."""

    model: Model
    told: Content
    shelf: Shelf
    new: Mapping[str, float]
    hot: list[Candidate]


def mall(case: Case) -> Mall:
    """Return a mall that learned of the interactions and of the descriptions."""
    model = learn(case)
    heat = dict(zip(model.skus.names(), model.popular.tolist(), strict=True))
    shelf = fill(case.goods, heat)
    hot = [Candidate(sku, "popular", heat[sku]) for sku in shelf.hottest[:200]]
    return Mall(model, content_fit.learn(case.goods), shelf, newest.new_goods(shelf, 0), hot)


def popularity(held: Mall, tastes: list[Taste]) -> list[Ranked]:
    """Rank by what most bought."""
    return blend(held.hot, "home")


def without(held: Mall, tastes: list[Taste]) -> list[Ranked]:
    """Rank by item-CF and what most bought."""
    return blend(item_cf.recall(held.model, tastes, NOW) + held.hot, "home")


def with_attributes(held: Mall, tastes: list[Taste]) -> list[Ranked]:
    """Rank by item-CF, content and what most bought, with new goods in every fifth place."""
    alike = content.recall(held.told, tastes, NOW, 1_000)
    ranked = blend(item_cf.recall(held.model, tastes, NOW) + alike[:200] + held.hot, "home")
    known = {taste.sku for taste in tastes}
    ranked = [r for r in ranked if r.sku not in known]
    return newest.placed(ranked, newest.recall(held.new, held.shelf, tastes, {}, CUT, alike), CUT)


METHODS = {"with attributes": with_attributes, "without": without, "popularity": popularity}


def recalled(held: Mall, ask: Ask, method: Callable[[Mall, list[Taste]], list[Ranked]]) -> float:
    """Return recall@20 of one shopper by one method."""
    tastes = [Taste(sku, 10, 1, NOW - 3_600_000 * n) for n, sku in enumerate(reversed(ask.known))]
    best = [r.sku for r in method(held, tastes) if r.sku not in ask.known][:CUT]
    return len(ask.wanted & set(best)) / min(CUT, len(ask.wanted))


def measured(case: Case) -> dict[str, dict[str, float]]:
    """Return by group the recall with attributes, without, and of popularity."""
    held, rng = mall(case), np.random.default_rng(SEED)
    made: dict[str, dict[str, float]] = {}
    for group, asks in case.groups.items():
        some = [ask for ask in asks if ask.wanted and ask.known]
        chosen = [some[i] for i in rng.permutation(len(some))[:ASKED]]
        made[group] = {name: round(float(np.mean([recalled(held, ask, method) for ask in chosen])), 4)
                       for name, method in METHODS.items()} | {"asked": len(chosen)}
    return made


def main() -> None:
    """Measure and print one line; the figure is the mean over both sets of new goods and new shoppers."""
    made = {"Amazon Beauty": measured(beauty()), "Online Retail II": measured(retail())}
    cold = [groups[name] for groups in made.values() for name in ("new goods", "new shoppers")]
    value, peer = (float(np.mean([each[m] for each in cold])) for m in ("with attributes", "popularity"))
    shown = "; ".join(
        f"{data}, {group} ({each['asked']:,} asked): with {each['with attributes']}, without {each['without']}, "
        f"popularity {each['popularity']}" for data, groups in made.items() for group, each in groups.items())
    print(json.dumps({
        "figure": "hybrid_cold", "value": round(value, 4), "unit": "recall@20, all goods ranked", "peer": "popularity",
        "peer_value": round(peer, 4), "ratio": round(value / peer, 2), "data": shown, "seed": SEED,
    }))  # fmt: skip


if __name__ == "__main__":
    main()

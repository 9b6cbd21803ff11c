"""Tell complements from substitutes: bought with each other or soon after, against looked at instead of each other."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.basket_fit import Lines, strongest
from huozhao.matching.fit import capped, sparse
from huozhao.matching.model import Sparse, empty
from huozhao.matching.pairs import Pairs, no_pairs
from huozhao.terms.ids import Ids

Numbers = NDArray[np.int64]
Doubles = NDArray[np.float64]
# Days within which a purchase follows another one; what it weighs against the same basket.
DAYS, SOON = 7, 0.5
# Pairs are doubted as by so many orders more of each side; a complement is bought together more than by chance.
DOUBT, CHANCE = 5.0, 1.0
# What happened once may be chance: so much is taken off every count (absolute discounting).
ONCE = 0.75
# A pair of one leaf category has to be bought together so many times as strongly to be no substitute.
SAME_LEAF = 2.0
# One exchange says as much as so many sessions.
EXCHANGE = 3.0
KEEP, WIDE = 100, 300


def learn(
    skus: Ids, bought: Lines, seen: tuple[Numbers, Numbers], leaf: Numbers,
    exchanged: Mapping[tuple[int, int], int] | None = None,
) -> Pairs:  # fmt: skip
    """Return both tables. `seen` are (session, SKU) places of what was looked at, `leaf` numbers leaf categories (−1).

    together(i, j) = (b_ij + a_ij / 2) / √((n_i + 5)(n_j + 5)): b baskets with both, a baskets of one shopper with one
    of them and within 7 days one with the other. A complement has (b + a/2) · N / (n_i n_j) > 1 and stands at
    least as high among what is bought with i as among what is looked at with it (twice as high in one leaf).
    instead(i, j) = v_ij / √((m_i + 5)(m_j + 5)), v sessions with both and three for each exchange; substitutes are
    those that are no complements.
    """
    if not len(skus):
        return no_pairs()
    together, instead = _together(bought, len(skus)), _instead(seen, len(skus), exchanged or {})
    with_row, with_item, with_share = _shares(together)
    out_row, out_item, out_share = _shares(instead)
    looked = _looked_up((with_row, with_item), (out_row, out_item), out_share, len(skus))
    same = (leaf[with_row] == leaf[with_item]) & (leaf[with_row] >= 0)
    goes = with_share >= looked * np.where(same, SAME_LEAF, 1.0)
    is_with = _looked_up((out_row, out_item), (with_row[goes], with_item[goes]), np.ones(int(goes.sum())), len(skus))
    alike = np.where((leaf[out_row] == leaf[out_item]) & (leaf[out_row] >= 0), SAME_LEAF, 1.0)
    rest = is_with == 0
    shape = (len(skus), len(skus))
    return Pairs(
        skus, capped(sparse(with_row[goes], with_item[goes], with_share[goes], shape), KEEP),
        capped(sparse(out_row[rest], out_item[rest], (out_share * alike)[rest] / SAME_LEAF, shape), KEEP),
    )  # fmt: skip


def _together(bought: Lines, size: int) -> Sparse:
    """Return together(i, j) of pairs that are bought with each other more than by chance."""
    if not len(bought):
        return empty(size)
    from scipy.sparse import csr_array, hstack, vstack

    first = np.r_[True, (np.diff(bought.shopper) != 0) | (np.diff(bought.day) != 0)]
    basket, count = np.cumsum(first) - 1, int(first.sum())
    held = csr_array((np.ones(len(bought), np.float32), (basket, bought.item)), (count, size))
    soon = (_soon(bought.shopper[first], bought.day[first]) @ held).tocsr()
    soon.data[:] = 1
    times = np.bincount(bought.item, minlength=size).astype(np.float64)
    scale = 1 / np.sqrt(times + DOUBT)
    left = hstack((held.T, SOON * soon.T)).tocsr()
    right = (vstack((held + SOON * soon, held)) * scale[None, :]).tocsr()
    found = strongest(left, right, scale.astype(np.float32), WIDE)
    row, item, value = _triples(found)
    number = value / (scale[row] * scale[item])
    by_chance = times[row] * times[item] / count
    kept = (row != item) & (number > CHANCE * by_chance)
    sure = np.maximum(number - ONCE, 0.01 * number) / number
    return sparse(row[kept], item[kept], (value * sure)[kept], (size, size))


def _soon(owner: Numbers, day: Numbers) -> Any:
    """Return which baskets follow each basket of the same shopper within DAYS days, shape (baskets, baskets)."""
    from scipy.sparse import csr_array

    earlier, later = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for step in range(1, DAYS + 1):
        near = np.flatnonzero((owner[step:] == owner[:-step]) & (day[step:] - day[:-step] <= DAYS))
        earlier.append(near)
        later.append(near + step)
    rows, columns = np.concatenate(earlier), np.concatenate(later)
    return csr_array((np.ones(len(rows), np.float32), (rows, columns)), (len(owner), len(owner)))


def _instead(seen: tuple[Numbers, Numbers], size: int, exchanged: Mapping[tuple[int, int], int]) -> Sparse:
    """Return instead(i, j) of pairs that were looked at in one session or exchanged for each other."""
    from scipy.sparse import csr_array

    session, item = np.unique(np.stack(seen), axis=1) if len(seen[0]) else seen
    swapped = np.array([pair for pair in exchanged if pair[0] != pair[1]], np.int64).reshape(-1, 2)
    extra = np.repeat(np.arange(len(swapped)), 2) + (int(session.max(initial=-1)) + 1)
    weight = np.sqrt(EXCHANGE * np.array([exchanged[(int(i), int(j))] for i, j in swapped], np.float64))
    rows, columns = np.concatenate((session, extra)), np.concatenate((item, swapped.ravel()))
    if not len(rows):
        return empty(size)
    values = np.concatenate((np.ones(len(session)), np.repeat(weight, 2))).astype(np.float32)
    held = csr_array((values, (rows, columns)), (int(rows.max()) + 1, size))
    scale = 1 / np.sqrt(np.bincount(columns, weights=values.astype(np.float64) ** 2, minlength=size) + DOUBT)
    found = strongest(held.T.tocsr(), (held * scale[None, :]).tocsr(), scale.astype(np.float32), KEEP + 1)
    row, other, value = _triples(found)
    kept = row != other
    return sparse(row[kept], other[kept], value[kept], (size, size))


def _triples(table: Sparse) -> tuple[Numbers, Numbers, Doubles]:
    row = np.repeat(np.arange(table.rows), np.diff(table.starts))
    return row, table.indices.astype(np.int64), table.values.astype(np.float64)


def _shares(table: Sparse) -> tuple[Numbers, Numbers, Doubles]:
    """Return the table as triples, values divided by the greatest of their row."""
    row, item, value = _triples(table)
    peak = np.zeros(table.rows)
    np.maximum.at(peak, row, value)
    return row, item, value / np.maximum(peak[row], 1e-12)


def _looked_up(
    asked: tuple[Numbers, Numbers], known: tuple[Numbers, Numbers], values: Doubles, size: int
) -> Doubles:
    """Return the values of known pairs at the asked ones, 0 where a pair is not known."""
    keys, wanted = known[0] * size + known[1], asked[0] * size + asked[1]
    order = np.argsort(keys)
    place = np.minimum(np.searchsorted(keys[order], wanted), max(0, len(keys) - 1))
    if not len(keys):
        return np.zeros(len(wanted))
    return np.where(keys[order][place] == wanted, values[order][place], 0.0)

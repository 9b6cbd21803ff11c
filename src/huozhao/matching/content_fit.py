"""Learn from descriptions which goods are alike: TF-IDF over words, attributes, category and price band, cosine."""

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huozhao.matching.contents import Content, no_content
from huozhao.matching.fit import capped, sparse, transposed
from huozhao.matching.model import Floats, Sparse
from huozhao.matching.words import words
from huozhao.terms.goods import Sku
from huozhao.terms.ids import Ids

# What one mention weighs: a word of the title, an attribute, a step of the category path, the price band.
TITLE, ATTRIBUTE, VALUE_WORD, CATEGORY, PRICE = 1.0, 1.0, 0.5, 1.0, 0.4
ALIKE, BLOCK, TOLD = 50, 256, 300
# A term of more goods than this (or a hundredth of all) tells too little for what comparing them would cost.
COMMON = 2_000
# Attributes of the trade, not of the goods.
SILENT = frozenset({"consumable"})
Number = NDArray[np.int64]


def terms_of(sku: Sku) -> dict[str, float]:
    """Return the terms of a product with their weights; attribute values also count as words."""
    found: dict[str, float] = {}

    def add(term: str, weight: float) -> None:
        found[term] = found.get(term, 0.0) + weight

    for word in words(sku.title):
        add(word, TITLE)
    for name, value in sku.attributes.items():
        if name not in SILENT and value:
            add(f"={name}:{value}"[:48], ATTRIBUTE)
            for word in words(value):
                add(word, VALUE_WORD)
    for step in range(len(sku.category)):
        add("/" + "/".join(sku.category[: step + 1])[-40:], CATEGORY)
    if sku.price_fen > 0:
        add(f"¥{round(2 * log2(sku.price_fen))}", PRICE)
    return found


def learn(goods: Iterable[Sku]) -> Content:
    """Return what goods say of themselves: idf(t) = ln((N + 1) / (n_t + 1)) + 1, vectors of length 1."""
    by_name = {sku.sku: sku for sku in goods}
    if not by_name:
        return no_content()
    skus = Ids.of(list(by_name))
    ordered = [by_name[name] for name in skus.names()]
    told = [terms_of(sku) for sku in ordered]
    terms = Ids.of([term for each in told for term in each])
    size = len(skus)
    count = np.bincount([p for each in told for p in _places(terms, each)], minlength=len(terms))
    weight = (np.log((size + 1) / (count + 1)) + 1).astype(np.float32)
    vectors = _vectors(told, terms, weight)
    spu = np.unique([sku.spu for sku in ordered], return_inverse=True)[1].astype(np.int32)
    return Content(skus, spu, terms, weight, vectors, _alike(vectors, spu, len(terms)),
                   capped(transposed(vectors, len(terms)), TOLD))


def extended(content: Content, goods: Sequence[Sku]) -> Content:
    """Return the content with goods that were listed since: their vectors by the words known, compared with all.

    Each new product also joins the lists of the goods it is like, so who looked at those is led to it.
    """
    fresh = {sku.sku: sku for sku in goods if content.skus.place(sku.sku) < 0}
    if not fresh:
        return content
    if not len(content.skus):
        return learn(fresh.values())
    old = content.skus.names()
    skus = Ids.of([*old, *fresh])
    moved = np.array([skus.place(name) for name in old], np.int64)
    added = np.array([skus.place(name) for name in fresh], np.int64)
    spu = _spu(content, goods, skus, moved)
    new = _vectors([terms_of(sku) for sku in fresh.values()], content.terms, content.weight)
    size, count = len(skus), len(content.terms)
    vectors = _merged([_triples(content.vectors, moved, None), _triples(new, added, None)], (size, count))
    near = _triples(_nearest(new, vectors, added, spu, count), added, None)
    alike = _merged([_triples(content.alike, moved, moved), near, (near[1], near[0], near[2])], (size, size))
    return Content(skus, spu, content.terms, content.weight, vectors, capped(alike, ALIKE),
                   capped(transposed(vectors, count), TOLD))


def _places(terms: Ids, told: Mapping[str, float]) -> list[int]:
    return [place for term in told if (place := terms.place(term)) >= 0]


def _vectors(told: Sequence[Mapping[str, float]], terms: Ids, weight: Floats) -> Sparse:
    """Return one row a product: (1 + ln tf) · idf over known terms, divided by its length."""
    row, column, value = [], [], []
    for i, each in enumerate(told):
        for term, mentions in each.items():
            place = terms.place(term)
            if place >= 0:
                row.append(i)
                column.append(place)
                value.append(mentions if mentions < 1 else 1 + np.log(mentions))
    rows, columns = np.array(row, np.int64), np.array(column, np.int64)
    values = np.array(value, np.float64) * weight[columns]
    length = np.sqrt(np.bincount(rows, weights=values * values, minlength=len(told)))
    return sparse(rows, columns, values / np.maximum(length[rows], 1e-9), (len(told), len(terms)))


def _alike(vectors: Sparse, spu: NDArray[np.int32], terms: int) -> Sparse:
    return _nearest(vectors, vectors, np.arange(vectors.rows), spu, terms)


def _nearest(asked: Sparse, vectors: Sparse, places: Number, spu: NDArray[np.int32], terms: int) -> Sparse:
    """Return for each asked row the ALIKE rows of greatest cosine, not of the same product; block by block."""
    left, right = _rare(asked, vectors, terms), _rare(vectors, vectors, terms).T.tocsr()
    rows, columns, values = [], [], []
    for first in range(0, asked.rows, BLOCK):
        block = (left[first : first + BLOCK] @ right).tocsr()
        for i in range(block.shape[0]):
            span = slice(block.indptr[i], block.indptr[i + 1])
            near, cosine = block.indices[span], block.data[span]
            other = (spu[near] != spu[places[first + i]]) & (cosine > 0)
            near, cosine = near[other], cosine[other]
            best = np.argpartition(-cosine, ALIKE - 1)[:ALIKE] if len(near) > ALIKE else np.arange(len(near))
            rows.append(np.full(len(best), first + i))
            columns.append(near[best].astype(np.int64))
            values.append(cosine[best])
    parts = [np.concatenate(part) for part in (rows, columns, values)]
    return sparse(parts[0], parts[1], parts[2], (asked.rows, vectors.rows))


def _rare(table: Sparse, all_rows: Sparse, terms: int) -> Any:
    """Return a table without the terms that are too common to compare by."""
    from scipy.sparse import csr_array

    count = np.bincount(all_rows.indices, minlength=terms)
    most = max(COMMON, all_rows.rows // 100)
    values = np.where(count[table.indices] <= most, table.values, 0).astype(np.float32)
    matrix = csr_array((values, table.indices, table.starts), (table.rows, terms), copy=True)
    matrix.eliminate_zeros()
    return matrix


def _spu(content: Content, goods: Sequence[Sku], skus: Ids, moved: Number) -> NDArray[np.int32]:
    """Return the numbers of the goods' products, the new goods' with them."""
    spu = np.full(len(skus), -1, np.int64)
    spu[moved] = content.spu
    number = {sku.spu: int(spu[skus.place(sku.sku)]) for sku in goods if content.skus.place(sku.sku) >= 0}
    free = int(content.spu.max()) + 1
    for sku in goods:
        spu[skus.place(sku.sku)] = number.setdefault(sku.spu, free + len(number))
    return spu.astype(np.int32)


Triples = tuple[Number, Number, NDArray[Any]]


def _triples(table: Sparse, rows: Number, columns: Number | None) -> Triples:
    """Return a table as triples, its rows (and columns) moved to new places."""
    row = np.repeat(rows, np.diff(table.starts))
    column = table.indices.astype(np.int64)
    return row, column if columns is None else columns[column], table.values


def _merged(parts: Sequence[Triples], shape: tuple[int, int]) -> Sparse:
    """Return all triples as one table, a pair told twice once."""
    row, column, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    _, first = np.unique(row * shape[1] + column, return_index=True)
    return sparse(row[first], column[first], value[first], shape)

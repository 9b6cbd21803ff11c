"""A search index in Tantivy, in memory: BM25 over fields that come cut into words."""

import threading
from collections.abc import Iterable, Sequence
from typing import Any

from huozhao.matching.search.index import BOOSTS, FIELDS, Alternative, Entry, Field, Matches, Wanted
from huozhao.matching.search.spelling import pairs

HEAP_BYTES = 64_000_000
# Where several alternatives match, the best counts in full and the others a little.
TIE = 0.1


class TantivyIndex:
    """A SearchIndex. One writer at a time; a search reads what the last change left."""

    def __init__(self) -> None:
        import tantivy

        self._engine = tantivy
        self._write = threading.Lock()
        self._index, self._writer, self._rows = self._new()

    def build(self, entries: Iterable[Entry]) -> None:
        """Replace everything; searches see the old until the new is whole."""
        with self._write:
            index, writer, rows = self._new()
            for entry in entries:
                self._add(writer, rows, entry)
            writer.commit()
            index.reload()
            self._index, self._writer, self._rows = index, writer, rows

    def update(self, entries: Sequence[Entry], gone: Sequence[str]) -> None:
        """Replace and take out single products."""
        with self._write:
            for sku in (*gone, *(entry.sku for entry in entries)):
                self._writer.delete_documents_by_term("sku", sku)
            for entry in entries:
                self._add(self._writer, self._rows, entry)
            self._writer.commit()
            self._index.reload()

    def search(self, wanted: Wanted, limit: int) -> Matches:
        """Return the best matches; of equal scores the smaller SKU stands first."""
        index, rows = self._index, self._rows
        searcher = index.searcher()
        found = searcher.search(self._query(index.schema, wanted), limit=max(1, limit), count=True)
        if not found.hits:
            return Matches()
        places = searcher.fast_field_values("row", [address for _, address in found.hits])
        hits = [(rows[int(place)], float(score)) for place, (score, _) in zip(places, found.hits, strict=True)]
        return Matches(tuple(sorted(hits, key=lambda hit: (-hit[1], hit[0]))), int(found.count))

    def _new(self) -> tuple[Any, Any, list[str]]:
        builder = self._engine.SchemaBuilder()
        builder.add_text_field("sku", tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("row", fast=True)
        builder.add_integer_field("price", indexed=True, fast=True)
        builder.add_text_field("path", tokenizer_name="cut", index_option="basic")
        for field in FIELDS:
            builder.add_text_field(field, tokenizer_name="cut", index_option="freq")
        index = self._engine.Index(builder.build())
        cut = self._engine.TextAnalyzerBuilder(self._engine.Tokenizer.whitespace()).build()
        index.register_tokenizer("cut", cut)
        return index, index.writer(HEAP_BYTES, 1), []

    def _add(self, writer: Any, rows: list[str], entry: Entry) -> None:
        fields: dict[str, Any] = {field: " ".join(words) for field, words in entry.words.items() if words}
        fields |= {"sku": entry.sku, "row": len(rows), "price": entry.price_fen, "path": " ".join(entry.path)}
        rows.append(entry.sku)
        writer.add_document(self._engine.Document(**fields))

    def _query(self, schema: Any, wanted: Wanted) -> Any:
        must, should = self._engine.Occur.Must, self._engine.Occur.Should
        groups = [self._group(schema, group) for group in wanted.groups]
        if not groups:
            text = self._engine.Query.all_query()
        elif wanted.need >= len(groups):
            text = self._both([(must, group) for group in groups])
        else:
            text = self._engine.Query.boolean_query([(should, group) for group in groups], max(1, wanted.need))
        return self._both([(must, text), *self._bounds(schema, wanted)])

    def _bounds(self, schema: Any, wanted: Wanted) -> list[tuple[Any, Any]]:
        query, occur = self._engine.Query, self._engine.Occur
        parts = [(occur.MustNot, self._group(schema, (Alternative(word),))) for word in wanted.excluded]
        if wanted.low_fen is not None or wanted.high_fen is not None:
            kind = self._engine.FieldType.Integer
            prices = query.range_query(schema, "price", kind, wanted.low_fen or 0, wanted.high_fen)
            parts.append((occur.Must, query.const_score_query(prices, 0.0)))
        if wanted.category:
            name = query.term_query(schema, "path", wanted.category, "basic")
            parts.append((occur.Must, query.const_score_query(name, 0.0)))
        return parts

    def _group(self, schema: Any, group: Sequence[Alternative]) -> Any:
        boost = self._engine.Query.boost_query
        found = [boost(self._word(schema, each.word), each.weight) for each in group]
        return found[0] if len(found) == 1 else self._engine.Query.disjunction_max_query(found, TIE)

    def _word(self, schema: Any, word: str) -> Any:
        occur = self._engine.Occur
        fields: list[Field] = [field for field in FIELDS if field != "grams"]
        parts = [(occur.Should, self._boosted(schema, field, word)) for field in fields]
        if not word.isascii():
            inside = self._both([(occur.Must, self._boosted(schema, "grams", gram)) for gram in pairs(word)])
            parts.append((occur.Should, self._engine.Query.boost_query(inside, 1 / len(pairs(word)))))
        return self._engine.Query.boolean_query(parts)

    def _boosted(self, schema: Any, field: Field, word: str) -> Any:
        query = self._engine.Query
        return query.boost_query(query.term_query(schema, field, word, "freq"), BOOSTS[field])

    def _both(self, parts: list[tuple[Any, Any]]) -> Any:
        return parts[0][1] if len(parts) == 1 else self._engine.Query.boolean_query(parts)

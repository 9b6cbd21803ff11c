"""Pull what is new in another mall into this one: page by page, each page durable before the next, nothing twice."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from huozhao.flows.connectors.items import event_items, goods_items, stock_items
from huozhao.flows.connectors.mapping import MallMapping, needs_consent
from huozhao.flows.connectors.marks import Marks
from huozhao.flows.connectors.pages import PulledTable, without
from huozhao.flows.connectors.report import NO_CONSENT, Pulled, Report
from huozhao.flows.connectors.source import MallSource
from huozhao.flows.imports.cells import number_id
from huozhao.flows.imports.door import Imports
from huozhao.flows.imports.items import Item
from huozhao.flows.imports.kinds import Mall, mapping
from huozhao.flows.imports.summary import Summary
from huozhao.flows.jobs import Progress
from huozhao.supply.ledger import Ledger
from huozhao.terms.pulls import Pull
from huozhao.terms.table import Table
from huozhao.terms.text import Text

LABEL = Text("从商城读取", "Reading from the mall")
PAGE_KEYS = 5_000
# Kinds after which the next pull may speak of what was just listed.
LISTING = ("goods", "shops")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to pull: `most` keys of each pull (0 = all), and the purposes that the shoppers consented to elsewhere."""

    consented: Sequence[str] | None = None
    most: int = 0


@dataclass(frozen=True, slots=True)
class Connector:
    """Pulls one mall through its source."""

    mapping: MallMapping
    source: MallSource
    imports: Imports
    ledger: Ledger
    marks: Marks
    catch_up: Callable[[], object]
    erased: Callable[[Iterable[str]], Collection[str]]

    def pull(self, wanted: Wanted, watch: Progress = lambda *_: None) -> Report:
        """Read everything that is new, in the order of the mapping file; durable on return."""
        report = Report(self.mapping, self.imports.clock())
        self._open_shop()
        for pull in self.mapping.pulls:
            report.pulls.append(self._one(pull, wanted, watch))
            if pull.kind in LISTING:
                self.catch_up()
        if self.mapping.states is not None:
            report.orders = self.source.states(self.mapping.states)
        self.catch_up()
        return report

    def _open_shop(self) -> None:
        if self.mapping.shop:
            table = PulledTable("shop", {name: [cell] for name, cell in self.mapping.shop.items()}, [1])
            self._carry("shops", table, ())
            self.catch_up()

    def _one(self, pull: Pull, wanted: Wanted, watch: Progress) -> Pulled:
        states = self.mapping.states if pull.states else None
        mark = self.marks.of(pull.name).reading(states.codes(pull.states) if states else ())
        name = f"{self.mapping.name}.{pull.name}"
        pulled = Pulled(pull, self.source.count(pull, states, mark.since), Summary(pull.kind or pull.event, [name]))
        if needs_consent(pull) and wanted.consented is None and not self._is_asked():
            pulled.note = NO_CONSENT
            return pulled
        mark = mark.begun(self.source.newest(pull) if pull.changed else None)
        while not (wanted.most and pulled.read >= wanted.most):
            watch(pull.name, Text(f"{LABEL.zh} {pull.name}", f"{LABEL.en}: {pull.name}"), pulled.read, pulled.keys)
            page = self.source.page(pull, states, mark.since, mark.after, PAGE_KEYS)
            if page.last is None:
                self.marks.put(pull.name, mark.ended())
                break
            first = pulled.summary.rows + 1
            table = PulledTable(name, dict(page.columns), range(first, first + page.rows))
            pulled.summary.take(self._taken(pull, table, tuple(wanted.consented or ())))
            pulled.read += page.keys
            mark = replace(mark, after=page.last)
            self.marks.put(pull.name, mark)
        return pulled

    def _is_asked(self) -> bool:
        return self.imports.consents is None or bool(self.imports.consents.subjects())

    def _taken(self, pull: Pull, table: PulledTable, purposes: Sequence[str]) -> Summary:
        """Bring a page in; who was erased here does not come back out of the other mall."""
        gone = set(self.erased({number_id(cell) for cell in table.cells.get("shopper", [])} - {""}))
        kept = without(table, gone) if gone else table
        summary = self._brought(pull, kept, purposes)
        summary.rows += table.size - kept.size
        summary.refuse("erased", table.size - kept.size, table.name)
        return summary

    def _brought(self, pull: Pull, table: PulledTable, purposes: Sequence[str]) -> Summary:
        if pull.event:
            return self.imports.carry(f"{self.mapping.name}.{pull.name}", [table],
                                      lambda tables, _: event_items(pull, tables, self.imports.zone), purposes=purposes)
        return self._carry(pull.kind, table, purposes)

    def _carry(self, kind: str, table: PulledTable, purposes: Sequence[str]) -> Summary:
        return self.imports.carry(kind, [table], lambda tables, summary: self._items(kind, table, tables, summary),
                                  purposes=purposes)

    def _items(self, kind: str, table: PulledTable, tables: Sequence[Table], summary: Summary) -> Iterable[Item]:
        imports, now = self.imports, self.imports.clock()
        if kind == "goods":
            return goods_items(tables, imports.zone, now, imports.goods)
        if kind == "stock":
            return stock_items(tables, imports.zone, now, self._held(table))
        return mapping(kind, Mall(imports.zone, now, imports.goods))(tables, summary)

    def _held(self, table: PulledTable) -> Mapping[tuple[str, str], int]:
        skus = [number_id(cell) for cell in table.cells["sku"]]
        return {(each.sku, each.shop): each.on_hand for each in self.ledger.levels(skus) if each.tracked}

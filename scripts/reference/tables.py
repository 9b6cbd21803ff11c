"""The contracts of files: one page a subject, with its events, its columns and its routes."""

import events
import routes
from markdown import code, page, table

from huozhao.flows.imports.contracts import CONTRACTS
from huozhao.flows.imports.header import TableContract

# Page -> title, events, kind of table, beginnings of paths.
SUBJECTS: dict[str, tuple[str, tuple[str, ...], str, tuple[str, ...]]] = {
    "goods": ("Goods", ("Product Listed", "Product Delisted"), "goods", ("/v1/goods",)),
    "shops": ("Shops", ("Shop Opened", "Shop Closed"), "shops", ("/v1/shops",)),
    "shoppers": ("Shoppers", ("Shopper Registered",), "shoppers", ("/v1/shoppers",)),
    "orders": ("Orders", ("Order Placed", "Order Refused", "Order Paid", "Order Cancelled", "Order Shipped",
                          "Order Delivered", "Order Returned"), "orders", ("/v1/orders",)),
    "stock": ("Stock counts and moves", (), "stock", ("/v1/stock", "/v1/alerts")),
}


def subject(name: str) -> str:
    """Return the page of one subject."""
    title, names, kind, beginnings = SUBJECTS[name]
    return page(f"{title}: the contract", *events.sections(names), *columns(kind),
                *routes.sections(lambda path: path.startswith(beginnings)))


def imports() -> str:
    """Return the page of all kinds of files."""
    return page(
        "Files that can be imported",
        "`huozhao import KIND PATH` reads CSV (UTF-8, UTF-8 with BOM, GBK / GB18030; comma, semicolon or tab) and "
        "Parquet. Headers are found by any of the names of a column; columns that are not listed are not read. "
        "A row that cannot be read goes to the failed events with its column and the reason; the other rows pass. "
        "Rows in = accepted + duplicate + refused.",
        *(part for contract in CONTRACTS for part in columns(contract.kind)),
    )


def columns(kind: str) -> list[str]:
    """Return the columns of one kind of table."""
    found = [contract for contract in CONTRACTS if contract.kind == kind]
    return [f"## Table `{contract.kind}` · {contract.label.zh}\n\n{contract.help.zh}。 {contract.help.en.capitalize()}."
            f"\n\n{_columns(contract)}{_one_of(contract)}" for contract in found]


def _columns(contract: TableContract) -> str:
    return table(("column", "列名", "type", "required", "unit", "meaning", "example", "also understood"), [
        (code(c.name), c.zh, c.kind, "yes" if c.required else "no", c.unit, f"{c.help.zh} / {c.help.en}",
         code(c.example), ", ".join(c.aliases)) for c in contract.columns])


def _one_of(contract: TableContract) -> str:
    groups = [" or ".join(map(code, group)) for group in contract.one_of]
    return f"\n\nAt least one of {'; '.join(groups)} is needed." if groups else ""

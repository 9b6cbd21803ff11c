"""A ticket on paper: a printable page in both languages and a table of its weeks and quotes; nobody is in it."""

import csv
import io
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from huozhao.flows.voice.series import week_start
from huozhao.operations.voice.quotes import Quote
from huozhao.terms.time import day_name, local_day

_STYLE = ("body{font:15px/1.6 system-ui,'Noto Sans CJK SC',sans-serif;max-width:760px;margin:32px auto;color:#222}"
          "h1{font-size:22px}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:6px 10px;"
          "text-align:left}.n{text-align:right}mark{background:#ffe08a}blockquote{margin:8px 0;padding:4px 14px;"
          "border-left:4px solid #ccc}small{color:#777}")  # fmt: skip
# The first characters by which a spreadsheet takes a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def page(id: str, body: Mapping[str, Any], quotes: Sequence[Quote]) -> str:
    """Return a ticket as one HTML page to print or to send."""
    head = body["headline"]
    figures = "".join(f"<tr><td>{escape(zh)} · {escape(en)}</td><td class=n>{escape(value)}</td></tr>"
                      for zh, en, value in _figures(body))  # fmt: skip
    weeks = "".join(f"<tr><td>{day}</td><td class=n>{complaints}</td><td class=n>{voices}</td></tr>"
                    for day, complaints, voices in _weeks(body))  # fmt: skip
    said = "".join(f"<blockquote>{_marked(quote)}</blockquote>" for quote in quotes)
    note = f"<h2>说明 · Note</h2><p>{escape(body['note'])}</p>" if body["note"] else ""
    return (
        f"<!doctype html><html lang=zh><meta charset=utf-8><title>{escape(head['zh'])}</title><style>{_STYLE}</style>"
        f"<h1>{escape(head['zh'])}<br><small>{escape(head['en'])}</small></h1>"
        f"<p>{escape(body['why']['zh'])}<br><small>{escape(body['why']['en'])}</small></p>{note}"
        f"<table>{figures}</table><h2>每周 · By week</h2><table><tr><th>周起 · week of</th><th>反映 · complaints</th>"
        f"<th>发言顾客 · voices</th></tr>{weeks}</table><h2>顾客原话 · In their words</h2>{said}"
        f"<p><small>{escape(id)}</small></p></html>"
    )


def table(id: str, body: Mapping[str, Any], quotes: Sequence[Quote], zone: str) -> str:
    """Return a ticket as CSV with a byte-order mark, so that spreadsheets read its Chinese; cells are no formulas.

    Days are those of the mall's time zone.
    """
    out = io.StringIO()
    write = csv.writer(out).writerow
    write(["ticket", id])
    write(["headline", _cell(body["headline"]["zh"]), _cell(body["headline"]["en"])])
    for zh, en, value in _figures(body):
        write([f"{zh} / {en}", _cell(value)])
    write([])
    write(["周起 / week of", "反映 / complaints", "发言顾客 / voices"])
    for row in _weeks(body):
        write(row)
    write([])
    write(["日期 / day", "星级 / stars", "原话 / quote"])
    for quote in quotes:
        write([day_name(local_day(quote.at, zone)), quote.stars or "", _cell(quote.text)])
    return "\ufeff" + out.getvalue()


def _figures(body: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    share = body["people"] / body["voices"] if body["voices"] else 0.0
    of_buyers = body["people"] / body["buyers"] if body["buyers"] else 0.0
    lots = ", ".join(f"{each['lot']} ({each['complaints']}/{each['orders']})" for each in body.get("lots", ()))
    return [
        ("商品", "product", f"{body['title']} ({body['spu']})"),
        ("供应商", "supplier", body["supplier"] or "本店 / the mall itself"),
        ("反映顾客", "shoppers who complained", str(body["people"])),
        ("占发言顾客", "share of those who spoke", f"{share:.1%}"),
        ("占购买顾客", "share of buyers", f"{of_buyers:.1%}"),
        ("好评顾客", "shoppers who praised it", str(body["praise"])),
        ("因此退货", "sent back for it", str(body["returns"])),
        ("涉及订单", "orders named", str(body["orders"])),
        ("涉及批次", "lots", lots or "–"),
    ]


def _weeks(body: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    first = body["first_week"]
    return [(day_name(week_start(first + n)), complaints, voices)
            for n, (complaints, voices) in enumerate(zip(body["weeks"], body["week_voices"], strict=False)) if voices]


def _marked(quote: Quote) -> str:
    spans = sorted({(quote.start, quote.end), (quote.aspect_start, quote.aspect_end)} - {(0, 0)})
    out, at = "", 0
    for start, end in spans:
        if start >= at:
            out += f"{escape(quote.text[at:start])}<mark>{escape(quote.text[start:end])}</mark>"
            at = end
    return out + escape(quote.text[at:])


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text

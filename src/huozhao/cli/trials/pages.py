"""A trial's report as one HTML file that needs nothing else: what was measured, with intervals and every city's dot."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

WIDTH, ROW, LEFT, RIGHT = 560, 26, 20, 20
STYLE = """body{font:15px/1.6 system-ui,"Noto Sans CJK SC",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
color:#1b1f24}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #e3e6ea;vertical-align:top}th{font-weight:600}
.en{color:#5b6470}.reached{color:#0a7d33}.missed{color:#b42318}.open{color:#8a6100}svg{display:block;margin:.4rem 0}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}"""

WHAT = (
    "同一座城市（同样的人、同样的爱好与需要）在每种做法下各生活一遍；区间为 95%，按城市配对。"
    "顾客是模拟的：下面的差别说明做法之间的不同，不等于真实商城会有的结果。",
    "The same city, with the same people, tastes and needs, lives once under each arm; intervals are 95 %, paired by "
    "city. Shoppers are simulated: the differences tell the arms apart and do not promise a real mall's.",
)  # fmt: skip


def html(report: Mapping[str, Any]) -> str:
    """Return the report as one page in Chinese and English."""
    size, seeds = report["size"], len({run["seed"] for run in report["runs"]})
    parts = [
        f"<!doctype html><html lang=zh><meta charset=utf-8><title>试验报告 Trial report</title><style>{STYLE}</style>",
        f"<h1>试验报告 <span class=en>Trial report</span></h1><p>{escape(report['at'])} · {seeds} 座城市 cities · "
        f"每座 each: {size['shops']} 店 shops, {size['shoppers']} 位顾客 shoppers, {size['skus']} 种商品 goods, "
        f"{size['days']} 天 days（前 {size['warm_days']} 天不计 the first {size['warm_days']} are not counted）</p>",
        _two("p", *WHAT),
    ]
    for other in dict.fromkeys(each["other"] for each in report["comparisons"]):
        parts.append(_versus(report, other))
    parts += [_habits(report["habits"]), _troubles(report["troubles"])]
    return "\n".join(part for part in parts if part) + "\n"


def _versus(report: Mapping[str, Any], other: str) -> str:
    labels = {arm["arm"]: arm["label"] for arm in report["arms"]}
    found = [each for each in report["comparisons"] if each["other"] == other]
    first = labels[found[0]["arm"]]
    head = (f"<h2>{escape(first['zh'])} 对 {escape(labels[other]['zh'])}<br>"
            f"<span class=en>{escape(first['en'])} against {escape(labels[other]['en'])}</span></h2>")
    rows = "".join(_row(report, each) for each in found)
    return (f"{head}<table><tr><th>指标 <span class=en>measure</span><th>{escape(first['zh'])}<th>对照 "
            f"<span class=en>other</span><th>结果 <span class=en>result</span></tr>{rows}</table>")


def _row(report: Mapping[str, Any], each: Mapping[str, Any]) -> str:
    measure = next(m for m in report["measures"] if m["name"] == each["measure"])
    label, words = measure["label"], each["words"]
    dots = _ratios(report["runs"], each["measure"], each["arm"], each["other"])
    return (
        f"<tr><td title=\"{escape(measure['help']['zh'])} / {escape(measure['help']['en'])}\">{escape(label['zh'])}<br>"
        f"<span class=en>{escape(label['en'])}</span><td class=n>{said(measure['unit'], each['arm_mean'])}"
        f"<td class=n>{said(measure['unit'], each['other_mean'])}<td><span class=\"{each['verdict'] or ''}\">"
        f"{escape(words['zh'])}</span><br><span class=en>{escape(words['en'])}</span>{_plot(each, measure, dots)}</tr>"
    )


def said(unit: str, value: float) -> str:
    """Return a value with its unit."""
    if unit == "share":
        return f"{value:.1%}"
    return {"hours": f"{value:.1f} h", "times": f"{value:.1f} ×", "fen": f"¥{value / 100:.2f}"}[unit]


def _ratios(runs: Sequence[Mapping[str, Any]], measure: str, arm: str, other: str) -> list[float]:
    by = {(run["arm"], run["seed"]): run["measures"][measure] for run in runs}
    pairs = ((value, by.get((other, seed))) for (name, seed), value in by.items() if name == arm)
    return [one / two - 1 for one, two in pairs if one is not None and two]


def _plot(each: Mapping[str, Any], measure: Mapping[str, Any], dots: Sequence[float]) -> str:
    """Draw the relative change: a dot a city, the interval as a bar, no change as a line, the claim as a tick."""
    if each["relative"] is None:
        return ""
    claim = measure["claimed"] if each["verdict"] else None
    low, high, middle = each["relative_low"], each["relative_high"], each["relative"]
    marks: list[float] = [*dots, low, high, 0.0, *([claim] if claim is not None else [])]
    least, most = min(marks), max(marks)
    span = (most - least) or 1.0

    def x(value: float) -> float:
        return LEFT + (value - least) / span * (WIDTH - LEFT - RIGHT)

    y = ROW / 2
    drawn = [_tick(x(0), "#9aa3ad")]
    if claim is not None:
        drawn.append(_tick(x(claim), "#b42318 stroke-dasharray=3,2"))
    drawn += [f"<circle cx={x(dot):.1f} cy={y} r=3 fill=#9ec1f0 />" for dot in dots]
    drawn += [f"<line x1={x(low):.1f} x2={x(high):.1f} y1={y} y2={y} stroke=#0052d9 stroke-width=3 />",
              f"<circle cx={x(middle):.1f} cy={y} r=4.5 fill=#0052d9 />"]
    alt = f"{middle:+.1%} ({low:+.1%} … {high:+.1%})"
    return f"<svg width={WIDTH} height={ROW} role=img aria-label=\"{alt}\">{''.join(drawn)}</svg>"


def _tick(x: float, stroke: str) -> str:
    return f"<line x1={x:.1f} x2={x:.1f} y1=2 y2={ROW - 2} stroke={stroke} />"


def _habits(habits: Mapping[str, Mapping[str, Any]]) -> str:
    rows = "".join(f"<tr><td class=n>{habit['value']:g}<td>{escape(habit['what'])}<td>{escape(habit['source'])}"
                   for habit in habits.values())
    return ("<h2>模拟顾客的习惯从哪里来 <span class=en>Where the habits of the simulated shoppers come from</span>"
            f"</h2><table><tr><th>值 value<th>是什么 what<th>出处 source</tr>{rows}</table>")


def _troubles(troubles: Sequence[str]) -> str:
    if not troubles:
        return ""
    lines = "".join(f"<li>{escape(line)}" for line in troubles)
    return f"<h2>运行中的问题 <span class=en>What went wrong on the way</span></h2><ul>{lines}</ul>"


def _two(tag: str, zh: str, en: str) -> str:
    return f"<{tag}>{escape(zh)}<br><span class=en>{escape(en)}</span></{tag}>"

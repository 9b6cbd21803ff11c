"""A week as one HTML page that needs nothing else: to read, to send, to print."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any, Literal

from huozhao.flows.board.figures import figure
from huozhao.flows.weekly.drawing import line_chart
from huozhao.insight.rfm import LABELS
from huozhao.operations.metrics import BY_NAME
from huozhao.terms.text import Text
from huozhao.terms.time import day_name

Lang = Literal["zh", "en"]
Say = Callable[[Text], str]
NameOf = Callable[[str], str]
_STYLE = (
    "body{font:15px/1.65 system-ui,-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;"
    "max-width:960px;margin:32px auto;padding:0 20px;color:#1f2d2a}h1{font-size:26px;margin:0 0 4px}"
    "h2{font-size:18px;margin:34px 0 10px}p.quiet,small{color:#6b7f79}table{border-collapse:collapse;width:100%}"
    "td,th{border-bottom:1px solid #e3ebe8;padding:7px 10px;text-align:left}th{color:#6b7f79;font-weight:500}"
    ".n{text-align:right;font-variant-numeric:tabular-nums}.good{color:#14795f}.bad{color:#b23a2e}"
    ".charts{display:grid;grid-template-columns:1fr 1fr;gap:18px}.charts figure{margin:0;border:1px solid #e3ebe8;"
    "border-radius:12px;padding:12px 14px}figcaption{font-weight:600}svg{width:100%;height:auto}"
    "path{fill:none;stroke-width:2}.now{stroke:#1c7d68}.before{stroke:#c3cfcb;stroke-dasharray:4 4}"
    ".dots{fill:#1c7d68}.base{stroke:#e3ebe8}.marks{font-size:10px;fill:#6b7f79}ul{padding-left:20px}"
    "@media print{body{margin:0;max-width:none}h2{break-after:avoid}table,figure{break-inside:avoid}}"
    "@page{size:A4;margin:16mm}"
)
DAYS = {"zh": ("一", "二", "三", "四", "五", "六", "日"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
EVEN = Text("这一周与前一周相比没有明显变化。", "Nothing changed much against the week before.")
HEADS = Text("本周", "this week"), Text("前一周", "before"), Text("变化", "change")
NONE = Text("本周没有", "none this week")
STATES = {
    "on": Text("进行中", "holds"), "proposed": Text("待批准", "awaits approval"), "over": Text("已结束", "over"),
    "undone": Text("已撤销", "undone"), "rejected": Text("已拒绝", "rejected"),
}  # fmt: skip


def page(week: Mapping[str, Any], mall: str, lang: Lang, shop: NameOf) -> str:
    """Return the report in one language; `shop` names a shop by its id."""

    def say(text: Text) -> str:
        return escape(text.zh if lang == "zh" else text.en)

    title = title_of(week, mall)
    parts = [
        _said(week, say), _charts(week, lang, say), _figures(week, say),
        _cut(week["segments"], Text("顾客分群", "By segment"), say, lambda cut: segment(cut, lang)),
        _cut(week["categories"], Text("类目", "By category"), say, lambda cut: cut or "–"),
        _cut(week["shops"], Text("门店", "By shop"), say, shop),
        _list(week["alerts"], Text("异常指标", "Unusual figures"), say),
        _list(week["corrections"], Text("推荐自我修正", "Corrections of recommendation"), say),
        _list(week["trends"], Text("趋势", "Trends"), say),
    ]  # fmt: skip
    foot = Text("每个指标的定义见控制台看板。", "Definitions of all figures are on the board.")
    return (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{say(title)}</title><style>{_STYLE}</style>'
        f"<h1>{say(title)}</h1><p class=quiet>{say(Text('与前一周相比', 'compared with the week before'))}</p>"
        f"{''.join(parts)}<p><small>{say(foot)}</small></p></html>"
    )


def title_of(week: Mapping[str, Any], mall: str) -> Text:
    """Return what stands over a report."""
    first, last = day_name(week["monday"]), day_name(week["monday"] + 6)
    return Text(f"{mall}周报 {first} 至 {last}", f"{mall}: the week of {first} to {last}")


def _said(week: Mapping[str, Any], say: Say) -> str:
    found = [say(Text(**each)) for each in week["said"]]
    if not found:
        return f"<p>{say(EVEN)}</p>"
    return f"<h2>{say(Text('最值得看的变化', 'What stands out'))}</h2><ul><li>{'<li>'.join(found)}</ul>"


def _charts(week: Mapping[str, Any], lang: Lang, say: Say) -> str:
    drawn = []
    for each in week["figures"]:
        if each["days"]:
            label = BY_NAME[each["metric"]].label
            chart = line_chart(each["days"], each["past"], DAYS[lang], label.zh if lang == "zh" else label.en)
            drawn.append(f"<figure><figcaption>{say(label)}</figcaption>{chart}</figure>")
    legend = say(Text("实线：本周；虚线：前一周", "solid: this week; dashed: the week before"))
    head = say(Text("每日走势", "Day by day"))
    return f"<h2>{head}</h2><div class=charts>{''.join(drawn)}</div><small>{legend}</small>"


def _figures(week: Mapping[str, Any], say: Say) -> str:
    rows = "".join(
        f"<tr><td>{say(metric.label)}<br><small>{say(metric.help)}</small></td>"
        f"<td class=n>{figure(each['value'], metric.unit)}</td>"
        f"<td class=n>{figure(each['previous'], metric.unit)}</td>"
        f"<td class=n>{_change(metric.name, each['value'], each['previous'])}</td></tr>"
        for each in week["figures"] for metric in (BY_NAME[each["metric"]],)
    )  # fmt: skip
    heads = "".join(f"<th class=n>{say(text)}" for text in HEADS)
    return f"<h2>{say(Text('全部指标', 'All figures'))}</h2><table><tr><th>{heads}{rows}</table>"


def _cut(cut: Mapping[str, Any], title: Text, say: Say, name: NameOf) -> str:
    if not cut["rows"]:
        return ""
    metrics: Sequence[str] = cut["metrics"]
    heads = "".join(f"<th class=n>{say(BY_NAME[metric].label)}" for metric in metrics)
    rows = "".join(
        f"<tr><td>{escape(name(row['cut']))}</td>" + "".join(
            f"<td class=n>{figure(value, BY_NAME[metric].unit)}</td>"
            for metric, value in zip(metrics, row["values"], strict=True)) + "</tr>"
        for row in cut["rows"]
    )  # fmt: skip
    return f"<h2>{say(title)}</h2><table><tr><th>{heads}{rows}</table>"


def _list(found: Sequence[Mapping[str, Any]], title: Text, say: Say) -> str:
    items = "".join(f"<li>{say(Text(each['zh'], each['en']))}{_state(each, say)}" for each in found)
    return f"<h2>{say(title)}</h2>" + (f"<ul>{items}</ul>" if items else f"<p class=quiet>{say(NONE)}</p>")


def _state(each: Mapping[str, Any], say: Say) -> str:
    state = STATES.get(each.get("state", ""))
    return f" <small>{say(state)}</small>" if state else ""


def _change(metric: str, value: float | None, previous: float | None) -> str:
    change, tone = change_of(metric, value, previous)
    return f'<span class="{tone}">{change}</span>'


def change_of(metric: str, value: float | None, previous: float | None) -> tuple[str, str]:
    """Return a change as it is written, and whether it is `good` or `bad`; "" for neither."""
    if value is None or not previous:
        return "–", ""
    change, better = value / previous - 1, BY_NAME[metric].better
    return f"{change:+.1%}", "" if not better or not change else "good" if (change > 0) == (better == "up") else "bad"


def segment(cut: str, lang: Lang) -> str:
    """Return the name of a segment."""
    label = LABELS.get(cut, Text("未知", "unknown"))
    return label.zh if lang == "zh" else label.en

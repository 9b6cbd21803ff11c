"""A shopper's copy as one page that anybody can read, in Chinese and English."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

_STYLE = ("body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
          "table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;"
          "vertical-align:top}small{color:#555}")
_WHO = {"shopper": "我 me", "assistant": "助手 assistant", "person": "客服 service"}
_CONTACT = {"phone": "电话 phone", "name": "姓名 name", "address": "地址 address"}


def page_of(copy: Mapping[str, Any]) -> str:
    """Return the HTML of a copy that `copy_of` made; every value is escaped."""
    profile = copy["profile"] or {"facts": [], "tags": []}
    parts = [
        f"<h1>{escape(copy['mall'])}：我的数据副本 <small>My data</small></h1>",
        f"<p>编号 id {escape(', '.join(copy['ids']))} · 生成于 made at {escape(copy['made_at'])}</p>",
        _table("联系方式 Contact", ("项目 field", "内容 value"),
               ((_CONTACT.get(k, k), v) for k, v in copy["contact"].items())),
        _table("收货地址 Addresses", ("姓名 name", "电话 phone", "地址 address"),
               ((a["name"], a["phone"], a["address"]) for a in copy["addresses"])),
        _table("你告诉我们的 What you told us", ("项目 field", "内容 value", "来源 source", "时间 at"),
               ((f["field"], f["value"], f["source"], f["at"]) for f in profile["facts"])),
        _table("我们推断的 What we infer", ("标签 tag", "为什么 why", "自 since"),
               ((_both(t["label"]), _both(t["evidence"]), t["since"] or "") for t in profile["tags"])),
        _table("预测 Predictions", ("内容 what", "为什么 why"),
               ((_both(p["label"]), "; ".join(_both(r["words"]) for r in p["evidence"])) for p in copy["predictions"])),
        _table("常穿尺码 Sizes", ("种类 kind", "尺码与件数 size and pieces"),
               ((s["wear"], ", ".join(f"{one['label']} ({one['pieces']})" for one in s["persons"]))
                for s in copy["sizes"])),
        f"<h2>为什么给我看这些 Why these goods</h2><p>{_both(copy['why_shown'])}</p>",
        _table("我的选择 My choices", ("用途 purpose", "状态 state", "说明 covers", "保存天数 days"),
               ((_both(c["label"]), _state(c), _both(c["covers"]), c["days"]) for c in copy["consents"])),
        _table("同意记录 Decisions", ("时间 at", "用途 purpose", "决定 decision", "版本 notice", "渠道 channel"),
               ((d["at"], d["purpose"], "同意 yes" if d["given"] else "不同意 no", d["notice"], d["channel"])
                for d in copy["consent_history"])),
        f"<h2>谁看过 Who looked</h2><p>{copy['looks']} 次 times</p>",
        _table("全部记录 All records", ("时间 at", "事件 event", "内容 content"),
               ((e["at"], e["name"], _plain(e["properties"])) for e in copy["events"])),
        _table("订单 Orders", ("订单号 order", "状态 status", "金额 yuan"),
               ((o["order"], o["status"], f"{o['total_fen'] / 100:.2f}") for o in copy["orders"])),
        _table("客服对话 Talks with the service", ("时间 at", "谁 who", "内容 text"),
               ((t["at"], _WHO[t["by"]], _both(t["text"])) for talk in copy["talks"] for t in talk["turns"])),
        _table("优惠券 Coupons", ("名称 name", "内容 what", "状态 state", "有效期至 until"),
               ((_both(c["label"]), _both(c["gives"]), c["state"], c["expires_at"] or "") for c in copy["coupons"])),
    ]  # fmt: skip
    body = "".join(parts)
    head = f"<meta charset=utf-8><title>我的数据 My data</title><style>{_STYLE}</style>"
    return f"<!doctype html><html lang=zh-CN>{head}{body}"


def _table(title: str, head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    lines = ["<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows]
    if not lines:
        return f"<h2>{escape(title)}</h2><p>没有 none</p>"
    heads = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    return f"<h2>{escape(title)}</h2><table><tr>{heads}</tr>{''.join(lines)}</table>"


def _both(words: Mapping[str, str]) -> str:
    return words["zh"] if words["zh"] == words["en"] else f"{words['zh']} / {words['en']}"


def _state(choice: Mapping[str, Any]) -> str:
    if not choice["needs_consent"]:
        return "履行合同所需 needed for the contract"
    return "开 on" if choice["given"] else "关 off"


def _plain(properties: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in properties.items() if value is not None)

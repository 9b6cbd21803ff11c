"""Read a guide as an operator wrote it; what is wrong is named with its field."""

from collections.abc import Mapping, Sequence
from typing import Any

from huozhao.operations.care.guide import Cycle, Guide, Reminder
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text, text_from

MOST_SKUS, MOST_REMINDERS, MOST_DAY = 500, 30, 1_825
# A title and a reminder have to fit into a message.
MOST_TITLE, MOST_BODY, MOST_GUIDE = 60, 500, 20_000


def read_guide(id: str, body: Mapping[str, Any], version: int = 1) -> Guide:
    """Return the guide that plain data describe; BadInput names the first field that cannot stand."""
    skus, category = _names(body, "skus"), _names(body, "category")
    if not skus and not category:
        raise _wrong("skus", "a guide has to say which goods it is for", "name skus, or a category path")
    return Guide(
        id, _text(body.get("title"), "title", MOST_TITLE), _text(body.get("body"), "body", MOST_GUIDE), skus, category,
        _video(body.get("video") or ""), _reminders(body.get("reminders") or ()), _cycle(body.get("cycle")),
        bool(body.get("asks", True)), version,
    )  # fmt: skip


def guide_to_dict(guide: Guide) -> dict[str, Any]:
    """Return a guide as plain data, without its id and version."""
    cycle = guide.cycle
    return {
        "title": guide.title.as_dict(), "body": guide.body.as_dict(), "skus": list(guide.skus),
        "category": list(guide.category), "video": guide.video,
        "reminders": [{"id": each.id, "day": each.day, "title": each.title.as_dict(), "body": each.body.as_dict()}
                      for each in guide.reminders],
        "cycle": {"days": cycle.days, "sku": cycle.sku, "lead_days": cycle.lead_days, "per_unit": cycle.per_unit}
        if cycle else None,
        "asks": guide.asks,
    }  # fmt: skip


def _reminders(given: Sequence[Any]) -> tuple[Reminder, ...]:
    if len(given) > MOST_REMINDERS:
        raise _wrong("reminders", f"{len(given)} reminders are more than {MOST_REMINDERS}", "keep those that matter")
    found: dict[str, Reminder] = {}
    for n, each in enumerate(given):
        place = f"reminders[{n}]"
        day = _whole(each.get("day"), f"{place}.day", 0, MOST_DAY)
        id = str(each.get("id") or f"d{day}")
        if id in found or len(id) > 64:
            raise _wrong(f"{place}.id", f"the id {id!r} stands twice or is too long", "give each reminder its own id")
        found[id] = Reminder(id, day, _text(each.get("title"), f"{place}.title", MOST_TITLE),
                             _text(each.get("body"), f"{place}.body", MOST_BODY))  # fmt: skip
    return tuple(sorted(found.values(), key=lambda each: (each.day, each.id)))


def _cycle(given: Mapping[str, Any] | None) -> Cycle | None:
    if given is None:
        return None
    days = _whole(given.get("days"), "cycle.days", 1, MOST_DAY)
    lead = _whole(given.get("lead_days", min(3, days - 1)), "cycle.lead_days", 0, days)
    return Cycle(days, str(given.get("sku") or ""), lead, bool(given.get("per_unit", True)))


def _text(given: Any, place: str, most: int) -> Text:
    found = text_from(given, "", place)
    if not found.zh.strip():
        raise _wrong(place, f"{place} is empty", "write it in Chinese or English")
    if max(len(found.zh), len(found.en)) > most:
        raise _wrong(place, f"{place} is longer than {most} characters", "shorten it")
    return found


def _names(body: Mapping[str, Any], name: str) -> tuple[str, ...]:
    given = body.get(name) or ()
    if isinstance(given, str) or len(given) > MOST_SKUS or not all(isinstance(each, str) and each for each in given):
        raise _wrong(name, f"{name} is no list of names", f"at most {MOST_SKUS} names")
    return tuple(given) if name == "category" else tuple(dict.fromkeys(given))


def _video(given: Any) -> str:
    """Return an address that may be shown as a link: https only, so that nothing else can be opened by it."""
    address = str(given).strip()
    is_sound = address.lower().startswith("https://") and len(address) in range(12, 2_049)
    if address and (not is_sound or any(c.isspace() or not c.isprintable() for c in address)):
        raise _wrong("video", f"{address[:60]!r} is no https address", "for example https://example.com/how-to.mp4")
    return address


def _whole(given: Any, place: str, least: int, most: int) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not least <= given <= most:
        raise _wrong(place, f"{place} = {given!r} is no number of days", f"a whole number from {least} to {most}")
    return given


def _wrong(place: str, message: str, hint: str) -> BadInput:
    return BadInput("guide_unsound", message, field=place, hint=hint)

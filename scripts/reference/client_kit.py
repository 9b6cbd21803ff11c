"""The client kit: what it offers, from its own types, and what it may tell, from the catalogue."""

import json
from typing import Any

import msgspec
from events import fields, merged
from interfaces import Interface, Member, interface
from markdown import code, page, paragraph, table

from huozhao.events.catalogue import CATALOGUE, PURPOSE_OF, Properties
from huozhao.flows.access.own_events import FROM_SHOPPERS

TYPES = "../../clients/sdk/src/events.gen.ts"
MARK = "// Written by `make docs` from the catalogue of events. Change the catalogue, not this file."
ABOUT = (
    "The client kit `clients/sdk`: how it is started, what it offers, what its answers hold, and what it tells. How to "
    "use it: [how-to](../how-to/sdk.md)."
)
TELLS = (
    "`kit.tell(name, properties)` tells these events. They are the shopper's own acts. Orders, coupons, links between "
    "identities and facts about goods come from the mall's own systems, with an API key: a client that could send them "
    "could give itself a rich past."
)
SHAPES = (("mall.ts", "Session"), ("pages.ts", "About"), ("pages.ts", "Page"), ("pages.ts", "Popup"),
          ("popups.ts", "Caps"), ("api.ts", "State"), ("sender.ts", "Outcome"))  # fmt: skip


def told() -> list[str]:
    """Return the names that a client may tell, in the order of the catalogue."""
    return [name for name in CATALOGUE if name in FROM_SHOPPERS]


def render() -> str:
    """Return the page."""
    shapes = (interface(file, name) for file, name in SHAPES)
    return page("Client kit", ABOUT, *_members("Start", interface("api.ts", "Options")),
                *_members("Kit", interface("api.ts", "Kit")), "## Shapes", *map(_shape_of, shapes),
                "## Events", TELLS, *(_section(name) for name in told()))


def types() -> str:
    """Return the module of types."""
    asked = json.dumps([name for name in told() if PURPOSE_OF[name] == "service"])
    body = "\n".join(f'  /** {_said(CATALOGUE[name])} */\n  "{name}": {_shape(CATALOGUE[name])};' for name in told())
    return (f"{MARK}\n\n/** What a shopper's own client may tell, by the name of the event. */\n"
            f"export interface Told {{\n{body}\n}}\n\nexport type EventName = keyof Told;\n\n"
            "/** What a shopper asks the mall to take, such as a review; it needs no consent besides. */\n"
            f"export const ASKED: readonly EventName[] = {asked};\n")


def _section(name: str) -> str:
    spec = CATALOGUE[name]
    return f"### {name}\n\n{paragraph(spec.__doc__)} Purpose: {code(PURPOSE_OF[name])}.\n\n{fields(spec)}"


def _members(title: str, of: Interface) -> list[str]:
    return [f"## {title}", of.said, *(_used(each) for each in of.members)]


def _used(member: Member) -> str:
    written = f"{member.name}{'' if member.required else '?'}"
    typed = written + member.type if member.type.startswith(("(", "<")) and "=>" not in member.type \
        else f"{written}: {member.type}"
    return "\n\n".join([f"### {member.name}", f"`{typed}`", member.said,
                        "```ts\n" + "\n".join(member.examples) + "\n```"])


def _shape_of(of: Interface) -> str:
    rows = [[code(each.name), code(each.type), "yes" if each.required else "no", each.said] for each in of.members]
    return f"### {of.name}\n\n{of.said}\n\n{table(['field', 'type', 'required', 'meaning'], rows)}"


def _said(spec: type[Properties]) -> str:
    return paragraph(spec.__doc__)


def _shape(spec: type[Properties]) -> str:
    schema = msgspec.json.schema(spec)["$defs"][spec.__name__]
    required = set(schema.get("required", ()))
    parts = [f"{name}{'' if name in required else '?'}: {_type(merged(field))}"
             for name, field in schema["properties"].items()]
    return "{ " + "; ".join(parts) + " }"


def _type(field: dict[str, Any]) -> str:
    if choices := _choices(field.get("pattern", "")):
        return " | ".join(f'"{each}"' for each in choices)
    plain = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}
    return plain[field["type"]]


def _choices(pattern: str) -> list[str]:
    inner = pattern.removeprefix("^(").removesuffix(")$")
    return inner.split("|") if pattern == f"^({inner})$" and inner.replace("|", "").replace("_", "").isalpha() else []

"""The event envelope and the catalogue."""

from collections.abc import Iterable
from typing import Any

import msgspec
from markdown import code, page, paragraph, table

from huozhao.events.catalogue import CATALOGUE, MALL_EVENTS, Properties

ENVELOPE = (
    ("id", "text", "yes", "made by the sender, unique; sent again with the same content it is a duplicate, with other "
     "content it is refused as a conflict"),
    ("name", "text", "yes", "one of the names below: object + past verb"),
    ("at", "integer or text", "yes", "ms since 1970-01-01 UTC, or ISO 8601 with an offset"),
    ("shopper", "text", "for events of shoppers", "the mall's own id of the shopper; never a phone number or a name"),
    ("properties", "object", "yes", "the fields of the name; a field that is not listed is refused"),
)


def render() -> str:
    """Return the page of all events."""
    return page(
        "Events",
        "`POST /v1/events` takes `{\"events\": [event, …]}`. Each event is an envelope:",
        table(("field", "type", "required", "meaning"), [(code(n), t, r, m) for n, t, r, m in ENVELOPE]),
        "Money is whole fen (1/100 yuan), time is UTC, coordinates name their system. A field with a purpose is "
        "personal data and is kept for that purpose only.",
        *(section(name, spec) for name, spec in CATALOGUE.items()),
    )


def section(name: str, spec: type[Properties]) -> str:
    """Return one event: what it says and its fields."""
    about = " About the mall: `shopper` stays empty." if name in MALL_EVENTS else ""
    return f"## {name}\n\n{paragraph(spec.__doc__)}{about}\n\n{fields(spec)}"


def fields(spec: type[msgspec.Struct]) -> str:
    """Return the table of a struct's fields."""
    schema = msgspec.json.schema(spec)
    definitions = schema["$defs"]
    body = definitions[spec.__name__]
    required = set(body.get("required", ()))
    rows = [row(name, field, name in required, definitions) for name, field in body["properties"].items()]
    return table(("field", "type", "required", "unit", "purpose", "meaning"), rows)


def row(name: str, schema: dict[str, Any], required: bool, definitions: dict[str, Any]) -> tuple[str, ...]:
    """Return the row of one field."""
    known = merged(schema)
    default = schema.get("default")
    needed = "yes" if required else f"no ({code(default)})" if default not in (None, [], {}, "") else "no"
    return (code(name), type_name(schema, definitions), needed, str(known.get("unit", "")),
            str(known.get("purpose", "")), meaning(known))


def merged(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a field's schema with that of its one alternative to null."""
    alternatives = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    return {**(alternatives[0] if len(alternatives) == 1 else {}), **schema}


def type_name(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return a type in words."""
    known = merged(schema)
    if "$ref" in known:
        inner = definitions[known["$ref"].rsplit("/", 1)[-1]]
        return "{" + ", ".join(inner["properties"]) + "}"
    if known.get("type") == "array":
        return f"list of {type_name(known.get('items', {}), definitions)}"
    return {"string": "text", "object": "object of texts"}.get(known.get("type", ""), str(known.get("type", "any")))


def meaning(schema: dict[str, Any]) -> str:
    """Return the description and the limits of a field."""
    limits = [
        f"{low}…{high}" if high is not None else f"≥ {low}"
        for low, high in [(schema.get("minimum"), schema.get("maximum"))] if low is not None
    ]
    if "maxLength" in schema:
        limits.append(f"at most {schema['maxLength']} characters")
    if "pattern" in schema:
        limits.append(code(schema["pattern"]))
    return "; ".join(filter(None, [schema.get("description", ""), *limits]))


def sections(names: Iterable[str]) -> list[str]:
    """Return the sections of some events."""
    return [section(name, CATALOGUE[name]) for name in names]

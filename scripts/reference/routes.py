"""The HTTP API: every route with its parameters, its body and its answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from markdown import code, page, paragraph, table

ERRORS = """Every error has one shape: `{"error": {"code", "message", "field", "hint"}}`. `code` is stable and for
programs, `message` and `hint` are for people. Lists answer `{"items": […], "next": cursor or null}`; ask again with
`after=cursor`. Writes take an `Idempotency-Key` header: the same key and body are answered from record."""


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the API."""

    method: str
    path: str
    operation: dict[str, Any]


@cache
def description() -> dict[str, Any]:
    """Return the OpenAPI description of an empty mall."""
    from huozhao.app import open_app
    from huozhao.http.server import create
    from huozhao.settings import Settings, Storage

    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as mall:
        return create(mall).openapi_schema.to_schema()


def routes() -> Iterator[Route]:
    """Yield every route in the order of paths."""
    for path, operations in sorted(description()["paths"].items()):
        for method, operation in operations.items():
            if isinstance(operation, dict) and "responses" in operation:
                yield Route(method.upper(), path, operation)


def render() -> str:
    """Return the page of all routes."""
    found = list(routes())
    overview = table(("route", "what it does"),
                     [(code(f"{r.method} {r.path}"), r.operation.get("summary", "")) for r in found])
    return page("HTTP API", "The whole description for programs is at `/v1/openapi.json` (OpenAPI 3.1).",
                ERRORS, overview, *(section(route) for route in found))


def sections(belongs: Callable[[str], bool]) -> list[str]:
    """Return the sections of the routes whose path belongs."""
    return [section(route) for route in routes() if belongs(route.path)]


def section(route: Route) -> str:
    """Return one route."""
    operation = route.operation
    parameters = [(code(p["name"]), p["in"], type_name(p.get("schema", {})), "yes" if p.get("required") else "no")
                  for p in operation.get("parameters", ())]
    parts = [f"## {route.method} {route.path}", paragraph(operation.get("description") or operation.get("summary")),
             table(("parameter", "in", "type", "required"), parameters)]
    body = _schema(operation.get("requestBody", {}).get("content", {}))
    if body:
        parts.append(f"Body: {shape(body)}")
    answers = [(status, _schema(answer.get("content", {}))) for status, answer in operation["responses"].items()]
    parts += [f"Answer {status}: {shape(schema)}" for status, schema in answers if status[0] == "2" and schema]
    return "\n\n".join(part for part in parts if part)


def _schema(content: dict[str, Any]) -> dict[str, Any]:
    return next((media.get("schema", {}) for media in content.values()), {})


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference to its schema."""
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = description()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return found


def shape(schema: dict[str, Any], depth: int = 0) -> str:
    """Return the fields of an object, and of the objects in it, as one line of code."""
    return f"`{_shape(schema, depth)}`"


def _shape(schema: dict[str, Any], depth: int) -> str:
    schema = resolve(schema)
    if schema.get("type") == "array":
        return f"[{_shape(schema.get('items', {}), depth)}, …]"
    if "properties" not in schema or depth > 3:
        return type_name(schema)
    required = set(schema.get("required", ()))
    fields = [f"{name}{'' if name in required else '?'}: {_shape(field, depth + 1)}"
              for name, field in schema["properties"].items()]
    return "{" + ", ".join(fields) + "}"


def type_name(schema: dict[str, Any]) -> str:
    """Return a type in words."""
    alternatives = schema.get("oneOf") or schema.get("anyOf")
    if alternatives:
        return " or ".join(dict.fromkeys(_shape(part, 3) for part in alternatives))
    kind = schema.get("type", "any")
    if 0 < len(schema.get("enum", ())) <= 6:
        return " or ".join(map(str, schema["enum"]))
    return " or ".join(kind) if isinstance(kind, list) else {"string": "text"}.get(kind, kind)

"""Saved crowds inside expressions: their own expression is put in their place."""

from collections.abc import Callable
from dataclasses import replace

from huozhao.insight.tags.language.parser import parse
from huozhao.insight.tags.language.tree import Both, Either, InCrowd, Node, Not
from huozhao.terms.errors import BadInput

DEEPEST = 20


def expanded(node: Node, crowd: Callable[[str], str | None], depth: int = 0) -> Node:
    """Return a condition without crowds; BadInput for a crowd that there is not, or crowds in a circle."""
    match node:
        case InCrowd():
            expression = crowd(node.crowd)
            if expression is None or depth > DEEPEST:
                raise BadInput("unknown_crowd", f"there is no crowd {node.crowd!r}, or it asks for itself",
                               field="when", hint="see GET /v1/crowds")
            return expanded(parse(expression), crowd, depth + 1)
        case Both() | Either():
            return replace(node, parts=tuple(expanded(part, crowd, depth) for part in node.parts))
        case Not():
            return Not(expanded(node.part, crowd, depth))
    return node

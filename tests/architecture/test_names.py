"""One word per idea; a thing is named after what it is."""

import re

import source

VAGUE = ("Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Misc", "Processor", "Handler", "Base")


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z]+", name)


def test_no_class_ends_in_a_vague_word() -> None:
    vague = [place for place, node in source.classes() if _words(node.name)[-1:] and _words(node.name)[-1] in VAGUE]
    assert not vague, vague


def test_no_module_is_named_by_a_vague_word() -> None:
    words = {word.lower() for word in VAGUE}
    vague = [path for path in source.modules() if words & set(re.split(r"[/_.]", path))]
    assert not vague, vague


def test_every_module_says_in_one_sentence_what_it_is_for() -> None:
    silent = [path for path, tree in source.modules().items() if not source.ast.get_docstring(tree)]
    assert not silent, silent


def test_every_public_function_and_class_outside_nested_scopes_has_a_docstring() -> None:
    silent = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in source.modules().items()
        for node in tree.body
        if isinstance(node, source.ast.FunctionDef | source.ast.AsyncFunctionDef | source.ast.ClassDef)
        and not node.name.startswith("_") and not source.ast.get_docstring(node)
    ]
    assert not silent, silent


def test_every_shape_on_the_wire_has_a_name_of_its_own() -> None:
    """Two of one name would stand in the API's description under names that change when a third one comes."""
    places: dict[str, list[str]] = {}
    for place, node in source.classes():
        if place.startswith("http/") and any("Struct" in source.ast.unparse(base) for base in node.bases):
            places.setdefault(node.name, []).append(place)
    assert not {name: found for name, found in places.items() if len(found) > 1}

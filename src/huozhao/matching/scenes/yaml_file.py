"""Scenes as YAML: several in a file, every value with its line and column."""

import re
from typing import Any

from huozhao.matching.scenes.fields import Where
from huozhao.matching.scenes.read import Problem, SceneError, read_scene
from huozhao.matching.scenes.scene import Scene
from huozhao.terms.text import Text

_WHOLE, _DECIMAL = re.compile(r"[+-]?(0|[1-9]\d*)"), re.compile(r"[+-]?\d+\.\d*")


def read(text: str) -> tuple[list[tuple[Scene, dict[str, Any]]], list[Problem]]:
    """Return the scenes of a text, each with its plain data, and every mistake. Documents and lists may be mixed."""
    import yaml

    try:
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return [], [
            Problem(
                (mark.line if mark else 0) + 1,
                (mark.column if mark else 0) + 1,
                "",
                "",
                Text(f"这不是 YAML：{error.problem}", f"this is not YAML: {error.problem}"),
                Text("检查缩进和引号", "mend the indentation or the quotes"),
            )
        ]
    nodes = [
        item for node in documents if node for item in (node.value if isinstance(node, yaml.SequenceNode) else [node])
    ]
    if not nodes:
        return [], [
            Problem(
                1,
                1,
                "",
                "scene",
                Text("这里没有场景", "there is no scene here"),
                Text("从 scene: 名字 开始写", "begin with scene: name"),
            )
        ]
    return _read_all(nodes)


def scenes(text: str) -> list[tuple[Scene, dict[str, Any]]]:
    """Return the scenes of a text; SceneError with all mistakes in it."""
    found, problems = read(text)
    if problems:
        raise SceneError(problems)
    return found


def _read_all(nodes: list[Any]) -> tuple[list[tuple[Scene, dict[str, Any]]], list[Problem]]:
    found: dict[str, tuple[Scene, dict[str, Any]]] = {}
    problems: list[Problem] = []
    for node in nodes:
        marks: dict[Where, tuple[int, int]] = {}
        body = _plain(node, (), marks)
        scene, mistakes = read_scene(body, marks)
        problems += mistakes
        if scene is not None and scene.scene in found:
            line, column = marks.get(("scene",), marks[()])
            problems.append(
                Problem(
                    line,
                    column,
                    scene.scene,
                    "scene",
                    Text("这个场景写了两次", "this scene is written twice"),
                    Text("给每个场景一个自己的名字", "give each scene a name of its own"),
                )
            )
        elif scene is not None:
            found[scene.scene] = (scene, body)
    return list(found.values()), problems


def _plain(node: Any, where: Where, marks: dict[Where, tuple[int, int]]) -> Any:
    """Return plain data and note where each value begins. 07:30 and 2027-03-05 stay as they are written."""
    marks[where] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if node.id == "mapping":
        found = {}
        for key, value in node.value:
            found[str(key.value)] = _plain(value, (*where, str(key.value)), marks)
            marks[(*where, str(key.value))] = (key.start_mark.line + 1, key.start_mark.column + 1)
        return found
    if node.id == "sequence":
        return [_plain(value, (*where, place), marks) for place, value in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: Any) -> Any:
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text

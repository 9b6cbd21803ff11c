"""Chinese reads as it is printed: full-width marks, one kind of quotation marks, one way to address a reader."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import source
import yaml

CLIENTS = source.ROOT / "clients"
HAN = "\u3400-\u9fff"
CHINESE = re.compile(f"[{HAN}]")
# A half-width mark that touches a Chinese character.
HALF = re.compile(rf"[{HAN}”》][,;:?!()]|[,;:?!()][{HAN}“《]")
# In a sentence that is Chinese by its place, a mark before a value: "{title}:{why}"; 07:30 and `name: value` are none.
BEFORE_A_VALUE = re.compile(r"[,;:?!](?![ 0-9])")
# What is written in another language: YAML in a hint, code in a page, where a link leads.
CODE = re.compile(r"\{[^{}]*: [^{}]*\}|\[[^\[\]]*, [^\[\]]*\]|`[^`\n]+`|\]\([^)\n]+\)|\w+\([^()]*, [^()]*\)|\w+://\S+")
PATTERN = re.compile(r"\(\?|\\[sdwb]|\||\.\{|\)\?|\]\?|\)\*")  # what only a regular expression has
WORD_LIST = re.compile(rf"(?:[{HAN}]{{1,4}} ){{5}}")
BLOCK = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`')


def _flat(node: ast.AST) -> str:
    """Return a literal as one string, a value in it as a dot."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "•" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every literal of a module but docstrings, patterns and lists of words."""
    nodes = list(ast.walk(tree))
    parts = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    parts |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and id(node) not in parts):
            text = _flat(node)
            if not PATTERN.search(text) and not WORD_LIST.search(text):
                yield node.lineno, text


def _said(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the Chinese of every text and draft of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Text", "Draft"):
            yield node.lineno, _flat(node.args[0]) if node.args else ""


def _of_python() -> Iterator[tuple[str, str]]:
    for path, tree in source.modules().items():
        yield from ((f"src/huozhao/{path}:{line}", text) for line, text in _strings(tree))


def _of_data() -> Iterator[tuple[str, str]]:
    def within(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from within(each)

    for path in sorted(source.PACKAGE.rglob("*.toml")) + sorted(source.PACKAGE.rglob("*.yaml")):
        text = path.read_text("utf-8")
        read = tomllib.loads(text) if path.suffix == ".toml" else list(yaml.safe_load_all(text))
        yield from ((str(path.relative_to(source.ROOT)), each) for each in within(read))


def _of_clients(client: str = "*") -> Iterator[tuple[str, str]]:
    for path in sorted(CLIENTS.glob(f"{client}/src/**/*")):
        if path.suffix in (".ts", ".vue") and ".gen." not in path.name:
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                place = f"{path.relative_to(source.ROOT)}:{number}"
                yield from ((place, found) for found in LITERAL.findall(line))


def _pages() -> list[Path]:
    return [source.ROOT / "README.zh-CN.md", *sorted((source.ROOT / "docs").rglob("*.zh-CN.md"))]


def _of_pages() -> Iterator[tuple[str, str]]:
    for page in _pages():
        prose = BLOCK.sub("", page.read_text("utf-8"))
        yield from ((str(page.relative_to(source.ROOT)), line) for line in prose.splitlines())


def _half_width(texts: Iterator[tuple[str, str]]) -> list[str]:
    read = ((place, CODE.sub("", text)) for place, text in texts if CHINESE.search(text))
    return [f"{place}: write {found[0]!r} full-width in {text.strip()[:60]!r}"
            for place, text in read if (found := HALF.search(text))]


def test_marks_beside_chinese_are_full_width() -> None:
    for texts in (_of_python(), _of_data(), _of_clients(), _of_pages()):
        assert _half_width(texts) == []


def test_marks_beside_a_value_are_full_width_in_a_chinese_sentence() -> None:
    wrong = [f"src/huozhao/{path}:{line}: write {found[0]!r} full-width in {text!r}"
             for path, tree in source.modules().items() for line, text in _said(tree)
             if (found := BEFORE_A_VALUE.search(CODE.sub("", text)))]
    assert wrong == []


def test_quotation_marks_are_curved() -> None:
    assert [found for found in (*_of_python(), *_of_data(), *_of_clients(), *_of_pages())
            if re.search("[「」『』]", found[1])] == []


def test_a_shopper_is_addressed_as_a_friend_and_an_operator_politely() -> None:
    mall = [(place, text) for place, text in _of_python() if not place.startswith("src/huozhao/cli/")]
    assert [found for found in (*mall, *_of_clients("storefront")) if "您" in found[1]] == [], "shoppers read 你"
    operator = [found for found in _of_python() if found[0].startswith("src/huozhao/cli/")]
    assert [found for found in (*operator, *_of_clients("console")) if "你" in found[1]] == [], "operators read 您"

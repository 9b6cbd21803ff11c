"""What the client kit's own types say: each interface with its members, as their authors documented them."""

import re
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "clients" / "sdk" / "src"
_INTERFACE = r"/\*\*((?:(?!\*/).)*)\*/\nexport interface {name}\b[^{{]*{{\n(.*?)\n}}"
_MEMBER = re.compile(r"(?: {2}/\*\*(?P<said>(?:(?!\*/).)*)\*/\n)? {2}(?P<text>\w.*?);\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an interface: how it is written, what it means, and how it is used."""

    name: str
    type: str
    required: bool
    said: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface of the kit."""

    name: str
    said: str
    members: tuple[Member, ...]


def interface(file: str, name: str) -> Interface:
    """Return an interface of a source file."""
    found = re.search(_INTERFACE.format(name=name), (SOURCES / file).read_text("utf-8"), re.DOTALL)
    if found is None:
        raise ValueError(f"{file} exports no documented interface {name}")
    return Interface(name, _plain(found[1])[0], tuple(_member(each) for each in _MEMBER.finditer(found[2] + "\n")))


def _member(found: re.Match[str]) -> Member:
    text = found["text"]
    name = re.split(r"\W", text, maxsplit=1)[0]
    rest = text[len(name):]
    said, *examples = _plain(found["said"] or "")
    kind = rest.removeprefix("?").removeprefix(":").strip() if not rest.startswith(("(", "<")) else rest
    return Member(name, kind, not rest.startswith("?"), said, tuple(examples))


def _plain(comment: str) -> list[str]:
    """Return a comment's text, then its examples."""
    text = " ".join(line.strip(" *") for line in comment.splitlines()).strip()
    return [part.strip() for part in text.split("@example")]

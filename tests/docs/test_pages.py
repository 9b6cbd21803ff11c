"""Links lead somewhere, commands exist, and the two READMEs tell the same."""

import re
from pathlib import Path

import pytest
import source
import typer

from huozhao.cli.main import app

ROOT = source.ROOT
READMES = ("README.md", "README.zh-CN.md")
PAGES = [*READMES, "CONTRIBUTING.md", "CHANGELOG.md",
         *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def _text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def _commands(page: str) -> list[str]:
    """Return the lines of the shell blocks of a page, without prompts and comments."""
    blocks = re.findall(r"```(?:sh|bash|shell)\n(.*?)```", _text(page), re.DOTALL)
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.split(" #")[0].removeprefix("$ ").strip() for line in lines if line.strip() and line[0] != "#"]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_inside_the_repository_resolves(page: str) -> None:
    targets = [t for t in LINK.findall(_text(page)) if not re.match(r"[a-z]+:", t)]
    broken = [t for t in targets if not ((ROOT / page).parent / t).resolve().exists()]
    assert not broken, broken


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    prose = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ +(.+)$", prose, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_to_a_heading_finds_it(page: str) -> None:
    links = re.findall(r"\]\(([^)\s#:]*)#([^)\s]+)\)", _text(page))
    here = ROOT / page
    broken = [f"{target}#{anchor}" for target, anchor in links
              if anchor not in _anchors((here.parent / target).resolve() if target else here)]
    assert not broken, broken


@pytest.mark.parametrize("page", PAGES)
def test_every_make_command_that_is_shown_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", _text("Makefile"), re.MULTILINE))
    shown = {line.split()[1] for line in _commands(page) if line.startswith("make ")}
    assert shown <= targets, shown - targets


@pytest.mark.parametrize("page", PAGES)
def test_every_huozhao_command_that_is_shown_exists_with_its_options(page: str) -> None:
    for line in _commands(page):
        for part in re.split(r"&&|\|", line):
            words = part.split()
            if words and Path(words[0]).name == "huozhao":
                _check_command(words[1:], line)


def _check_command(words: list[str], line: str) -> None:
    command = typer.main.get_command(app)
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, f"{line}: there is no {words[0]}"
        command, words = command.commands[words[0]], words[1:]
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    used = {word.split("=")[0] for word in words if word.startswith("--")}
    assert used <= known, f"{line}: there is no {used - known}"


def test_both_readmes_have_the_same_headings_pictures_and_commands() -> None:
    english, chinese = READMES
    levels = [re.findall(r"^(#+) ", _text(page), re.MULTILINE) for page in READMES]
    assert levels[0] == levels[1]
    pictures = [re.findall(r"!\[[^\]]*\]\(([^)]+)\)", _text(page)) for page in READMES]
    assert pictures[0] == pictures[1]
    assert _commands(english) == _commands(chinese)


@pytest.mark.parametrize("page", READMES)
def test_the_two_commands_stand_at_the_top(page: str) -> None:
    assert _commands(page)[:2] == ["make run", "make test"]


@pytest.mark.parametrize("page", READMES)
def test_every_part_is_where_the_table_says(page: str) -> None:
    rows = re.findall(r"^\| [^|]+ \| (`[^|]+`) \|", _text(page), re.MULTILINE)
    paths = [path for row in rows for path in re.findall(r"`([^`]+)`", row)]
    assert len(paths) >= 15
    missing = [path for path in paths if not (ROOT / path).exists()]
    assert not missing, missing


def test_every_decision_is_reached_from_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    assert [p.name for p in sorted(folder.glob("0*.md")) if f"({p.name})" not in index] == []


@pytest.mark.parametrize(("index", "suffix"), [("README.md", ".md"), ("README.zh-CN.md", ".zh-CN.md")])
def test_every_page_for_readers_is_reached_from_the_index_of_its_language(index: str, suffix: str) -> None:
    folder = ROOT / "docs"
    kinds = ("tutorial", "how-to", "explanation")
    pages = [str(page.relative_to(folder)) for kind in kinds for page in (folder / kind).glob("*.md")
             if page.name.endswith(suffix) and (".zh-CN" in page.name) == (".zh-CN" in suffix)]
    assert len(pages) > 30
    assert [page for page in pages if f"({page})" not in (folder / index).read_text("utf-8")] == []

"""A page in Chinese stands beside its English one, and the two cannot drift apart."""

import re
from pathlib import Path

import pytest
import source

DOCS = source.ROOT / "docs"
CHINESE = sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.zh-CN.md"))
BLOCK = re.compile(r"^ *```(\w*)[^\n]*\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
COMMENT = re.compile(r"(^|\s)(#|//|→)\s.*$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s#]+)")


def _english(page: str) -> str:
    return page.replace(".zh-CN.md", ".md")


def _text(page: str) -> str:
    return (DOCS / page).read_text("utf-8")


def _prose(page: str) -> str:
    return BLOCK.sub("", _text(page))


def _blocks(page: str) -> list[tuple[str, str]]:
    """Return the language and the lines of each block, without comments and pictures: these are for readers."""
    return [(kind, re.sub(r" +$", "", COMMENT.sub("", body), flags=re.MULTILINE))
            for kind, body in BLOCK.findall(_text(page)) if kind != "mermaid"]


def _names(page: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", _prose(page)))


def _targets(page: str) -> set[str]:
    """Return where a page leads, either language of a page counting as the same."""
    return {_english(target) for target in LINK.findall(_prose(page))}


def test_every_how_to_is_there_in_chinese() -> None:
    pages = {page.name.removesuffix(".md") for page in (DOCS / "how-to").glob("*.md")}
    english = {page for page in pages if not page.endswith(".zh-CN")}
    assert [page for page in english if f"{page}.zh-CN" not in pages] == []


@pytest.mark.parametrize("page", CHINESE)
def test_the_two_languages_lead_to_one_another_at_the_top(page: str) -> None:
    chinese, english = Path(page).name, Path(_english(page)).name
    assert f"[English]({english}) · 中文" in _text(page)[:300]
    assert f"English · [中文]({chinese})" in _text(_english(page))[:300]


@pytest.mark.parametrize("page", CHINESE)
def test_the_two_languages_show_the_same_commands_files_and_calls(page: str) -> None:
    assert _blocks(page) == _blocks(_english(page))


@pytest.mark.parametrize("page", CHINESE)
def test_the_two_languages_speak_of_the_same_names(page: str) -> None:
    assert _names(page) ^ _names(_english(page)) == set()


@pytest.mark.parametrize("page", [page for page in CHINESE if "README" not in page])
def test_the_two_languages_have_the_same_headings_and_lead_to_the_same_pages(page: str) -> None:
    levels = [re.findall(r"^(#+) ", _prose(each), re.MULTILINE) for each in (page, _english(page))]
    assert levels[0] == levels[1]
    assert _targets(page) == _targets(_english(page))


@pytest.mark.parametrize("page", CHINESE)
def test_a_page_in_chinese_leads_to_pages_in_chinese(page: str) -> None:
    folder = (DOCS / page).parent
    english = [target for target in LINK.findall(_prose(page)) if target.endswith(".md") and ".zh-CN" not in target
               and (folder / target.replace(".md", ".zh-CN.md")).exists()]
    assert [each for each in english if each != Path(_english(page)).name] == []

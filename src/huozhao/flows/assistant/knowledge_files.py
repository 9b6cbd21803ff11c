"""Read knowledge out of files: a CSV table, or Markdown with one heading a question."""

import csv
import io
import re
from typing import Any

from huozhao.terms.errors import BadInput

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")
_ALSO = re.compile(r"^\s*[-*]\s*(?:也问|问法|also asked|also)\s*[:：]\s*(.+)$", re.IGNORECASE)
_SPLIT = re.compile(r"[|｜]")
_COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "编号"), "question": ("question", "问题", "标准问题"), "answer": ("answer", "答案", "回答"),
    "phrasings": ("phrasings", "问法", "相似问题", "也问"), "answer_en": ("answer_en", "英文答案"),
    "source": ("source", "来源", "出处"),
}  # fmt: skip


def passages_in(text: str, kind: str) -> list[dict[str, Any]]:
    """Return the passages of a file; kind is csv or markdown. BadInput where there are none."""
    if kind not in ("csv", "markdown"):
        raise BadInput("unknown_kind", f"there is no kind {kind!r} of file", field="kind", hint="csv or markdown")
    found = _of_csv(text.lstrip("\ufeff")) if kind == "csv" else _of_markdown(text)
    if not found:
        raise BadInput("no_passages", "the file holds no question with an answer / 文件里没有问答", field="text",
                       hint="CSV: columns question, answer, phrasings (a|b). Markdown: ## question, then the answer")
    return found


def _of_csv(text: str) -> list[dict[str, Any]]:
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows:
        return []
    names = {column: next((name for name in rows[0] if name and name.strip().lower() in known), "")
             for column, known in _COLUMNS.items()}  # fmt: skip
    if not names["question"] or not names["answer"]:
        raise BadInput("columns_missing", "the table lacks questions or answers / 缺少“问题”或“答案”列",
                       field="text", hint="columns: question, answer, phrasings, source")
    read = ({column: str(row.get(name) or "").strip() for column, name in names.items()} for row in rows)
    return [passage for row in read if (passage := _row(row))]


def _row(row: dict[str, str]) -> dict[str, Any] | None:
    if not row["question"] or not row["answer"]:
        return None
    phrasings = [row["question"], *(each.strip() for each in _SPLIT.split(row["phrasings"]))]
    answer = {"zh": row["answer"], "en": row["answer_en"]}
    kept = [each for each in phrasings if each]
    return {"id": row["id"], "phrasings": kept, "answer": answer, "source": row["source"]}


def _of_markdown(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    lines: list[str] = []
    for line in [*text.splitlines(), "# end"]:
        heading = _HEADING.match(line)
        also = _ALSO.match(line)
        if heading:
            _close(found, lines)
            found.append({"phrasings": [heading[1]], "answer": {}})
            lines = []
        elif also and found:
            found[-1]["phrasings"] += [each.strip() for each in _SPLIT.split(also[1]) if each.strip()]
        else:
            lines.append(line)
    return [each for each in found if each["answer"]]


def _close(found: list[dict[str, Any]], lines: list[str]) -> None:
    answer = "\n".join(lines).strip()
    if found and answer:
        found[-1]["answer"] = {"zh": answer}

"""O4 to read: the weekly report, by schedule and on demand, on the console's shelf and as a file."""

from pathlib import Path

from typer.testing import CliRunner

from huozhao.cli.main import app as command
from huozhao.flows.weekly.drawing import line_chart
from huozhao.terms.time import day_name, local_day
from tests.shopping import Mall, shopping


def two_weeks(mall: Mall) -> str:
    """Sell more in the last complete week than in the one before; return the Monday of that week."""
    mall.goods(tea=("食品", "茶"), mask=("美妆", "面膜"))
    today = local_day(mall.now, "Asia/Shanghai")
    monday = today - (today + 3) % 7 - 7
    for day in range(monday - 7, monday + 7):
        for n in range(2 if day < monday else 5):
            mall.did(f"s{n}", "Page Viewed", today - day, page="home")
        mall.bought("s0", "tea" if day < monday else "mask", days_ago=today - day, fen=1000 if day < monday else 3000)
    mall.send()
    return day_name(monday)


def test_the_report_of_the_last_week_is_written_once_by_schedule_and_reads_in_both_languages() -> None:
    with shopping() as mall:
        monday = two_weeks(mall)
        mall.app.operating.night(lambda *_: None)
        assert mall.app.operating.night(lambda *_: None)["written"] == 0
        (listed,) = mall.get("/v1/reports")["items"]
        assert listed["week"] == monday
        assert any("成交额上升 200%" in each["zh"] for each in listed["said"])
        for lang, words in (("zh", ("最值得看的变化", "美妆", "¥210.00")), ("en", ("What stands out", "GMV"))):
            page = mall.http.get(f"/v1/reports/{monday}?lang={lang}")
            assert page.headers["content-type"].startswith("text/html")
            assert all(word in page.text for word in words)
            assert "<script" not in page.text and "http" not in page.text, "it needs nothing from elsewhere"
        assert mall.http.get("/v1/reports/latest").text == mall.http.get(f"/v1/reports/{monday}").text


def test_the_report_can_be_had_as_a_pdf_that_needs_no_font_file() -> None:
    with shopping() as mall:
        monday = two_weeks(mall)
        mall.app.operating.night(lambda *_: None)
        for lang in ("zh", "en"):
            file = mall.http.get(f"/v1/reports/{monday}?lang={lang}&format=pdf")
            assert file.headers["content-type"] == "application/pdf" and file.content.startswith(b"%PDF-")
            assert b"STSong-Light" in file.content and b"FontFile" not in file.content
            again = mall.http.get(f"/v1/reports/{monday}?lang={lang}&format=pdf")
            assert again.content == file.content, "the same week is the same file"


def test_only_a_week_that_is_over_can_be_reported() -> None:
    with shopping() as mall:
        tuesday = day_name(local_day(mall.now, "Asia/Shanghai") // 7 * 7 - 14 + 5)
        assert mall.http.post("/v1/reports", json={"week": tuesday}).json()["error"]["field"] == "week"
        assert mall.http.post("/v1/reports", json={"week": "2999-01-07"}).status_code == 422
        assert mall.http.get("/v1/reports/2020-01-06").status_code == 404
        assert mall.http.get("/v1/reports/latest").status_code == 404


def test_one_command_writes_it_to_a_file(tmp_path: Path) -> None:
    with shopping(data=tmp_path / "mall") as mall:
        monday = two_weeks(mall)
    out = tmp_path / "week.html"
    done = CliRunner().invoke(command, ["report", "--data", str(tmp_path / "mall"), "--lang", "en", "--out", str(out)])
    assert done.exit_code == 0 and monday in done.output
    assert "Sales (GMV) rose by 200%" in out.read_text("utf-8")
    file = tmp_path / "week.pdf"
    done = CliRunner().invoke(command, ["report", "--data", str(tmp_path / "mall"), "--pdf", "--out", str(file)])
    assert done.exit_code == 0 and file.read_bytes().startswith(b"%PDF-")


def test_a_chart_leaves_a_gap_where_a_figure_is_undefined() -> None:
    drawn = line_chart([1.0, None, 2.0], [None, None, None], ["a", "b", "c"], "x<y")
    assert drawn.count("<circle") == 2 and "x&lt;y" in drawn and drawn.count("M") == 2

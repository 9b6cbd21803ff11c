"""S8 with labels: a merchant's labels teach how reviews are read, where that is proved; rules stay a click away."""

import csv
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from typer.testing import CliRunner

from huozhao.app import open_app
from huozhao.cli.main import main
from huozhao.cli.voice import app
from huozhao.http.server import create
from huozhao.settings import load
from tests.operations.label_rows import rows

SAID = "膏体真劝退"


def learned(folder: Path, labels: Path, category: str = "护肤") -> str:
    """Run the command and return what it printed."""
    done = CliRunner().invoke(app, ["learn", str(labels), "--category", category, "--data", str(folder)])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Write a merchant's table of labels."""
    path = tmp_path / "labels.csv"
    table = rows(240)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    return path


def read(http: TestClient[Any], text: str, category: str) -> dict[str, Any]:
    """Return how a text would be read."""
    answer = http.post("/v1/voice/read", json={"text": text, "category": category})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_labels_teach_a_reading_for_their_goods_and_the_rules_can_be_taken_back(tmp_path: Path, labels: Path) -> None:
    data = tmp_path / "mall"
    with open_app(load(data)) as mall, TestClient(create(mall)) as http:
        assert http.put("/v1/voice/reader", json={"is_on": True}).status_code == 404
        assert http.get("/v1/voice/reader").json()["is_taught"] is False
        assert read(http, SAID, "护肤")["opinions"] == []
    assert "in use" in learned(data, labels)
    with open_app(load(data)) as mall, TestClient(create(mall)) as http:
        reader = http.get("/v1/voice/reader").json()
        assert reader["is_on"] and reader["categories"] == ["护肤"] and reader["learned"] > reader["rules"]
        found = read(http, SAID, "护肤 精华")
        assert found["is_learned"]
        said = [(each["aspect"], each["sign"], each["opinion"]) for each in found["opinions"]]
        assert said == [("texture", -1, [3, 5])]
        assert not read(http, SAID, "洗发水")["is_learned"]
        off = http.put("/v1/voice/reader", json={"is_on": False}).json()
        assert not off["is_on"] and len(off["audit"]) == 1
        assert read(http, SAID, "护肤 精华")["opinions"] == []
        assert http.put("/v1/voice/reader", json={"is_on": True}).json()["is_on"]
        assert read(http, SAID, "护肤 精华")["is_learned"]


def test_labels_that_cannot_be_read_say_which_row_and_leave_everything_as_it_was(
    tmp_path: Path, labels: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = labels.read_text("utf-8-sig").replace(",texture,", ",textur,", 1)
    labels.write_text(text, "utf-8")
    monkeypatch.setattr("sys.argv", ["huozhao", "voice", "learn", str(labels), "--category", "护肤",
                                     "--data", str(tmp_path / "mall")])  # fmt: skip
    with pytest.raises(SystemExit):
        main()
    assert "cannot be read" in capsys.readouterr().err

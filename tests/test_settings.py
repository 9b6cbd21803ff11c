"""Settings come from the file and then the environment; a mistake is named."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from huozhao.cli.init import in_chinese, template
from huozhao.settings import Settings, load
from huozhao.terms.errors import BadInput


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "huozhao.toml").write_text('[mall]\nname = "甲"\ntimezone = "Europe/London"\n', "utf-8")
    settings = load(tmp_path, {"HUOZHAO_MALL_NAME": "乙", "HUOZHAO_SUPPLY_INTENT": "false"})
    assert (settings.mall.name, settings.mall.timezone) == ("乙", "Europe/London")
    assert settings.supply.intent is False
    assert settings.storage.data == tmp_path


@pytest.mark.parametrize("text", ["[mal]\nname='x'", "[mall]\nnaem='x'", "[server]\nport='many'", "[mall"])
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "huozhao.toml").write_text(text, "utf-8")
    with pytest.raises(BadInput) as refused:
        load(tmp_path, {})
    assert refused.value.field and refused.value.hint


def test_the_template_written_by_init_uncommented_gives_the_defaults(tmp_path: Path) -> None:
    lines = [re.sub(r"^# ([a-z_]+ = )", r"\1", line) for line in template().splitlines()]
    (tmp_path / "huozhao.toml").write_text("\n".join(line for line in lines if not line.startswith("#")), "utf-8")
    settings = load(tmp_path, {})
    assert settings.mall == Settings().mall and settings.server == Settings().server


def test_a_block_pasted_below_the_file_that_init_wrote_is_told_by_its_two_lines(tmp_path: Path) -> None:
    (tmp_path / "huozhao.toml").write_text(template() + '\n[connect]   # pasted\nmall = "litemall"\n', "utf-8")
    line = template().splitlines().index("[connect]") + 1
    with pytest.raises(BadInput, match=rf"\[connect\] stands twice, in lines {line} and \d+ / 写了两次") as refused:
        load(tmp_path, {})
    assert refused.value.field == "connect"


def test_every_setting_says_in_chinese_what_it_is_for() -> None:
    chinese = in_chinese()
    missing = [f"{group.name}.{item.name}" for group in fields(Settings)
               for item in fields(getattr(Settings(), group.name))
               if not re.search(r"[\u4e00-\u9fff]", chinese.get(group.name, {}).get(item.name, ""))]
    assert not missing, f"write them into src/huozhao/cli/settings.zh-CN.toml: {missing}"

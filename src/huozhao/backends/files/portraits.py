"""Portraits as JSON files in a folder: one answer of the platform a file, 20261124.json or 20261118-20261124.json."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from huozhao.insight.portrait_source import NotReady
from huozhao.terms.errors import BadInput


class PortraitFiles:
    """A PortraitSource over a folder that another system writes into."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fetch(self, first: str, last: str) -> Mapping[str, Any]:
        """Return the answer for the days first to last (YYYY-MM-DD); see the port."""
        begin, end = first.replace("-", ""), last.replace("-", "")
        path = self._folder / (f"{end}.json" if begin == end else f"{begin}-{end}.json")
        if not path.exists():
            raise NotReady("portrait_not_ready", f"{path.name} is not there yet", retry_after_s=3600,
                           hint="asked again the next time")
        try:
            found = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise BadInput("malformed_json", f"{path.name}: {error}", field="portrait.folder",
                           hint="save the platform's answer as UTF-8 JSON") from None
        return {"ref_date": f"{begin}-{end}" if begin != end else end, **found}

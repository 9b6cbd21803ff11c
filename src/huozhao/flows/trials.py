"""Reports of trials on simulated cities, kept where the console finds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huozhao.events.documents import Document, Documents
from huozhao.terms.errors import BadInput, NotFound

KIND, LATEST = "trial", "latest"
# The form of reports that this release reads.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Trials:
    """The reports of a mall. They hold simulated shoppers only, and so nothing of a person."""

    documents: Documents

    def keep(self, report: Mapping[str, Any]) -> str:
        """Keep a report once and return its id: the instant at which it was made."""
        if report.get("format") != FORMAT:
            raise BadInput("other_format", f"a report of form {report.get('format')!r} cannot be read", field="format",
                           hint="make it with the trial command of this release")
        return self.documents.put(KIND, str(report["at"]), dict(report)).id

    def list(self, limit: int = 50) -> list[Document]:
        """Return the reports, newest first."""
        return self.documents.list(KIND, limit=max(1, min(limit, 200)), newest=True)

    def get(self, id: str) -> Document:
        """Return a report, `latest` the newest; NotFound when there is none."""
        found = next(iter(self.list(1)), None) if id == LATEST else self.documents.get(KIND, id)
        if found is None:
            raise NotFound("unknown_trial", f"there is no trial {id!r}", field="trial",
                           hint="make one with `huozhao trial --keep DATA`")
        return found

"""Files over HTTP: upload one, it is imported as a job."""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar import Router, get, post
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from huozhao.app import App
from huozhao.flows.imports.contracts import CONTRACTS
from huozhao.flows.imports.door import purposes_in
from huozhao.flows.imports.kinds import KINDS
from huozhao.flows.jobs import Progress
from huozhao.http.jobs import JobOut, job_out
from huozhao.http.wire import Words, words
from huozhao.terms.errors import BadInput
from huozhao.terms.text import Text

LARGEST_BYTES = 1 << 30
PIECE = 1 << 20
LABEL = Text("导入文件", "Importing")


@dataclass
class UploadIn:
    """What kind of table the file holds (see GET /v1/imports/kinds), and the file: CSV, Parquet or JSON lines.

    `consented` names the purposes that its shoppers consented to elsewhere, such as personalisation,marketing; or none.
    """

    kind: str
    file: UploadFile
    consented: str = ""


class ColumnOut(msgspec.Struct, frozen=True):
    """One column: its names, what it holds, and whether it is needed."""

    name: str
    names: list[str]
    type: str
    unit: str
    required: bool
    help: Words
    example: str


class KindOut(msgspec.Struct, frozen=True):
    """One kind of file and its columns."""

    kind: str
    label: Words
    help: Words
    columns: list[ColumnOut]


class KindPage(msgspec.Struct, frozen=True):
    """All kinds of files that can be imported."""

    items: list[KindOut]
    next: str | None


@post("/imports", status_code=202, summary="Import a file", tags=["imports"], request_max_body_size=LARGEST_BYTES)
async def post_import(
    mall: App, data: Annotated[UploadIn, Body(media_type=RequestEncodingType.MULTI_PART)],
) -> JobOut:
    """Take a file and import it in the background; the job's summary accounts for every row."""
    if data.kind not in KINDS:
        raise BadInput("unknown_kind", f"there is no kind {data.kind!r} of import / 没有这种导入", field="kind",
                       hint=f"use one of {', '.join(KINDS)}")
    folder = Path(tempfile.mkdtemp(prefix="import-"))
    path = folder / (Path(data.file.filename).name or "upload.csv")
    with path.open("wb") as file:
        while piece := await data.file.read(PIECE):
            file.write(piece)
    try:
        job = mall.jobs.start("import", lambda progress: import_upload(mall, data.kind, path, progress, data.consented))
        return job_out(job)
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def import_upload(
    mall: App, kind: str, path: Path, progress: Progress, consented: str = ""
) -> dict[str, Any]:
    """Import an uploaded file and remove it; returns the summary."""
    from huozhao.backends.files.tables import open_tables

    try:
        tables = open_tables(path)
        found = mall.imports.run(kind, tables, lambda done, total: progress("import", LABEL, done, total),
                                 purposes_in(consented))
        mall.folds.catch_up()
        return found.as_dict()
    finally:
        shutil.rmtree(path.parent, ignore_errors=True)


@get("/imports/kinds", summary="Read the kinds of files", tags=["imports"], sync_to_thread=False)
def get_import_kinds() -> KindPage:
    """Return every kind of file that can be imported, with its columns."""
    return KindPage([
        KindOut(each.kind, words(each.label), words(each.help), [
            ColumnOut(c.name, list(c.names), c.kind, c.unit, c.required, words(c.help), c.example)
            for c in each.columns
        ])
        for each in CONTRACTS
    ], None)


ROUTER = Router("/", route_handlers=[post_import, get_import_kinds])

"""Jobs: start the main job, follow it, cancel it."""

from typing import Any, Literal

import msgspec
from litestar import Router, get, post

from huozhao.app import App
from huozhao.events.documents import Document
from huozhao.http.wire import Words
from huozhao.terms.time import iso


class JobIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to do: `run` is the main job (profiles, models, recommendations, forecast, plan)."""

    kind: Literal["run"] = "run"


class JobOut(msgspec.Struct, frozen=True):
    """A job and how far it is; total 0 = not known yet."""

    id: str
    kind: str
    state: str
    stage: str
    stage_label: Words
    done: int
    total: int
    started_at: str | None
    finished_at: str | None
    error: str | None
    summary: dict[str, Any] | None


class JobPage(msgspec.Struct, frozen=True):
    """Jobs, newest first."""

    items: list[JobOut]
    next: str | None


def job_out(job: Document) -> JobOut:
    """Return a job for the wire."""
    body = job.body
    started, finished = body["started_at"], body["finished_at"]
    return JobOut(
        job.id,
        body["kind"],
        body["state"],
        body["stage"],
        Words(**body["stage_label"]),
        body["done"],
        body["total"],
        started and iso(started),
        finished and iso(finished),
        body["error"],
        body["summary"],
    )


@post("/jobs", status_code=202, summary="Start a job", tags=["jobs"], sync_to_thread=True)
def post_job(mall: App, data: JobIn) -> JobOut:
    """Start the main job in the background; 409 while one is under way."""
    return job_out(mall.jobs.start(data.kind, mall.run))


@get("/jobs", summary="Read the jobs", tags=["jobs"], sync_to_thread=True)
def get_jobs(mall: App, limit: int = 50) -> JobPage:
    """Return the newest jobs."""
    return JobPage([job_out(job) for job in mall.jobs.list(limit)], None)


@get("/jobs/{job:str}", summary="Follow a job", tags=["jobs"], sync_to_thread=True)
def get_job(mall: App, job: str) -> JobOut:
    """Return one job."""
    return job_out(mall.jobs.get(job))


@post("/jobs/{job:str}/cancel", status_code=200, summary="Cancel a job", tags=["jobs"], sync_to_thread=True)
def cancel_job(mall: App, job: str) -> JobOut:
    """Ask a job to stop at its next step."""
    return job_out(mall.jobs.cancel(job))


ROUTER = Router("/", route_handlers=[post_job, get_jobs, get_job, cancel_job])

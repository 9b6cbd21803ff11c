"""`huozhao`: the operator's and the engineer's command line."""

import gc
import os
import sys

import typer

from huozhao.cli import (
    audit,
    backtest,
    bench,
    connect,
    crowds,
    demo,
    evaluate,
    experiments,
    failed,
    forecast,
    imports,
    init,
    keys,
    knowledge,
    metrics,
    openapi,
    plan,
    predict,
    privacy,
    purchases,
    recommend,
    report,
    run,
    sandbox,
    scenes,
    search,
    serve,
    tags,
    trial,
    users,
    voice,
    webhooks,
)
from huozhao.terms.errors import HuozhaoError

# Small matrices gain nothing from several threads, and on a busy machine their waiting for each other costs ten times
# the work. Libraries read this when they are first imported; what the operator has set stands.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A mall holds hundreds of thousands of long-lived objects, and starting makes as many: search for cycles less often.
CYCLE_SEARCHES = (50_000, 20, 100)

app = typer.Typer(
    name="huozhao",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="货找 Huozhao: goods find people. Events in; recommendations, stock and plans out.",
)
app.command("init")(init.init)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("run")(run.run)
app.command("search")(search.search)
app.command("recommend")(recommend.recommend)
app.command("predict")(predict.predict)
app.command("evaluate")(evaluate.evaluate)
app.command("plan")(plan.plan)
app.command("backtest")(backtest.backtest)
app.command("forecast")(forecast.forecast)
app.command("report")(report.report)
app.command("connect")(connect.connect)
app.command("audit")(audit.audit)
app.command("rebuild")(audit.rebuild)
app.add_typer(imports.app, name="import")
app.add_typer(failed.app, name="failed")
app.add_typer(purchases.app, name="purchases")
app.add_typer(privacy.app, name="privacy")
app.add_typer(crowds.app, name="crowds")
app.add_typer(sandbox.app, name="sandbox")
app.add_typer(scenes.app, name="scenes")
app.add_typer(tags.app, name="tags")
app.add_typer(users.app, name="users")
app.add_typer(voice.app, name="voice")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(experiments.app, name="experiments")
app.add_typer(keys.app, name="keys")
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(metrics.app, name="metrics")
app.command("trial")(trial.trial)
app.command("openapi")(openapi.openapi)
app.command("bench")(bench.bench)


def main() -> None:
    """Run the command line; exit code 2 for an input that has to be mended, 1 for a fault."""
    gc.set_threshold(*CYCLE_SEARCHES)
    try:
        app()
    except HuozhaoError as error:
        place = f" [{error.field}]" if error.field else ""
        print(f"error: {error.message}{place}", file=sys.stderr)
        if error.hint:
            print(f"  → {error.hint}", file=sys.stderr)
        sys.exit(2)

"""`huozhao openapi`: the API's description, for generating clients."""

import json

import typer


def openapi() -> None:
    """Print the OpenAPI 3.1 description of the HTTP API as JSON."""
    from dataclasses import replace

    import msgspec

    from huozhao.app import open_app
    from huozhao.http.server import create
    from huozhao.settings import Settings, Storage

    with open_app(replace(Settings(), storage=Storage(backend="memory"))) as mall:
        schema = create(mall).openapi_schema.to_schema()
    # A field's default may be a struct of its own.
    typer.echo(json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True, default=msgspec.to_builtins))

"""`reperes openapi`: the description of the API, as the repository keeps it."""

import json

import click

from webapp.api.document import document


@click.command()
def openapi() -> None:
    """Print the OpenAPI document: reperes openapi > docs/openapi.json."""
    click.echo(json.dumps(document(), ensure_ascii=False, indent=2))

"""A référentiel as a file to keep, in one of the formats that can be written."""

from io import BytesIO

from flask import Response, send_file

from referentiel.base import slugify
from referentiel.formats.base import Format
from referentiel.tree import ReferentielTree


def file_of(tree: ReferentielTree, kind: Format) -> Response:
    """Return a référentiel as a file, named after it and after its version."""
    assert kind.write is not None  # noqa: S101 -- whoever calls has looked
    stream = BytesIO()
    kind.write(tree, stream)
    stream.seek(0)
    label = slugify(tree.label.replace(".", " "))
    name = "-".join(filter(None, (tree.slug, label)))
    return send_file(
        stream,
        mimetype=kind.media_type,
        as_attachment=True,
        download_name=f"{name}.{kind.extension}",
    )

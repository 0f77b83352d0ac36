"""A référentiel as a file to keep, in one of the formats that can be written."""

from tempfile import SpooledTemporaryFile
from typing import IO, cast

from flask import Response, send_file

from referentiel.base import slugify
from referentiel.formats.base import Format
from referentiel.tree import ReferentielTree

IN_MEMORY = 2_000_000  # bytes, beyond which a file is written to the disk while it is sent


def file_of(tree: ReferentielTree, kind: Format) -> Response:
    """Return a référentiel as a file, named after it and after its version."""
    assert kind.write is not None  # noqa: S101 -- whoever calls has looked
    stream = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 -- sent
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

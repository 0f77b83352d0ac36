"""What a file says, out of what packs it: the members of an archive, the words of a PDF."""

from io import BytesIO
from zipfile import ZipFile, is_zipfile

from tests.pdf import words


def parts_of(data: bytes) -> list[bytes]:
    """Return the texts that a file holds, as bytes."""
    if data.startswith(b"%PDF"):
        return [words(data).encode()]
    if not is_zipfile(BytesIO(data)):
        return [data]
    with ZipFile(BytesIO(data)) as archive:
        return [part for name in archive.namelist() for part in parts_of(archive.read(name))]

"""Files joined in one archive while they are sent, so that nothing is kept to make them."""

from collections.abc import Iterable, Iterator
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZipFile

Member = tuple[str, Iterable[str | bytes]]  # name, pieces


class _Passage(RawIOBase):
    """Takes what an archive writes, and gives it away."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]  # any buffer
        self._held += piece
        return len(piece)

    def taken(self) -> bytes:
        """Return what was written since the last call."""
        piece = bytes(self._held)
        self._held.clear()
        return piece


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """Return an archive of files, piece by piece; texts are written in UTF-8."""
    passage = _Passage()
    with ZipFile(passage, "w", ZIP_DEFLATED) as archive:
        for name, pieces in members:
            with archive.open(name, "w") as file:
                for piece in pieces:
                    file.write(piece.encode() if isinstance(piece, str) else piece)
                    yield passage.taken()
    yield passage.taken()

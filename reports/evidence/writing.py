"""An evidence file written as a ZIP, the same bytes each time for the same pieces."""

from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from referentiel.base import french
from reports.document import Document
from reports.evidence.gathering import Evidence, Piece
from reports.evidence.indicators import INDICATORS
from reports.exports import FORMATS
from reports.sections.material import Translate

INDEX = "LISEZMOI.txt"
PURPOSE = french(
    "Ces pièces peuvent servir à montrer votre travail lors d’un audit Qualiopi. Elles ne disent "
    "pas que vous remplissez un indicateur : c’est à l’auditeur d’en juger."
)


def write_evidence(
    evidence: Evidence, document: Document, stream: IO[bytes], *, translate: Translate
) -> None:
    """Write each piece and the index, dated by the release; `document` heads the index."""
    written = [(piece, _content(piece)) for piece in evidence.pieces]
    at = evidence.release.released_at
    with ZipFile(stream, "w") as archive:
        index = "\n".join(_index(evidence, document, written, translate))
        _add(archive, INDEX, index.encode(), at)
        for piece, content in written:
            _add(archive, piece.name, content, at)


def _add(archive: ZipFile, name: str, content: bytes, at: datetime) -> None:
    info = ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    archive.writestr(info, content)


def _content(piece: Piece) -> bytes:
    stream = BytesIO()
    FORMATS[piece.format].write(piece.document, stream, piece.on)
    return stream.getvalue()


def _index(
    evidence: Evidence,
    document: Document,
    written: Iterable[tuple[Piece, bytes]],
    translate: Translate,
) -> list[str]:
    contents = {piece.name: content for piece, content in written}
    lines = [document.title, document.subtitle, "", translate(PURPOSE), ""]
    for indicator in INDICATORS:
        head = translate("Indicateur %(number)s : %(asks)s")
        lines.append(head % {"number": indicator.number, "asks": translate(indicator.asks)})
        for piece in evidence.of(indicator.number):
            lines += [f"- {piece.name}", f"  {piece.what}", f"  {piece.on.date().isoformat()}"]
            lines.append(f"  SHA-256 {sha256(contents[piece.name]).hexdigest()}")
        if indicator.number in evidence.missing:
            reason = evidence.missing[indicator.number]
            lines.append(translate("Pas de pièce ici : %(reason)s") % {"reason": reason})
        lines += [translate(indicator.beside), ""]
    return lines

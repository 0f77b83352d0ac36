"""Mahara's SmartEvidence matrices: `.matrix` files of JSON, in and out."""

from referentiel.base import french
from referentiel.formats.base import Format, Source
from referentiel.formats.mahara.reading import read_matrix
from referentiel.formats.mahara.writing import write


def _recognises(source: Source) -> bool:
    keys = ('"framework"', '"standards"')
    if not source.head.startswith("{"):
        return False
    return keys[0] in source.head[:200] and keys[1].encode() in source.content


FORMAT = Format(
    key="mahara",
    label=french("Matrice SmartEvidence de Mahara"),
    extension="matrix",
    media_type="application/json",
    recognises=_recognises,
    read=read_matrix,
    write=write,
    loses=(
        french("dans Mahara, la profondeur au-delà de deux"),
        french("dans Mahara, les niveaux au-delà de quatre"),
    ),
)

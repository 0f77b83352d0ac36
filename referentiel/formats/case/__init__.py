"""CASE of 1EdTech, 1.0 and 1.1, as packages in JSON: tolerant in, strict out."""

import re

from referentiel.base import french
from referentiel.formats.base import Format, Source, decoded
from referentiel.formats.case import older, writing
from referentiel.formats.case.reading import read

PART = re.compile(  # as a key: a text may say the same word
    rb'"CF(?:Document|Items|Associations|Definitions|Rubrics|Package)"\s*:'
)
# What no package of 1.0 holds.
NEWER = (
    '"extensions"',
    '"caseVersion"',
    '"frameworkType"',
    '"targetType"',
    "/ims/case/v1p1",
    "isTranslationOf",
    '"ext:',
)


def _recognises(source: Source) -> bool:
    return source.head[:1] in ("{", "[") and PART.search(_ascii(source)) is not None


def _recognises_older(source: Source) -> bool:
    return _recognises(source) and not any(sign.encode() in _ascii(source) for sign in NEWER)


def _ascii(source: Source) -> bytes:
    """Return bytes to look for ASCII in: those of the file, where the text would be kept along."""
    is_wide = source.content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return decoded(source.content).encode() if is_wide else source.content


CASE = Format(
    key="case",
    label=french("CASE 1.1 (JSON)"),
    extension="json",
    media_type="application/json",
    recognises=_recognises,
    read=read,
    write=writing.write,
    loses=(french("les profils métier"),),
)
CASE_10 = Format(
    key="case10",
    label=french("CASE 1.0 (JSON)"),
    extension="json",
    media_type="application/json",
    recognises=_recognises_older,
    read=read,
    write=older.write,
    loses=(
        french("les profils métier"),
        french("les traductions"),
        french("les échelles, la portée, le noyau, les sources et les références"),
        french("le type exact des correspondances, et leur état"),
    ),
)

"""CASE of 1EdTech, 1.0 and 1.1, as packages in JSON: tolerant in, strict out."""

import re

from referentiel.base import french
from referentiel.formats.base import Format, Source
from referentiel.formats.case import older, writing
from referentiel.formats.case.reading import read

PART = re.compile(  # as a key: a text may say the same word
    r'"CF(?:Document|Items|Associations|Definitions|Rubrics|Package)"\s*:'
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
    return source.head[:1] in ("{", "[") and PART.search(source.text) is not None


def _recognises_older(source: Source) -> bool:
    return _recognises(source) and not any(sign in source.text for sign in NEWER)


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

"""The sheets of job profiles and of the levels they expect."""

import re
from collections.abc import Sequence

from referentiel.base import french
from referentiel.formats.notes import Notes
from referentiel.formats.sheets.columns import Line
from referentiel.tree import ProfileNode, Target

NOT_EXPECTED = french(
    "« %(value)s » n’est pas un niveau attendu : écrivez un niveau de 0 à 4, ou un intervalle 2–3."
)
NOT_A_WEIGHT = french("« %(value)s » n’est pas un poids : écrivez un nombre au-dessus de 0.")
NO_SUCH = french("« %(code)s » n’est le code d’aucune ligne de « %(sheet)s ».")
RANGE = re.compile(r"([0-4])(?:\s*(?:–|-|à|to)\s*([0-4]))?")


def profiles_of(
    heads: Sequence[Line], levels: Sequence[Line], codes: set[str], notes: Notes
) -> tuple[ProfileNode, ...]:
    """Return the profiles in order, with what each expects of areas and competences."""
    expected: dict[str, dict[str, Target]] = {line.exact("profile"): {} for line in heads}
    for line in levels:
        profile, code = line.exact("profile"), line.exact("code")
        target = _target(line, notes)
        for name, known, sheet in ((profile, expected, "Profils"), (code, codes, "Compétences")):
            if name not in known:
                row = line.number
                notes.refuse(NO_SUCH, row=row, entry=line.sheet, code=name, sheet=sheet)
        if target is not None and profile in expected:
            expected[profile][code] = target
    return tuple(
        ProfileNode(line.exact("profile"), line.texts, expected[line.exact("profile")])
        for line in heads
    )


def _target(line: Line, notes: Notes) -> Target | None:
    said = RANGE.fullmatch(line.get("expected"))
    if not said or (said[2] and said[2] < said[1]):
        row = line.number
        notes.refuse(NOT_EXPECTED, row=row, entry=line.sheet, value=line.get("expected"))
        return None
    weight = _weight(line, notes)
    high = int(said[2]) if said[2] else None
    return Target(int(said[1]), high, weight, line.says("critical"))


def _weight(line: Line, notes: Notes) -> float:
    said = line.get("weight").replace(",", ".") or "1"
    try:
        weight = float(said)
    except ValueError:
        weight = 0.0
    if not 0 < weight < 1e9:
        notes.refuse(NOT_A_WEIGHT, row=line.number, entry=line.sheet, value=said)
    return weight

"""What a draft still lacks before it can be published, and what it lacks in each language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from referentiel.base import Texts, french
from referentiel.editing.queries import Line
from referentiel.models import AREA, COMPETENCE, Anchor, ScaleLevel
from referentiel.tree import SCALES, STEPS

TRANSLATED = ("label", "description")


@dataclass(frozen=True)
class Hindrance:
    """A sentence about what has to be mended, and the entries it speaks of."""

    sentence: str
    lines: tuple[Line, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


def hindrances_of(
    lines: Sequence[Line], steps: Sequence[ScaleLevel], anchors: Mapping[str, Sequence[Anchor]]
) -> list[Hindrance]:
    """Return what keeps a draft from being published, the gravest first."""
    found = [
        Hindrance(french("Aucune compétence n’est encore écrite.")) if not _some(lines) else None,
        *_scales(steps, bool(anchors)),
        *_anchors(anchors),
        _about(lines, french("Sans libellé :"), lambda line: not _label(line)),
        _about(lines, french("Hors de tout domaine :"), _is_outside),
        _about(
            lines,
            french("Sans type, ni descripteurs propres :"),
            lambda line: (
                bool(anchors)
                and line.kind == COMPETENCE
                and not line.described
                and line.type not in anchors
            ),
        ),
    ]
    return [one for one in found if one is not None]


def _some(lines: Sequence[Line]) -> bool:
    return any(line.kind == COMPETENCE for line in lines)


def _label(line: Line) -> bool:
    return any(keys.get("label") for keys in line.texts.values())


def _is_outside(line: Line) -> bool:
    return line.kind == COMPETENCE and line.parent_id is None


def _about(lines: Sequence[Line], sentence: str, lacks: Callable[[Line], bool]) -> Hindrance | None:
    told = tuple(line for line in lines if lacks(line))
    return Hindrance(sentence, told) if told else None


def _scales(steps: Sequence[ScaleLevel], anchored: bool) -> list[Hindrance]:
    labelled = {scale: sum(1 for s in steps if s.scale == scale and s.label()) for scale in SCALES}
    if not any(labelled.values()) and not anchored:
        return [
            Hindrance(
                french(
                    "Sans échelle, personne ne pourra se situer sur ces compétences : écrivez-la, "
                    "ou reprenez celle de Repères."
                )
            )
        ]
    return [
        Hindrance(
            french("L’échelle n’est pas entière : il faut un libellé à chacun des cinq niveaux."),
            values={"scale": scale},
        )
        for scale, count in labelled.items()
        if count != STEPS
    ]


def _anchors(anchors: Mapping[str, Sequence[Anchor]]) -> list[Hindrance]:
    return [
        Hindrance(
            french("Le type « %(type)s » n’a pas de descripteur à chacun des cinq niveaux."),
            values={"type": type_},
        )
        for type_, steps in anchors.items()
        if sum(1 for step in steps if step.description()) != STEPS
    ]


def languages_of(*texts: Texts) -> list[str]:
    """Return the languages of texts, French first, else the first one said."""
    found = list(dict.fromkeys(language for each in texts for language in each))
    return sorted(found, key=lambda language: language != "fr") or ["fr"]


def missing_in(texts: Texts, main: str, language: str) -> list[str]:
    """Return the keys of an entry that are said in the main language, and not in another."""
    said, other = texts.get(main, {}), texts.get(language, {})
    return [key for key in TRANSLATED if said.get(key) and not other.get(key)]


def untranslated(lines: Sequence[Line], main: str, language: str) -> list[Line]:
    """Return the entries of which something is not said in a language."""
    return [line for line in lines if missing_in(line.texts, main, language)]


def areas(lines: Sequence[Line]) -> list[Line]:
    """Return the areas, in reading order."""
    return [line for line in lines if line.kind == AREA]

"""The words of a référentiel that a form of another tool repeats: it has to stand by itself."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from referentiel.base import Texts
from referentiel.ladders import ladder_of
from referentiel.models import Anchor, Item, ScaleLevel
from referentiel.queries import anchors_of, scale_of
from surveys.formats.xlsform.writing import Wording


def wording_of(session: Session, version_id: int, items: Sequence[Item]) -> Wording:
    """Return what an XLSForm says of competences and of steps; three SELECTs."""
    anchors = anchors_of(session, version_id)
    mastery = scale_of(session, version_id, "mastery")
    importance = scale_of(session, version_id, "importance")
    return Wording(
        competences={item.code: item.texts for item in items},
        ladders={item.code: tuple(_ladder(item, anchors, mastery)) for item in items},
        scales={"mastery": _steps(mastery), "importance": _steps(importance)},
    )


def _steps(levels: Iterable[ScaleLevel]) -> tuple[Texts, ...]:
    return tuple(
        {code: {"label": f"{it.level} · {it.label(code)}"} for code in it.texts} for it in levels
    )


def _ladder(
    item: Item, anchors: Mapping[str, Sequence[Anchor]], levels: Iterable[ScaleLevel]
) -> Iterable[Texts]:
    for it in levels:
        step: Texts = {}
        for code in it.texts:
            described = ladder_of(item, anchors, code)[it.level]
            head = f"{it.level} · {it.label(code)}"
            step[code] = {"label": f"{head} : {described}" if described else head}
        yield step

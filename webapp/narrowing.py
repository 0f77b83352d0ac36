"""Which competences of a version a campaign may be chosen from, when it holds thousands."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from referentiel.areas import Place, areas_at, competences_under, sizes_below
from referentiel.browsing import counts_of
from referentiel.models import Item
from referentiel.queries import items_above, items_of
from surveys.campaigns import MOST_COMPETENCES


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """Areas and words that somebody asked for; `at` is the area whose inside is being shown."""

    under: tuple[int, ...] = ()
    words: str = ""
    at: int | None = None
    page: int = 1

    @property
    def asks(self) -> bool:
        return bool(self.under or self.words)


@dataclass(frozen=True)
class Choice:
    """An area that may be picked, with how many competences it holds at any depth."""

    area: Item
    size: int
    has_areas: bool

    @property
    def fits(self) -> bool:
        return 0 < self.size <= MOST_COMPETENCES


@dataclass(frozen=True)
class Chooser:
    """Where to take competences from: the areas at one place of a large version."""

    place: Place
    choices: list[Choice]
    is_too_wide: bool  # what was asked for holds more than a campaign can ask
    finds_nothing: bool
    most: int = MOST_COMPETENCES


def offered(session: Session, version_id: int, asked: Narrowed) -> list[Item] | None:
    """Return the competences to choose from with the areas above; None when they are too many."""
    if not asked.asks:
        counts = counts_of(session, [version_id]).get(version_id)
        if counts and counts.competences > MOST_COMPETENCES:
            return None
        return items_of(session, version_id)
    found = competences_under(
        session, version_id, under=asked.under, words=asked.words, limit=MOST_COMPETENCES + 1
    )
    return items_above(session, found) if 0 < len(found) <= MOST_COMPETENCES else None


def chooser_for(session: Session, version_id: int, asked: Narrowed) -> Chooser | None:
    """Return what lets somebody narrow a large version down; None for a place not there."""
    place = areas_at(session, version_id, asked.at, asked.page)
    if place is None:
        return None
    sizes = sizes_below(session, version_id, [line.item.id for line in place.areas])
    found = asked.asks and competences_under(
        session, version_id, under=asked.under, words=asked.words, limit=1
    )
    return Chooser(
        place=place,
        choices=[Choice(it.item, sizes[it.item.id], it.children > 0) for it in place.areas],
        is_too_wide=bool(found),
        finds_nothing=asked.asks and not found,
    )

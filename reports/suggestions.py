"""Entries of another reference that may answer a competence, the nearest first, with a reason."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from threading import Lock

from sqlalchemy.orm import Session

from referentiel.base import Texts, in_language
from referentiel.crosswalk_queries import entries_of, places_of, state_of_draft
from referentiel.crosswalks import scheme_of, target_of
from referentiel.models import Item, Version
from reports.similarity import Ranking, shared_words

MOST = 10  # suggestions
READ = ("label", "description", "alternative")


@dataclass(frozen=True)
class Suggestion:
    """An entry, the one it stands under, and the words it shares with the competence."""

    item: Item
    parent: Item | None
    target: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Shelved:
    """A reference ready to be ranked: the ids of its entries, by place in the ranking."""

    ranking: Ranking
    ids: tuple[int, ...]
    places: dict[str, tuple[int, ...]]  # by code and by URI


class Shelf:
    """The references last ranked. Only a cache: another process makes the same from the base.

    Its keys hold what the text is made of, so that what is found there is never stale.
    """

    def __init__(self, size: int = 4) -> None:
        self._size = size
        self._held: OrderedDict[tuple[object, ...], Shelved] = OrderedDict()
        self._lock = Lock()

    def get(self, session: Session, reference: Version, language: str) -> Shelved:
        """Return a reference ready to be ranked, made at its first use."""
        published = reference.state != "draft" and reference.content_hash
        state = published or state_of_draft(session, reference.id)
        key = (reference.id, state, scheme_of(reference), language)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
        made = _ranked(session, reference, language)  # may be made twice at once: both are alike
        with self._lock:
            self._held[key] = made
            while len(self._held) > self._size:
                self._held.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()


SHELF = Shelf()


def suggestions(
    session: Session,
    competence: Item,
    reference: Version,
    *,
    language: str = "fr",
    besides: Collection[str] = (),
    count: int = MOST,
) -> list[Suggestion]:
    """Return what may answer a competence, without the targets `besides`: those decided upon.

    One SELECT once the reference is ranked, which takes two.
    """
    shelved = SHELF.get(session, reference, language)
    apart = {place for name in besides for place in shelved.places.get(name, ())}
    question = question_of(competence, language)
    ids = [shelved.ids[place] for place in shelved.ranking.best(question, count, apart)]
    found, scheme = places_of(session, ids), scheme_of(reference)
    return [
        Suggestion(
            item=found[number].item,
            parent=found[number].parent,
            target=target_of(scheme, found[number].item),
            words=shared_words(question, said(found[number].item.texts, language), language),
        )
        for number in ids
        if number in found
    ]


def question_of(competence: Item, language: str = "fr") -> str:
    """Return the words of a competence, its label twice: it says in short what follows."""
    label = competence.label(language)
    return f"{label} {label} {competence.description(language)}"


def said(texts: Texts, language: str = "fr") -> str:
    """Return all that an entry says of itself in a language."""
    return " ".join(in_language(texts, key, language) for key in READ)


def _ranked(session: Session, reference: Version, language: str) -> Shelved:
    entries = entries_of(session, reference)
    places: dict[str, tuple[int, ...]] = {}
    for place, (_id, code, foreign_id, _texts) in enumerate(entries):
        for name in {code, foreign_id} - {""}:
            places[name] = (*places.get(name, ()), place)
    return Shelved(
        ranking=Ranking((said(texts, language) for *_names, texts in entries), language),
        ids=tuple(number for number, *_rest in entries),
        places=places,
    )

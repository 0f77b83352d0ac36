"""The texts under each question beside the themes people made of them, and those to suggest.

All of it is worked out here, on this server, from the texts that may be read; no report holds it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from referentiel.models import Item
from referentiel.queries import items_named
from reports.free_texts import Written, texts_of
from reports.similarity import Ranking
from reports.suggestions import question_of
from reports.themes import People, near, people, saying, suggest
from surveys.models import Campaign, Theme
from surveys.queries.themes import Placed, placed_in, themes_of
from surveys.question_types import Question
from surveys.theming import stamp_of, stamp_of_text, text_digest


@dataclass(frozen=True)
class SortedText:
    """A text, by what it is known, and whether its place is only proposed."""

    text: str
    digest: bytes
    proposed: bool = False

    @property
    def key(self) -> str:
        """What stands for it in forms and addresses."""
        return self.digest.hex()


@dataclass(frozen=True)
class NearCompetence:
    """A competence that says words of a theme: a suggestion, kept nowhere."""

    item: Item
    words: tuple[str, ...]


@dataclass(frozen=True)
class HeldTheme:
    """A theme that was kept, its texts, how many people were put in it, and competences near it."""

    theme: Theme
    stamp: str
    texts: tuple[SortedText, ...]
    people: People
    competences: tuple[NearCompetence, ...]

    @property
    def proposed(self) -> tuple[SortedText, ...]:
        """Those whose place nobody has decided yet."""
        return tuple(text for text in self.texts if text.proposed)


@dataclass(frozen=True)
class Suggestion:
    """A theme to keep or to put aside; its words bring later texts to it."""

    name: str
    words: tuple[str, ...]
    texts: tuple[SortedText, ...]


@dataclass(frozen=True)
class SortedQuestion:
    """The texts under a question, those in a theme and those in none.

    `suggested` are made of words that no theme has, kept or put aside, unless one that was kept
    holds all of their texts.
    """

    question: Question
    texts: tuple[SortedText, ...]
    themes: tuple[HeldTheme, ...]
    suggested: tuple[Suggestion, ...]
    without: tuple[SortedText, ...]
    aside: tuple[Theme, ...]
    placed: Placed

    def theme(self, theme_id: int) -> HeldTheme | None:
        """Return a theme that was kept."""
        return next((held for held in self.themes if held.theme.id == theme_id), None)

    def text(self, key: str) -> SortedText | None:
        """Return a text by what stands for it."""
        return next((text for text in self.texts if text.key == key), None)

    def suggestion(self, words: Sequence[str]) -> Suggestion | None:
        """Return what is suggested by these words."""
        return next((one for one in self.suggested if list(one.words) == list(words)), None)

    def stamp_of(self, text: SortedText) -> str:
        """Return what tells where a text is from where it was."""
        kept = [held.theme for held in self.themes]
        return stamp_of_text(text.digest, kept, self.placed)


def sorted_texts(session: Session, campaign: Campaign, *, secret: str) -> list[SortedQuestion]:
    """Return the texts that may be read, by question, beside their themes.

    Four SELECTs, and those of `texts_of`.
    """
    written = texts_of(session, campaign)
    themes, placed = themes_of(session, campaign.id), placed_in(session, campaign.id)
    asked = campaign.questionnaire
    items = items_named(session, asked.version_id, asked.items) if themes else []
    shelf = _Shelf(items)
    return [
        _sorted(
            part,
            [theme for theme in themes if theme.question == part.question.code],
            placed,
            shelf,
            campaign,
            secret,
        )
        for part in written
    ]


class _Shelf:
    """The competences that a campaign asks, ready to be compared with themes."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = list(items)
        self.labels = [f"{item.label()} {item.description()}" for item in self.items]
        self.ranking = Ranking(question_of(item) for item in self.items)

    def near(self, theme: Theme) -> tuple[NearCompetence, ...]:
        found = near([theme.name, *theme.words], self.ranking, self.labels)
        return tuple(NearCompetence(self.items[one.place], one.words) for one in found)


def _sorted(
    part: Written,
    themes: Sequence[Theme],
    placed: Placed,
    shelf: _Shelf,
    campaign: Campaign,
    secret: str,
) -> SortedQuestion:
    code, said = part.question.code, part.texts
    digests = [text_digest(secret, campaign.id, code, text) for text in said]
    kept = [theme for theme in themes if theme.kept]
    held = [
        _held(theme, said, digests, placed.get(theme.id, {}), shelf, campaign.k) for theme in kept
    ]
    insides = [{text.digest for text in one.texts} for one in held]
    inside = set().union(*insides)
    without = [place for place, digest in enumerate(digests) if digest not in inside]
    words = [word for theme in themes for word in theme.words]
    label = part.question.texts.get("fr", {}).get("label", "")
    return SortedQuestion(
        question=part.question,
        texts=_texts(said, digests, range(len(said))),
        themes=tuple(held),
        suggested=tuple(
            Suggestion(
                name=", ".join(theme.name),
                words=theme.words,
                texts=_texts(said, digests, sorted(theme.texts)),
            )
            for theme in suggest(said, apart=[label, *words])
            if not any({digests[place] for place in theme.texts} <= held for held in insides)
        ),
        without=_texts(said, digests, without),
        aside=tuple(theme for theme in themes if not theme.kept),
        placed=placed,
    )


def _held(
    theme: Theme,
    said: Sequence[str],
    digests: Sequence[bytes],
    placed: Mapping[bytes, bool],
    shelf: _Shelf,
    k: int,
) -> HeldTheme:
    proposed = saying(said, theme.words)
    texts = tuple(
        SortedText(text, digest, proposed=digest not in placed)
        for place, (text, digest) in enumerate(zip(said, digests, strict=True))
        if placed.get(digest, place in proposed)
    )
    decided = sum(not text.proposed for text in texts)
    return HeldTheme(
        theme=theme,
        stamp=stamp_of(theme, placed),
        texts=texts,
        people=people(decided, len(said), k),
        competences=shelf.near(theme),
    )


def _texts(
    said: Sequence[str], digests: Sequence[bytes], places: Iterable[int]
) -> tuple[SortedText, ...]:
    return tuple(SortedText(said[place], digests[place]) for place in places)

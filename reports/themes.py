"""Themes of short texts: groups that share a word which most others do not say.

Suffix tree clustering, on single words (Zamir, Etzioni, "Web document clustering: a feasibility
demonstration", SIGIR 1998): each word that enough texts share makes a group, and two groups become
one where at least half of each is in the other. A text may be in several groups, or in none. All is
counted in whole numbers and ties go by the alphabet, so that no order of the texts and no chance
changes anything; and why a text is in a theme can be read in it: it says one of its words.

Tried on sixty comments that a reader had sorted (`tests/reports/comments.py`): of the pairs of
texts put together, 71 % belonged together, and 29 % of those that do were found. NMF on TF-IDF
(numpy, NNDSVD start: Boutsidis, Gallopoulos 2008) had about 70 % and 37 % with ten themes, 58 % and
27 % with eight: it has to be told how many there are, and a text near its threshold moves with the
rounding of a sum. What says the same in other words shares none, and is not found: these are
suggestions, and people decide.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from reports.similarity import Ranking, shared_words, stems, stems_as_written

LEAST_TEXTS = 3  # that share a word which makes a group
MOST_WORDS = 40  # that make groups, the most telling first
MOST_THEMES = 12
NAMING = 3  # words of a name
LEAST_NAMING = 2  # texts that say a word which makes no group, yet names one
NEAR = 2  # competences
SILENT = (  # what comments say and means nothing by itself
    "aider ai aimerais aussi avant besoin beaucoup bien bon bonne cas chose comment comprendre "
    "connaître demande devoir donner encore exemple faut fait fois grand jamais jour manque "
    "meilleur merci mettre mieux moment moins mon ma mes nouveau nos notre oui non parler "
    "particulier passer peu pouvoir prendre quels quelles rien ras sait savoir seul souvent "
    "surtout toujours travail travailler trop trouver utile utiliser venir voir voudrais vouloir "
    "vraiment and for in is of on that the to with"
)


@dataclass(frozen=True)
class Theme:
    """A group of texts: by which words, as people wrote them; `texts` are places in the list.

    `name` holds the two or three words that tell most; one, where the texts share nothing else.
    """

    name: tuple[str, ...]
    words: tuple[str, ...]
    texts: frozenset[int]


@dataclass(frozen=True)
class Near:
    """A competence that says words of a theme, by its place, and these words."""

    place: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class People:
    """How many people a theme is of, among `n`; `count` is None where it is not told.

    `few` says that fewer than k are in it. Fewer than k outside of it are not told either.
    """

    count: int | None
    n: int
    few: bool = False


def suggest(texts: Sequence[str], *, apart: Iterable[str] = ()) -> list[Theme]:
    """Return the themes of texts written under one question, those of most texts first.

    Words of `apart` make none: those of the question itself, those of themes decided upon. Nor do
    words that more than half of the texts say.
    """
    said = [stems_as_written(text) for text in texts]
    holders = _holders(said)
    forms = _forms(said)
    silent = _stems_of([SILENT, *apart])
    telling = {stem: held for stem, held in holders.items() if stem not in silent}
    groups = _merged(_heads(telling, len(texts)))
    found = []
    for heads in groups:
        held = frozenset().union(*(telling[stem] for stem in heads))
        naming = _naming(heads, held, telling)
        found.append(
            Theme(
                name=tuple(forms[stem] for stem in naming),
                words=tuple(forms[stem] for stem in heads),
                texts=held,
            )
        )
    return sorted(found, key=lambda theme: (-len(theme.texts), theme.name))[:MOST_THEMES]


def saying(texts: Sequence[str], words: Iterable[str]) -> frozenset[int]:
    """Return the places of the texts that say one of these words, in any of its forms."""
    wanted = _stems_of(words)
    return frozenset(place for place, text in enumerate(texts) if wanted & set(stems(text)))


def near(words: Iterable[str], competences: Ranking, labels: Sequence[str]) -> list[Near]:
    """Return the competences nearest to the words of a theme; `labels` are what they say."""
    question = " ".join(words)
    places = competences.best(question, NEAR)
    return [Near(place, shared_words(question, labels[place])) for place in places]


def people(count: int, n: int, k: int) -> People:
    """Return how many of the `n` people who wrote a text are in a theme, told from k on both sides.

    Whoever reads the texts can count them: this keeps figures under k out of what is quoted.
    """
    if count < k:
        return People(None, n, few=True)
    return People(count if n - count >= k else None, n)


def _stems_of(texts: Iterable[str]) -> set[str]:
    return {stem for text in texts for stem in stems(text)}


def _holders(said: Iterable[Iterable[tuple[str, str]]]) -> dict[str, frozenset[int]]:
    held: dict[str, set[int]] = defaultdict(set)
    for place, pairs in enumerate(said):
        for stem, _ in pairs:
            held[stem].add(place)
    return {stem: frozenset(places) for stem, places in held.items()}


def _forms(said: Iterable[Iterable[tuple[str, str]]]) -> dict[str, str]:
    """Return the word that most wrote for each stem; the first by the alphabet of as many."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for pairs in said:
        for stem, word in pairs:
            counted[stem][word] += 1
    return {
        stem: min(words, key=lambda word: (-words[word], word)) for stem, words in counted.items()
    }


def _heads(holders: Mapping[str, frozenset[int]], n: int) -> dict[str, frozenset[int]]:
    """Return the words that make groups, with their texts: many texts, yet few of all."""
    shared = [stem for stem, held in holders.items() if LEAST_TEXTS <= len(held) <= n / 2]
    best = sorted(shared, key=lambda stem: (-_weight(len(holders[stem]), n), stem))
    return {stem: holders[stem] for stem in best[:MOST_WORDS]}


def _weight(count: int, n: int) -> float:
    return count * log(n / count)


def _merged(heads: Mapping[str, frozenset[int]]) -> list[tuple[str, ...]]:
    """Return the words of each group, those of most texts first."""
    group = {stem: {stem} for stem in heads}
    for one in heads:
        for other in heads:
            both = len(heads[one] & heads[other])
            alike = 2 * both >= max(len(heads[one]), len(heads[other]))
            if alike and group[one] is not group[other]:
                joined = group[one] | group[other]
                group.update(dict.fromkeys(joined, joined))
    each = {id(stems): stems for stems in group.values()}
    return [
        tuple(sorted(stems, key=lambda stem: (-len(heads[stem]), stem))) for stems in each.values()
    ]


def _naming(
    heads: Sequence[str], held: Collection[int], holders: Mapping[str, frozenset[int]]
) -> list[str]:
    """Return the stems that name a group: its own, then those said more in it than elsewhere."""
    more = [
        stem
        for stem, places in holders.items()
        if stem not in heads
        and len(places & frozenset(held)) >= LEAST_NAMING
        and 2 * len(places & frozenset(held)) > len(places)
    ]
    more.sort(key=lambda stem: (-len(holders[stem] & frozenset(held)), stem))
    return [*heads, *more][:NAMING]

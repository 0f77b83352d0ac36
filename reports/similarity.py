"""How near texts are: which of many short descriptions share the rare words of a question.

Words are stemmed by Snowball and weighed by BM25. Tried on the 55 correspondences that ship, among
the 653 entries of the ROME sample: `bm25s` (MIT, 0.6 MB, needs numpy alone) has 34 of their targets
in its first ten, scikit-learn's TF-IDF 30 or 31 (51 MB, and four more packages). What says the same
in other words shares none, and is not found: these are suggestions, never decisions.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import lru_cache

import bm25s
import numpy as np
import snowballstemmer
from bm25s.stopwords import STOPWORDS_EN, STOPWORDS_FRENCH

WORD = re.compile(r"[^\W\d_]+")
STEMMERS = {"fr": "french", "en": "english"}
MORE_FRENCH = (  # what the list of bm25s leaves, and says nothing of a competence
    *("afin", "ainsi", "autre", "autres", "avoir", "cela", "celle", "celles", "celui", "cet"),
    *("cette", "ceux", "chaque", "comme", "dont", "entre", "faire", "leurs", "plus", "sans"),
    *("selon", "sous", "tout", "tous", "toute", "toutes", "vers", "être"),
)
STOPWORDS = {"fr": frozenset((*STOPWORDS_FRENCH, *MORE_FRENCH)), "en": frozenset(STOPWORDS_EN)}
SHORTEST = 2  # letters of a word that says something
KNOWN_STEMS = 100_000


def stems(text: str, language: str = "fr") -> list[str]:
    """Return the stems of the words that say something, in order, without accents.

    In a language without a stemmer here, words are taken as they are.
    """
    return [_stem(word, language) for word in _words(text, language)]


def stems_as_written(text: str, language: str = "fr") -> list[tuple[str, str]]:
    """Return the same stems, each beside its word: in capitals where it was, as SIG, else small."""
    written = WORD.findall(unicodedata.normalize("NFC", text))
    return [
        (_stem(folded, language), word if word.isupper() else folded)
        for word in written
        for folded in _words(word, language)
    ]


def shared_words(text: str, other: str, language: str = "fr") -> tuple[str, ...]:
    """Return the words of `other` whose stem is in `text` too, each once."""
    wanted = set(stems(text, language))
    said = _words(other, language)
    return tuple(dict.fromkeys(word for word in said if _stem(word, language) in wanted))


class Ranking:
    """Documents ready to be ranked by what they share with a text; it never changes."""

    def __init__(self, documents: Iterable[str], language: str = "fr") -> None:
        self.language = language
        tokens = [stems(document, language) for document in documents]
        self.index = bm25s.BM25()
        self.is_empty = not any(tokens)
        if not self.is_empty:
            self.index.index(tokens, show_progress=False)

    def best(self, text: str, count: int, besides: Collection[int] = ()) -> list[int]:
        """Return the places of the `count` documents nearest to a text, the nearest first.

        Those `besides` are passed over, and those that share no word. What is said twice in `text`
        counts twice.
        """
        known = [] if self.is_empty else self.index.get_tokens_ids(stems(text, self.language))
        if not known:
            return []
        scores = self.index.get_scores_from_ids(known)
        order = np.argsort(-scores, kind="stable")
        apart = set(besides)
        found = (int(place) for place in order[: count + len(apart)] if scores[place] > 0)
        return [place for place in found if place not in apart][:count]


def _words(text: str, language: str) -> list[str]:
    silent = STOPWORDS.get(language, frozenset())
    words = WORD.findall(unicodedata.normalize("NFC", text).casefold())
    return [word for word in words if len(word) >= SHORTEST and word not in silent]


@lru_cache(KNOWN_STEMS)
def _stem(word: str, language: str) -> str:
    name = STEMMERS.get(language)
    # A stemmer keeps the word it is at: threads that shared one would mix theirs up.
    stem = snowballstemmer.stemmer(name).stemWord(word) if name else word
    plain = unicodedata.normalize("NFKD", stem)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))

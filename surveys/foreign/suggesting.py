"""What the columns and values of a file seem to mean. These are proposals: somebody decides.

Titles are compared by the words they share: twice those in common, over those of both (Dice 1945,
« Measures of the amount of ecologic association between species », Ecology 26).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from surveys.blank_words import BLANK_OF, plain
from surveys.foreign.identifying import identifying
from surveys.foreign.tables import Table, inner_title
from surveys.foreign.targets import NO_ANSWER, TICKED, TICKS, Target, Targets
from surveys.paper.boxes import DECLINED, UNCONCERNED

NEAR = 0.6  # share of words in common from which a title is taken for another
NUMBERED = re.compile(r"\s*(\d+)(?:[.,]0+)?(?=\s*$|\s*[-–—:.)=/ ])")
RATING_WORDS = {  # in the order in which they are looked for
    "importance": {"importance", "important", "utile", "utilite", "utilites"},
    "target": {"cible", "vise", "visee", "visé", "attendu", "attendue", "souhaite", "target"},
    "before": {"avant", "before"},
}
ATTRIBUTE_WORDS = {
    "profile": {"profil", "metier", "fonction"},
    "structure": {"structure", "employeur", "organisme"},
    "agent": {"agent"},
    "seniority": {"anciennete", "experience"},
    "territory": {"territoire"},
}
TICK_WORDS = {
    "y",
    "yes",
    "oui",
    "o",
    "x",
    "1",
    "vrai",
    "true",
    "coche",
    "cochee",
    "selected",
    "✓",
    "✔",
    "☑",
}
UNTICKED_WORDS = {"", "n", "no", "non", "0", "faux", "false", "not selected", "quoted"}

Names = Mapping[str, Sequence[str]]  # what each target, or each key, is called


def suggested(table: Table, targets: Targets, names: Names) -> dict[int, str]:
    """Return what each column seems to fill, by place; no two the same, no identifying one."""
    found: dict[int, str] = {}
    words = {code: [_words(name) for name in names.get(code, ())] for code in targets}
    for place, title in enumerate(table.titles):
        if not title or not any(table.cells(place)) or identifying(table, place):
            continue
        taken = set(found.values())
        best = max(_scores(title, targets, words, taken), default=(0.0, 0, ""))
        if best[0] >= NEAR:
            found[place] = best[2]
    return found


def _scores(
    title: str, targets: Targets, words: Mapping[str, Sequence[set[str]]], taken: set[str]
) -> Iterator[tuple[float, int, str]]:
    """Return how near each target is to a title; of two as near, the first in the order."""
    said = [_words(title), _words(inner_title(title)), _words(title.rpartition("/")[2])]
    for order, (code, target) in enumerate(targets.items()):
        boxes = {other.partition("=")[0] for other in taken}
        if code in taken or (target.box.name in boxes and not target.option):
            continue
        label = set().union(*words[code])
        if target.rating and target.rating != _rating(said[0] - label):
            continue
        yield _score(target, said, words[code]), -order, code


def _score(target: Target, said: Sequence[set[str]], called: Sequence[set[str]]) -> float:
    if target.line.attribute:
        return float(
            bool(said[0] & ATTRIBUTE_WORDS.get(target.line.attribute, set()))
        ) * NEAR or max((_dice(one, name) for one in said for name in called), default=0.0)
    spoken = said[:1] if target.option else said  # an option needs its question beside it
    if target.rating and called and called[0] and called[0] <= said[0]:
        return 2.0  # the code of the competence stands in the title
    return max((_dice(one, name) for one in spoken for name in called), default=0.0)


def _rating(words: set[str]) -> str:
    return next((it for it, known in RATING_WORDS.items() if words & known), "current")


def _words(text: str) -> set[str]:
    return set(plain(text).split())


def _dice(one: set[str], other: set[str]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def meanings(
    group: str,
    values: Iterable[str],
    keys: Sequence[str],
    called: Names,
    steps: Collection[str] = (),
) -> dict[str, str]:
    """Return the key that each value of a group seems to mean; those that say nothing are left.

    Numbers are taken for the keys `steps` only where all of them are: 1 to 5 is not 0 to 4; and
    not where words beside one name another step.
    """
    every = list(values)
    numbers = {value: found[1] for value in every if (found := NUMBERED.match(value))}
    fits = all(number in steps for number in numbers.values())
    named = {plain(name): key for key, names in called.items() for name in names}
    meant: dict[str, str] = {}
    for value in every:
        key = (
            _tick(value)
            if group == TICKS
            else _blank(value, keys) or named.get(plain(value) or value, "")
        )
        if not key and value in numbers and fits:
            key = _step(value, numbers[value], named)
        if key and (key in keys or key == NO_ANSWER):
            meant[value] = key
    return meant


def _step(value: str, number: str, named: Mapping[str, str]) -> str:
    words = named.get(plain(value.partition(number)[2]), number)
    return number if words == number else ""


def _tick(value: str) -> str:
    said = plain(value) or value
    return TICKED if said in TICK_WORDS else NO_ANSWER if said in UNTICKED_WORDS else ""


def _blank(value: str, keys: Sequence[str]) -> str:
    """Return the blank that a value says; « N/A » is left, which tools write for « not asked »."""
    said = plain(value) or value
    reason = "" if said == "n a" else BLANK_OF.get(said, "")
    key = {"not_applicable": UNCONCERNED, "declined": DECLINED, "no_answer": NO_ANSWER}.get(reason)
    return key if key and (key in keys or key == NO_ANSWER) else ""

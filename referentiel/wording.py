"""Two texts compared word by word."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

EQUAL, REMOVED, ADDED = "equal", "removed", "added"
MOST_PAIRS = 4_000_000  # of words to compare: beyond, a text is said to be another one
AROUND, MOST_SHOWN, MOST_OF_TEXT = 90, 240, 500  # characters
WORDS = re.compile(r"\w+[’']?|\s+|[^\w\s]")


@dataclass(frozen=True)
class Segment:
    """Some words that both texts have, or only one: `kind` is `equal`, `removed` or `added`."""

    kind: str
    text: str


def segments(before: str, after: str) -> list[Segment]:
    """Return what leads from one text to the other; without what is added, the first is left."""
    return list(_segments(WORDS.findall(before), WORDS.findall(after)))


def _segments(before: list[str], after: list[str]) -> Iterator[Segment]:
    if len(before) * len(after) > MOST_PAIRS:
        yield from (Segment(REMOVED, "".join(before)), Segment(ADDED, "".join(after)))
        return
    # White space only counts beside words that are the same: it is everywhere.
    steps = SequenceMatcher(str.isspace, before, after).get_opcodes()
    for step, start, end, start_after, end_after in steps:
        if step == "equal":
            yield Segment(EQUAL, "".join(before[start:end]))
            continue
        if end > start:
            yield Segment(REMOVED, "".join(before[start:end]))
        if end_after > start_after:
            yield Segment(ADDED, "".join(after[start_after:end_after]))


def abridged(found: Iterable[Segment]) -> list[Segment]:
    """Return segments short enough for a line: what both share is cut to what surrounds changes."""
    cut = [
        Segment(it.kind, _cut(it.text, AROUND if it.kind == EQUAL else MOST_SHOWN)) for it in found
    ]
    shown: list[Segment] = []
    for segment in cut:
        if sum(len(it.text) for it in shown) > MOST_OF_TEXT:
            return [*shown, Segment(EQUAL, "…")]
        shown.append(segment)
    return shown


def _cut(text: str, most: int) -> str:
    half = most // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"

"""What changed from one text to another, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, GONE, NEW = "same", "gone", "new"
WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Part(NamedTuple):
    """A run of words: in both texts, in the older alone, or in the newer alone."""

    kind: str
    text: str


def word_changes(older: str, newer: str) -> list[Part]:
    """Return the runs of words that make the older text, and those that make the newer one."""
    before, after = WORDS.findall(older), WORDS.findall(newer)
    parts: list[Part] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for act, b1, b2, a1, a2 in matcher.get_opcodes():
        if act == "equal":
            parts.append(Part(SAME, "".join(before[b1:b2])))
            continue
        if b2 > b1:
            parts.append(Part(GONE, "".join(before[b1:b2])))
        if a2 > a1:
            parts.append(Part(NEW, "".join(after[a1:a2])))
    return parts

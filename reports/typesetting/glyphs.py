"""Which characters our fonts can draw: a PDF that everybody can read admits no other."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
WIDEST = FONTS / "DejaVuSans.ttf"  # draws all that the others do
INSTEAD = "\N{WHITE SQUARE}"
_UNSEEN = {"Cf", "Cc", "Cs"}  # kinds of characters that only shape others, or steer machines
_PRIVATE = {"Co", "Cn"}  # drawn by some font perhaps, but nobody else can tell what they say


def drawable(value: object) -> object:
    """Return a tree of plain values whose texts hold only what can be drawn.

    Marks that only shape their neighbours go; another character that no font of ours holds
    becomes a square, which says that something stood there.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {key: drawable(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(held) for held in value]
    return value


def _text(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    instead = {letter: _drawn(letter) for letter in set(composed)}  # far fewer than its length
    changed = {ord(letter): drawn for letter, drawn in instead.items() if drawn != letter}
    return composed.translate(changed) if changed else composed


@cache
def _drawn(letter: str) -> str:
    """Return what is drawn for a character: itself, a space, a square, or nothing."""
    kind = unicodedata.category(letter)
    if letter in "\n\t":
        return letter.replace("\t", " ")
    if kind in _UNSEEN or _shapes(letter):
        return ""
    return letter if ord(letter) in covered() and kind not in _PRIVATE else INSTEAD


def _shapes(letter: str) -> bool:
    """Say whether a character only chooses how the one before it is drawn."""
    return "\ufe00" <= letter <= "\ufe0f" or "\U0001f3fb" <= letter <= "\U0001f3ff"


@cache
def covered() -> frozenset[int]:
    """Return the characters of our widest font, read from its own table of them."""
    data = WIDEST.read_bytes()
    start = _table(data, b"cmap")
    for place in range(_word(data, start + 2)):
        subtable = start + _long(data, start + 8 + 8 * place)
        if _word(data, subtable) == 12:  # whole ranges of characters, beyond the first 65,536 too
            groups = range(_long(data, subtable + 12))
            ends = (struct.unpack_from(">II", data, subtable + 16 + 12 * g) for g in groups)
            return frozenset(code for first, last in ends for code in range(first, last + 1))
    raise ValueError("the font has no table of whole ranges")


def _table(data: bytes, tag: bytes) -> int:
    entries = (12 + 16 * place for place in range(_word(data, 4)))
    return next(_long(data, entry + 8) for entry in entries if data[entry : entry + 4] == tag)


def _word(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2])


def _long(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4])

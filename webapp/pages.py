"""A page rendered once and cut where it differs from one visitor to the next.

The template writes `hole("name")` in those places. What lies between the holes never changes: it is
kept rendered and deflated, so that showing the page costs little more than joining its parts.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex

from flask import Response
from markupsafe import Markup

from webapp import compression

CUT = f"\x00{token_hex(8)}"  # which no text that people write can hold
MOST_STORED = 0xFFFF  # bytes in a stored block of the deflate format


def hole(name: str) -> Markup:
    """Mark the place of `name` in a template."""
    return Markup(f"{CUT}{name}{CUT}")  # noqa: S704 -- names are ours and hold no markup


def blank(_name: str) -> str:
    """Leave the place empty, in a page that is the same for everybody."""
    return ""


@dataclass(frozen=True)
class CutPage:
    """The fixed parts of a page, and the names of the holes between them."""

    parts: tuple[bytes, ...]
    deflated: tuple[bytes, ...]
    names: tuple[str, ...]

    @classmethod
    def from_html(cls, html: str) -> "CutPage":
        pieces = html.split(CUT)
        parts = tuple(piece.encode() for piece in pieces[::2])
        return cls(
            parts=parts,
            deflated=tuple(compression.deflate(part) for part in parts),
            names=tuple(pieces[1::2]),
        )

    @property
    def digest(self) -> str:
        """Eight characters that change with the page."""
        return sha256(b"".join(self.parts)).hexdigest()[:8]

    def response(self, values: Mapping[str, str]) -> Response:
        """Return the page with `values` (already escaped) in its holes; a missing one is empty."""
        fills = [values.get(name, "").encode() for name in self.names]
        body = b"".join(_alternate(self.parts, fills))
        response = Response(body, content_type="text/html; charset=utf-8")
        if compression.accepted():
            runs = _alternate(self.deflated, [_stored(fill) for fill in fills])
            response.set_data(compression.join(body, runs))
            response.headers["Content-Encoding"] = "gzip"
        return response


def _alternate(parts: tuple[bytes, ...], fills: list[bytes]) -> list[bytes]:
    joined = [parts[0]]
    for fill, part in zip(fills, parts[1:], strict=True):
        joined += (fill, part)
    return joined


def _stored(fill: bytes) -> bytes:
    # Deflate blocks that hold their bytes as they are: type 0, length, its complement.
    blocks = (fill[start : start + MOST_STORED] for start in range(0, len(fill), MOST_STORED))
    return b"".join(struct.pack("<BHH", 0, len(b), len(b) ^ MOST_STORED) + b for b in blocks)


Render = Callable[[], str]


class PageShelf:
    """Cut pages by key. They are never wrong, only unused: a key holds all that the page shows."""

    def __init__(self, limit: int = 500) -> None:
        self._pages: dict[object, CutPage] = {}
        self._limit = limit

    def get(self, key: object, render: Render) -> CutPage:
        """Return the page kept under `key`, rendered at the first call."""
        page = self._pages.get(key)
        if page is None:
            if len(self._pages) >= self._limit:
                self._pages.clear()
            page = self._pages[key] = CutPage.from_html(render())
        return page

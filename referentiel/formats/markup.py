"""Texts of systems that write HTML: as plain text and back, with what rides along in a comment."""

import json
import re
from html import escape
from html.parser import HTMLParser
from typing import Any

BLOCKS = {"p", "div", "br", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table"}
UNSEEN = {"script", "style"}
MARK = "reperes:"
COMMENT = re.compile(rf"\s*<!--\s*{MARK}(.*?)-->", re.DOTALL)
# What could end a comment, or be taken for markup by a system that cleans it.
HARMFUL = {ord(it): f"\\u{ord(it):04x}" for it in "<>&"}


def html_of(text: str) -> str:
    """Return a plain text as HTML: its paragraphs, its lines."""
    if not text.strip():
        return ""
    parts = re.split(r"\n{2,}", escape(text.strip("\n"), quote=False))
    return "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in parts)


def text_of(html: str) -> str:
    """Return what HTML says, as plain text: a line for each block, a bullet for each point."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.said).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.said.append("\n• " if tag == "li" else "\n")
        self._unseen += tag in UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.said.append("\n\n")
        elif tag in BLOCKS:
            self.said.append("\n")
        self._unseen = max(0, self._unseen - (tag in UNSEEN))

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.said.append(data.replace("\n", " "))


def with_kept(html: str, kept: Any) -> str:  # noqa: ANN401 -- JSON
    """Return HTML with a comment that no reader sees, and that holds nothing but ASCII."""
    said = json.dumps(kept).translate(HARMFUL).replace("--", "\\u002d\\u002d")
    return f"{html}<!--{MARK}{said}-->"


def without_kept(html: str) -> tuple[str, Any]:
    """Return HTML without its comment, and what it held; None where there was none."""
    found = COMMENT.search(html)
    if not found:
        return html, None
    try:
        kept = json.loads(found[1])
    except (ValueError, RecursionError):
        kept = None
    return html[: found.start()] + html[found.end() :], kept

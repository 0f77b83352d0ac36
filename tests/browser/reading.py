"""What readers meet on a page: the stops of the keyboard, what is heard, what is cut."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

FURTHEST = 200  # presses of Tab
LINE = 30  # pixels: what stands on one line may differ by as much

# Where the focus is: null outside the page. `seen`: whether its middle is in view, uncovered.
STOP = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const row = it.closest(".choice") || it;
  const style = getComputedStyle(row);
  const box = it.getClientRects()[0];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const there = document.elementFromPoint(x, y);
  return {
    key: it.type === "radio" ? it.name : it.id || it.textContent.trim().replace(/\\s+/g, " "),
    kind: it.type || it.localName,
    place: [...document.querySelectorAll("*")].indexOf(it),
    top: row.getBoundingClientRect().top + scrollY,
    left: row.getBoundingClientRect().left,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: !!there && (row.contains(there) || there.contains(it)) && y > 0 && y < innerHeight,
  };
}"""

# Every stop there is, in the order of the page, a group of radios counting once.
STOPS = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((it) => !it.disabled && it.checkVisibility({ visibilityProperty: true }))
  .filter((it) => it.type !== "radio" || it === document.querySelector(`[name="${it.name}"]`))
  .map((it) => it.type === "radio" ? it.name
    : it.id || it.textContent.trim().replace(/\\s+/g, " "))"""

# Words that are out of the window, hidden by what holds them, or broken in their middle.
CUT = """() => {
  const found = [];
  if (document.scrollingElement.scrollWidth > innerWidth) found.push("the page scrolls sideways");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const skipped = ".visually-hidden, .skip-link, select, textarea, svg, script, .table-scroll";
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const holder = text.parentElement;
    if (!holder.checkVisibility() || holder.closest(skipped)) continue;
    const holders = [];
    for (let it = holder; it !== document.body; it = it.parentElement) {
      if (getComputedStyle(it).overflow !== "visible") holders.push(it.getBoundingClientRect());
    }
    for (const word of text.data.matchAll(/[\\p{L}\\p{N}·’]+/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const rects = [...range.getClientRects()];
      const out = (a, b) => a.left < b.left - 1 || a.right > b.right + 1
        || a.top < b.top - 1 || a.bottom > b.bottom + 1;
      const wide = { left: 0, right: innerWidth, top: -Infinity, bottom: Infinity };
      if (rects.some((rect) => [wide, ...holders].some((box) => out(rect, box)))) {
        found.push(`cut: ${word[0]}`);
      }
      if (new Set(rects.map((rect) => Math.round(rect.top))).size > 1
        && !holder.closest(".private-link, code, .digest")) found.push(`broken: ${word[0]}`);
    }
  }
  return [...new Set(found)];
}"""


@dataclass(frozen=True)
class Stop:
    """One stop of the keyboard: what it is, where it stands, whether one sees that it is there."""

    key: str
    kind: str
    place: int
    top: float
    left: float
    outline: float
    seen: bool


@dataclass(frozen=True)
class Heard:
    """One node of the accessibility tree, with the names of the groups that hold it."""

    role: str
    name: str
    description: str
    states: dict[str, Any]
    within: tuple[str, ...]


def stop(page: Page) -> Stop | None:
    """Return where the focus is; None outside the page."""
    found = page.evaluate(STOP)
    return Stop(**found) if found else None


def stops(page: Page, *, key: str = "Tab") -> list[Stop]:
    """Press a key until the focus is where it was before, and return each stop in reading order."""
    found: list[Stop] = []
    for _ in range(FURTHEST):
        page.keyboard.press(key)
        here = stop(page)
        known = [before.place for before in found]
        if here and here.place in known:
            found = found[known.index(here.place) :]
            found = found if key == "Tab" else found[::-1]
            first = found.index(min(found, key=lambda stop: stop.place))
            return found[first:] + found[:first]
        if here:  # else the focus is between the end of the page and its beginning
            found.append(here)
    raise AssertionError(f"the focus never leaves « {found[-1].key} »" if found else "no stop")


def unread(found: list[Stop]) -> list[str]:
    """Return the stops that come after another beside or below which they do not stand."""
    return [
        after.key
        for before, after in pairwise(found)
        if after.place < before.place
        or after.top < before.top - LINE
        or (after.top < before.top + 1 and after.left < before.left)
    ]


def offered(page: Page) -> list[str]:
    """Return every stop that the keyboard should make."""
    return [str(key) for key in page.evaluate(STOPS)]


def lost(found: list[Stop]) -> list[str]:
    """Return the stops that do not show where the focus is."""
    return [stop.key for stop in found if stop.outline < 2 or not stop.seen]


def cut(page: Page) -> list[str]:
    """Return what does not show whole."""
    return [str(line) for line in page.evaluate(CUT)]


def heard(page: Page) -> list[Heard]:
    """Return the accessibility tree of a page, as a list in the order of reading."""
    wire = page.context.new_cdp_session(page)
    nodes = wire.send("Accessibility.getFullAXTree")["nodes"]
    wire.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    return [*_read(by_id, nodes[0], ())]


def _read(by_id: dict[str, Any], node: dict[str, Any], within: tuple[str, ...]) -> Iterator[Heard]:
    role, name = _value(node, "role"), _value(node, "name")
    if not node["ignored"]:
        states = {state["name"]: state["value"].get("value") for state in node["properties"]}
        yield Heard(role, name, _value(node, "description"), states, within)
        within = (*within, name) if role in ("group", "radiogroup") else within
    for child in node.get("childIds", ()):
        yield from _read(by_id, by_id[child], within)


def _value(node: dict[str, Any], key: str) -> str:
    return " ".join(str(node.get(key, {}).get("value", "")).split())

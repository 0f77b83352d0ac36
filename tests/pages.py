"""What is true of every page: the test client reads each page it opens with `check_page`."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "path",
        "circle",
        "rect",
        "line",
    ]
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNSPOKEN = ("script", "style", "code", "pre", "kbd", "textarea", "svg")
WITHOUT_LABEL = ("hidden", "submit", "button", "reset", "image")

Attributes = dict[str, str]


@dataclass
class Element:
    tag: str
    attributes: Attributes
    text: str = ""


@dataclass
class Control:
    """A field, and what stood around it."""

    element: Element
    in_label: bool
    fieldset: Element | None

    @property
    def name(self) -> str:
        known = self.element.attributes
        kind = known.get("type", "")
        return f"<{self.element.tag} type={kind} name={known.get('name', '?')}>"


@dataclass
class Page:
    """The parts of a page that its rules speak of."""

    elements: list[Element] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    legends: list[Element] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        return [element for element in self.elements if element.tag in tags]


class Reader(HTMLParser):
    """Turns HTML into a `Page`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.page.elements.append(element)
        if tag in ("input", "select", "textarea"):
            self.page.controls.append(self._control(element))
        if tag == "legend" and (fieldset := self._nearest("fieldset")):
            self.page.legends.append(fieldset)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        places = [place for place, element in enumerate(self._open) if element.tag == tag]
        if places:
            del self._open[places[-1] :]

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data
        if not any(element.tag in UNSPOKEN for element in self._open):
            self.page.prose.append(data)

    def _nearest(self, tag: str) -> Element | None:
        return next((e for e in reversed(self._open) if e.tag == tag), None)

    def _control(self, element: Element) -> Control:
        return Control(element, self._nearest("label") is not None, self._nearest("fieldset"))


def check_page(html: str) -> None:
    """Raise AssertionError with every broken rule of the page, each saying what to do."""
    problems = problems_of(html)
    assert not problems, "\n".join(["This page breaks the rules of every page:", *problems])


def problems_of(html: str) -> list[str]:
    """Return a sentence for each broken rule of a page."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    return [problem for rule in RULES for problem in rule(reader.page)]


def language(page: Page) -> list[str]:
    found = [element.attributes.get("lang") for element in page.all("html")]
    return (
        [] if found in (["fr"], ["en"]) else ['Extend base.html: <html> needs lang="fr" or "en".']
    )


def title(page: Page) -> list[str]:
    found = [element.text.strip() for element in page.all("title")]
    return [] if found and found[0] else ["Fill the block `title` with what the page is about."]


def one_h1(page: Page) -> list[str]:
    found = [element.text.strip() for element in page.all("h1")]
    return [] if len(found) == 1 and found[0] else [f"Write exactly one h1; found {found}."]


def heading_order(page: Page) -> list[str]:
    levels = [(int(h.tag[1]), h.text.strip()) for h in page.all(*HEADINGS)]
    return [
        f"Use h{before + 1} for « {text} »: h{after} skips a level."
        for (before, _), (after, text) in pairwise(levels)
        if after > before + 1
    ]


def unique_ids(page: Page) -> list[str]:
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    return [f"Give each element its own id: « {i} » is used {ids.count(i)} times." for i in twice]


def references(page: Page) -> list[str]:
    ids = {e.attributes.get("id") for e in page.elements}
    return [
        f"{name}=« {value} » of <{e.tag}> points to nothing: write an element with that id."
        for e in page.elements
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for value in e.attributes.get(name, "").split()
        if value not in ids
    ]


def labels(page: Page) -> list[str]:
    named = {e.attributes.get("for") for e in page.all("label")}
    return [
        f"Label {control.name}: a <label for>, a <label> around it or an aria-label."
        for control in page.controls
        if control.element.attributes.get("type") not in WITHOUT_LABEL
        and not control.in_label
        and control.element.attributes.get("id", "") not in named
        and not control.element.attributes.keys() & {"aria-label", "aria-labelledby"}
    ]


def radio_groups(page: Page) -> list[str]:
    return [
        f"Put {control.name} in a <fieldset> with a <legend>: use the macros of fields.html."
        for control in page.controls
        if control.element.attributes.get("type") == "radio"
        and (control.fieldset is None or not any(control.fieldset is f for f in page.legends))
    ]


def inline_style_and_script(page: Page) -> list[str]:
    styled = [
        f"Move the style of <{e.tag}> to style.css: the page may carry none."
        for e in page.elements
        if "style" in e.attributes or e.tag == "style"
    ]
    scripted = [
        "Move this script to a file of static/: the page may carry none."
        for e in page.all("script")
        if "src" not in e.attributes and e.attributes.get("type") != "application/json"
    ]
    handled = [
        f"Move {name} of <{e.tag}> to a script file."
        for e in page.elements
        for name in e.attributes
        if name.startswith("on")
    ]
    return styled + scripted + handled


def outside_resources(page: Page) -> list[str]:
    return [
        f"Serve {address} ourselves: a page asks nothing of another site."
        for e in page.all("link", "script", "img", "iframe", "source", "video", "audio")
        for address in (e.attributes.get("src", ""), e.attributes.get("href", ""))
        if re.match(r"(https?:)?//", address)
    ]


def alternatives(page: Page) -> list[str]:
    return [
        f"Give the image {e.attributes.get('src')} an alt, empty if it only adorns."
        for e in page.all("img")
        if "alt" not in e.attributes
    ]


def forms(page: Page) -> list[str]:
    return [
        "Say where this form goes: give it an action or a method."
        for e in page.all("form")
        if not e.attributes.keys() & {"action", "method"}
    ]


def buttons(page: Page) -> list[str]:
    return [
        f"Give the button « {e.text.strip()} » a type: submit or button."
        for e in page.all("button")
        if e.attributes.get("type") not in ("submit", "button")
    ]


def apostrophes(page: Page) -> list[str]:
    return [
        f"Write ’ in place of ' in « {text.strip()[:60]} »."
        for text in page.prose
        if re.search(r"\w'\w", text)
    ]


RULES = (
    language,
    title,
    one_h1,
    heading_order,
    unique_ids,
    references,
    labels,
    radio_groups,
    inline_style_and_script,
    outside_resources,
    alternatives,
    forms,
    buttons,
    apostrophes,
)

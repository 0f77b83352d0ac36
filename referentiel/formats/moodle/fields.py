"""The fourteen columns of Moodle's competency frameworks, and how ours fill them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from referentiel.base import Texts, in_language
from referentiel.formats.grids import CONTROL
from referentiel.formats.markup import html_of
from referentiel.models import AREA
from referentiel.tree import STEPS, EdgeNode, ItemNode, ReferentielTree, walk

TITLES = (
    "Parent ID number", "ID number", "Short name", "Description", "Description format",
    "Scale values", "Scale configuration", "Rule type (optional)", "Rule outcome (optional)",
    "Rule config (optional)", "Cross-referenced competency ID numbers", "Exported ID (optional)",
    "Is framework", "Taxonomy",
)  # fmt: skip
LONGEST = 100  # characters of a name or of an identifier, for Moodle
CUT = "…"
HTML = "1"
FORMATS = ("", "0", "1", "2", "4")  # Moodle's own, HTML, plain, Markdown
PLAIN = ("2", "4")
PROFICIENT = 3  # from this level on, somebody counts as competent
WITHOUT_SCALE = "Non acquise,Acquise"
RELATED = "isRelatedTo"
# What Moodle says of a competency and we have no place for, with what it says of nothing.
OF_RULES = {"ruletype": "", "ruleoutcome": "0", "ruleconfig": "null"}
OF_SCALE = ("scalevalues", "scaleconfiguration")


@dataclass(frozen=True)
class Line:
    """A row of the file."""

    parent: str = ""
    idnumber: str = ""
    shortname: str = ""
    description: str = ""
    descriptionformat: str = HTML
    scalevalues: str = ""
    scaleconfiguration: str = ""
    ruletype: str = ""
    ruleoutcome: str = ""
    ruleconfig: str = ""
    related: str = ""
    exportid: str = ""
    isframework: str = ""
    taxonomies: str = ""

    @property
    def cells(self) -> list[str]:
        """The fourteen cells, in order."""
        return [getattr(self, it.name) for it in fields(self)]


def line_of(cells: Sequence[str]) -> Line:
    """Return a row from its cells, however many there are."""
    return Line(*(*cells, *[""] * len(TITLES))[: len(TITLES)])


def idnumber_of(code: str, lineage: str) -> str:
    """Return the identifier of an entry: its code, where Moodle keeps it whole."""
    whole = len(code) <= LONGEST and code == code.strip() and code.isprintable()
    return code if whole and "<" not in code else lineage


def shortened(name: str) -> str:
    """Return a name that Moodle keeps whole: on one line, of a hundred characters at most."""
    line = " ".join(name.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + CUT


def description_of(label: str, description: str) -> str:
    """Return the description as HTML, after the whole name where the name is cut."""
    whole = f"<p><strong>{html_of(label)[3:-4]}</strong></p>"
    return (whole if shortened(label).endswith(CUT) else "") + html_of(description)


def label_of(texts: Texts, main: str) -> str:
    """Return the name of an entry in the language of the file."""
    return in_language(texts, "label", main)


def about_of(item: ItemNode, main: str) -> str:
    """Return what an entry shows as its description: what Moodle had, if it says the same."""
    had = item.foreign.get("description")
    if isinstance(had, str) and had:
        return had
    return description_of(label_of(item.texts, main), in_language(item.texts, "description", main))


def about_framework(tree: ReferentielTree, main: str) -> str:
    """Return what a framework shows as its description."""
    had = tree.content.origin.get("description")
    return had if isinstance(had, str) and had else html_of(tree_about(tree, main))


def tree_about(tree: ReferentielTree, main: str) -> str:
    """Return what the version says of itself."""
    return in_language(tree.content.texts, "about", main)


def scale_values(tree: ReferentielTree, main: str) -> str:
    """Return the names of the levels, lowest first; commas would cut them."""
    steps = tree.content.scales.get("mastery", ())
    if not steps:
        had = tree.content.origin.get("scalevalues")
        return had if isinstance(had, str) and had else WITHOUT_SCALE
    names = (in_language(step, "label", main) or str(at) for at, step in enumerate(steps))
    return ",".join(" ".join(name.replace(",", ";").split()) for name in names)


def scale_configuration(tree: ReferentielTree) -> str:
    """Return which level is given by default, and from which on somebody is proficient."""
    had = tree.content.origin.get("scaleconfiguration")
    if isinstance(had, str) and had:
        return had
    count = STEPS if tree.content.scales else WITHOUT_SCALE.count(",") + 1
    first = PROFICIENT if count == STEPS else count - 1
    levels = [
        {"id": at + 1, "scaledefault": int(at == first), "proficient": int(at >= first)}
        for at in range(count)
    ]
    return json.dumps([{"scaleid": "1"}, *levels], separators=(",", ":"))


def taxonomies(tree: ReferentielTree) -> str:
    """Return Moodle's word for the entries of each depth."""
    had = tree.content.origin.get("taxonomies")
    if isinstance(had, str) and had:
        return had
    kinds: dict[int, set[str]] = {}
    for depth, item in walk(tree.content.items):
        kinds.setdefault(depth, set()).add(item.kind)
    return ",".join("domain" if kinds[at] == {AREA} else "competency" for at in sorted(kinds))


def pair(edge: EdgeNode) -> frozenset[str] | None:
    """Return the two ends of a relation that Moodle knows, which goes both ways."""
    ends = frozenset(filter(None, (edge.origin, edge.target)))
    return ends if edge.type == RELATED and len(ends) == 2 else None


def listed(ids: Iterable[str]) -> str:
    """Return identifiers in one cell; their own commas are written %2C."""
    return ",".join(one.replace(",", "%2C") for one in ids)


def unlisted(cell: str) -> list[str]:
    """Return the identifiers of a cell."""
    return [found for one in cell.split(",") if (found := one.replace("%2C", ",").strip())]


def is_framework(line: Line) -> bool:
    """Say whether a row is the framework itself."""
    return line.isframework.strip().lower() in ("1", "true", "vrai", "oui", "yes")


def alike(written: str, read: str) -> bool:
    """Say whether a cell still says what was written, whatever became of spaces."""
    return CONTROL.sub("", written).split() == read.split()

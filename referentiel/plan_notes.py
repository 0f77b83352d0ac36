"""A plan as it is kept for its pages: counts, issues and changes, none of them without bound."""

from collections.abc import Iterator
from hashlib import sha256

from referentiel.base import Json
from referentiel.changes import KEPT, Differences, EntryChange, FieldChange, TextChange
from referentiel.formats.base import Issue
from referentiel.importing import Plan
from referentiel.tree import ItemNode

MOST_ISSUES = 1_000
LONGEST = 2_000  # characters of one text
ROOM = 2_000_000  # characters of texts, after which entries are only named


def plan_notes(plan: Plan) -> Json:
    """Return what pages show of a plan, as JSON."""
    issues = sorted(plan.issues, key=lambda issue: not issue.is_error)
    notes: Json = {
        "action": plan.action,
        "stamp": sha256(plan.stamp.encode()).hexdigest(),
        "errors": len(plan.errors),
        "issues": [issue_note(issue) for issue in issues[:MOST_ISSUES]],
        "unlisted": max(0, len(issues) - MOST_ISSUES),
    }
    if plan.changes is not None and plan.tree is not None:
        notes["items"] = len(plan.tree.content.items)
        notes["title"] = plan.tree.title
        notes["parts"] = parts_of(plan.changes)
        notes["changes"] = list(_changes(plan.changes))
    return notes


def issue_note(issue: Issue) -> Json:
    """Return an issue as JSON."""
    values = {key: str(value)[:LONGEST] for key, value in issue.values.items()}
    return {
        "sentence": issue.sentence,
        "values": values,
        "row": issue.row,
        "entry": issue.entry[:LONGEST],
        "error": issue.is_error,
    }


def parts_of(changes: Differences) -> dict[str, int]:
    """Return how much changes beside the entries, by part."""
    counts = {
        "texts": len(changes.texts) + len(changes.fields),
        "scales": len(changes.scales),
        "anchors": len(changes.anchors),
        "profiles": len(changes.profiles),
        "crosswalks": len(changes.crosswalks),
        "edges": len(changes.edges_added) + len(changes.edges_withdrawn),
        "rubrics": len(changes.rubrics),
        "successions": int(changes.successions),
    }
    return {part: count for part, count in counts.items() if count}


def _changes(changes: Differences) -> Iterator[Json]:
    room = ROOM
    if changes.texts:
        yield {"fate": KEPT, "code": "", "label": {}, "texts": _texts(changes.texts)}
    for entry in changes.changes:
        note = _named(entry)
        if room > 0:
            note |= {
                "texts": _texts(entry.texts),
                "fields": _fields((*entry.moves, *entry.fields)),
                "others": [it.code for it in entry.others],
            }
            room -= sum(len(text) for said in note["texts"] for text in said)
        yield note


def _named(entry: EntryChange) -> Json:
    note: Json = {"fate": entry.fate, "code": _notation(entry.item), "label": _label(entry.item)}
    if entry.moves:
        note["moved"] = True
    return note


def _notation(item: ItemNode) -> str:
    return "" if item.code in (item.foreign_id, item.identity) else item.code


def _label(item: ItemNode) -> dict[str, dict[str, str]]:
    return {
        language: {"label": said["label"][:LONGEST]}
        for language, said in item.texts.items()
        if said.get("label")
    }


def _texts(changes: tuple[TextChange, ...]) -> list[list[str]]:
    return [[it.language, it.key, it.before[:LONGEST], it.after[:LONGEST]] for it in changes]


def _fields(changes: tuple[FieldChange, ...]) -> list[list[str]]:
    return [[it.name, _said(it.before), _said(it.after)] for it in changes]


def _said(value: object) -> str:
    """Return a field in a few words; what holds more than that is not shown."""
    if isinstance(value, tuple | list):
        plain = [it for it in value if isinstance(it, str)]
        return ", ".join(plain)[:200]
    return value[:200] if isinstance(value, str) else ""

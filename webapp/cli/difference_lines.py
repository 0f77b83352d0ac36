"""Plans and differences as lines of a terminal, word by word, in colours where it shows them."""

from collections.abc import Iterator

import click

from referentiel.base import Texts, in_language
from referentiel.changes import (
    ADDED,
    WITHDRAWN,
    Differences,
    EntryChange,
    FieldChange,
    StepChange,
    TextChange,
)
from referentiel.differences import differences
from referentiel.formats.base import Issue
from referentiel.formats.notes import outlined
from referentiel.importing import Plan
from referentiel.plan_notes import parts_of
from referentiel.tree import ReferentielTree, Target
from referentiel.wording import EQUAL, REMOVED, segments
from webapp.plan_words import ACTIONS, FATES, FIELDS, KEYS, PARTS

MOST_ISSUES = 50
COLOURS = {ADDED: "green", WITHDRAWN: "red"}
MARKS = {ADDED: "+", WITHDRAWN: "-"}


def plan_lines(plan: Plan) -> Iterator[str]:
    """Return what an import would do, and what is wrong with its file."""
    if plan.tree is not None and plan.changes is not None:
        yield f"{ACTIONS[plan.action]} : {plan.tree.slug}@{plan.tree.label} ({plan.format.label})"
        yield from _counts(plan.changes)
    issues = sorted(plan.issues, key=lambda issue: not issue.is_error)
    yield from map(issue_line, issues[:MOST_ISSUES])
    if len(issues) > MOST_ISSUES:
        yield f"… et {len(issues) - MOST_ISSUES} remarques de plus."


def issue_line(issue: Issue) -> str:
    """Return where something is, and what."""
    kind = click.style("erreur", fg="red") if issue.is_error else "à savoir"
    where = f"ligne {issue.row}" if issue.row is not None else issue.entry
    values = {k: outlined(str(it)) if k == "alike" else it for k, it in issue.values.items()}
    sentence = issue.sentence % values if values else issue.sentence
    return " : ".join(filter(None, (kind, where, sentence)))


def _counts(changes: Differences) -> Iterator[str]:
    for fate, count in changes.counts.items():
        yield f"  {count} {FATES[fate]}{'s' if count > 1 else ''}"
    for part, count in parts_of(changes).items():
        yield f"  {PARTS[part]} : {count}"


def difference_lines(older: ReferentielTree, newer: ReferentielTree) -> Iterator[str]:
    """Return what tells two versions apart, entry by entry; nothing where nothing does."""
    found = differences(older, newer)
    yield from map(_text, found.texts)
    yield from map(_field, found.fields)
    for entry in found.changes:
        yield from _entry(entry)
    for name, steps in (("échelle", found.scales), ("descripteurs", found.anchors)):
        for step in steps:
            yield from _step(name, step)
    yield from _profiles(found)
    yield from _links(found)


def _entry(entry: EntryChange) -> Iterator[str]:
    item = entry.item
    mark = MARKS.get(entry.fate, "~")
    line = f"{mark} {item.code}  {in_language(item.texts, 'label', 'fr')}  [{FATES[entry.fate]}]"
    if entry.others:
        line += " ↔ " + ", ".join(it.code for it in entry.others)
    yield click.style(line, fg=COLOURS.get(entry.fate))
    yield from map(_text, entry.texts)
    yield from map(_field, (*entry.moves, *entry.fields))


def _text(change: TextChange) -> str:
    name = KEYS.get(change.key, change.key)
    return f"    {name} ({change.language}) : {_words(change.before, change.after)}"


def _words(before: str, after: str) -> str:
    parts = []
    for it in segments(before, after):
        if it.kind == EQUAL:
            parts.append(it.text)
        elif it.kind == REMOVED:
            parts.append(click.style(f"[-{it.text}-]", fg="red"))
        else:
            parts.append(click.style(f"{{+{it.text}+}}", fg="green"))
    return "".join(parts)


def _field(change: FieldChange) -> str:
    name = FIELDS.get(change.name, change.name)
    if isinstance(change.before, str | None) and isinstance(change.after, str | None):
        said = _words(change.before or "", change.after or "")
        return f"    {name} : {said}" if said else f"    {name} : changé"
    return f"    {name} : changé"


def _step(name: str, step: StepChange) -> Iterator[str]:
    yield f"~ {name} « {step.name} », niveau {step.level}"
    yield from map(_text, step.texts)


def _profiles(found: Differences) -> Iterator[str]:
    for profile in found.profiles:
        mark = "+" if profile.older is None else "-" if profile.newer is None else "~"
        texts: Texts = (profile.newer or profile.older).texts  # type: ignore[union-attr]
        yield f"{mark} profil {profile.code}  {in_language(texts, 'label', 'fr')}"
        yield from map(_text, profile.texts)
        for target in profile.targets:
            yield f"    {target.code} : {_target(target.before)} → {_target(target.after)}"


def _target(target: Target | None) -> str:
    if target is None:
        return "rien"
    span = f"{target.level}-{target.high}" if target.high is not None else str(target.level)
    weight = f", poids {target.weight:g}" if target.weight != 1 else ""
    return span + weight + (", critique" if target.critical else "")


def _links(found: Differences) -> Iterator[str]:
    for link in found.crosswalks:
        for mark, node in (("-", link.older), ("+", link.newer)):
            if node is not None:
                yield f"{mark} {node.code} {node.relation} {node.scheme} {node.target}"
    for mark, edges in (("-", found.edges_withdrawn), ("+", found.edges_added)):
        for edge in edges:
            yield f"{mark} {edge.origin or '…'} {edge.type} {edge.target or '…'}"
    for older, newer in found.rubrics:
        mark = "+" if older is None else "-" if newer is None else "~"
        yield f"{mark} grille {(newer or older).key}"  # type: ignore[union-attr]

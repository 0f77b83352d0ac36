"""Which entry of a référentiel each entry of a file is, and what no file may hold."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from referentiel.base import Texts, french
from referentiel.errors import ImportRefused
from referentiel.formats.base import LONGEST_TEXT, MOST_DEPTH, MOST_ITEMS, TooLarge
from referentiel.tree import ItemNode, ReferentielTree, lineage_of, walk

LONGEST_CODE = 500  # characters; identifiers of foreign files may be addresses


class TextTooLong(ImportRefused):
    sentence = french(
        "Entrée « %(entry)s » : un texte a %(found)s caractères ; il en faut %(most)s au plus."
    )


class TooDeep(ImportRefused):
    sentence = french(
        "Entrée « %(entry)s » : elle est à plus de %(most)s niveaux de profondeur. "
        "Rattachez-la plus haut."
    )


class UnfitCode(ImportRefused):
    sentence = french(
        "Entrée « %(entry)s » : son code ou son identifiant est trop long, ou contient un "
        "caractère qui ne peut pas être gardé."
    )


class NothingInside(ImportRefused):
    sentence = french("Ce fichier ne contient aucune entrée : il n’y a rien à importer.")


@dataclass(frozen=True)
class Known:
    """The identities of a référentiel by code and by foreign identifier, as last given.

    `older` holds those that a code had in other versions than the one a file updates.
    """

    namespace: UUID
    by_code: Mapping[str, str]
    by_foreign_id: Mapping[str, str]
    older: Mapping[str, set[str]] = field(default_factory=dict)
    is_new: bool = False


def settled(
    tree: ReferentielTree, *, slug: str, label: str, known: Known, unsaid: UUID
) -> ReferentielTree:
    """Return a tree at its place, whose entries have the identities that they have there.

    `unsaid` is the namespace of a tree whose file gives none: its entries are found again by
    their foreign identifier, else by their code. Those of a file that has its own keep theirs.
    """
    own = tree.namespace != unsaid
    namespace = tree.namespace if own and known.is_new else known.namespace
    before = {item.code: tree.lineage(item) for item in tree.content.items}
    after: dict[str, str] = {}
    taken: set[str] = set()
    for item in tree.content.items:
        found = before[item.code] if own else _found(item, known, namespace, unsaid, taken)
        after[item.code] = found
        taken.add(found)
    items = tuple(
        replace(item, identity=None if line == lineage_of(namespace, item.code) else line)
        for item, line in ((item, after[item.code]) for item in tree.content.items)
    )
    now = {before[code]: after[code] for code in before}
    return replace(
        tree,
        slug=slug,
        label=label,
        namespace=namespace,
        content=replace(tree.content, items=items),
        successions=tuple(
            replace(
                one,
                origin=now.get(one.origin or "", one.origin),
                target=now.get(one.target or "", one.target),
            )
            for one in tree.successions
        ),
    )


def _found(
    item: ItemNode, known: Known, namespace: UUID, unsaid: UUID, taken: Collection[str]
) -> str:
    """Return the identity of an entry whose file may say none."""
    derived = (
        None,
        lineage_of(unsaid, item.code),
        lineage_of(unsaid, item.foreign_id) if item.foreign_id else None,
    )
    if item.identity not in derived:
        return str(item.identity)
    there = known.by_foreign_id.get(item.foreign_id or "") or known.by_code.get(item.code)
    if there and there not in taken:
        return there
    named = item.foreign_id if item.identity and item.identity == derived[2] else item.code
    return lineage_of(namespace, named or item.code)


def within_limits(tree: ReferentielTree) -> None:
    """Refuse a tree that is too big to be held, whatever format it came from.

    Raises:
        ImportRefused: with the entry at fault.
    """
    items = tree.content.items
    if not items:
        raise NothingInside
    if len(items) > MOST_ITEMS:
        raise TooLarge(limit=f"{MOST_ITEMS} entrées")
    for item in items:
        said = filter(None, (item.code, item.foreign_id, item.type, item.identity))
        if not all(map(is_fit, said)):
            raise UnfitCode(entry=ascii(item.code[:40])[1:-1])
    for name, texts in _texts(tree):
        longest = max((len(t) for said in texts.values() for t in said.values()), default=0)
        if longest > LONGEST_TEXT:
            raise TextTooLong(entry=name, found=longest, most=LONGEST_TEXT)
    _depth(tree)


def is_fit(text: str) -> bool:
    """Say whether a base can hold this as a code."""
    fit = "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
    return fit and len(text) <= LONGEST_CODE


def _depth(tree: ReferentielTree) -> None:
    codes: set[str] = set()
    for item in tree.content.items:
        if item.parent is not None and item.parent not in codes:
            return  # `check` refuses it, and says why
        codes.add(item.code)
    for depth, item in walk(tree.content.items):
        if depth >= MOST_DEPTH:
            raise TooDeep(entry=item.code, most=MOST_DEPTH)


def _texts(tree: ReferentielTree) -> Iterator[tuple[str, Texts]]:
    content = tree.content
    yield tree.label, tree.title
    yield tree.label, content.texts
    for item in content.items:
        yield item.code, item.texts
        for criterion in item.criteria:
            yield item.code, criterion.texts
            yield from ((item.code, step.texts) for step in criterion.steps)
    for profile in content.profiles:
        yield profile.code, profile.texts
    for name, steps in (*content.scales.items(), *content.anchors.items()):
        yield from ((name, texts) for texts in steps)

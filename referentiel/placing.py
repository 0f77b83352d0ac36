"""Where an imported file goes: which référentiel and which version it becomes, or updates."""

import re
from dataclasses import dataclass
from datetime import date
from uuid import uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.base import slugify
from referentiel.errors import HeldElsewhere
from referentiel.formats.base import Naming
from referentiel.identities import Known, UnfitCode, is_fit
from referentiel.models import Item, Referentiel, Version
from referentiel.models.versions import DRAFT, LATEST
from referentiel.people import Organisation
from referentiel.stored import NOWHERE, namespace_of
from referentiel.tree import ReferentielTree

NAMELESS = "referentiel"  # the address of what has no title


@dataclass(frozen=True)
class Place:
    """Where a file goes: what is there of that address and of that label, and what came before.

    `latest` is the version written last, draft or not; `before` the one that was published last,
    from which a new version comes.
    """

    slug: str
    label: str
    referentiel: Referentiel | None
    version: Version | None
    latest: Version | None
    before: Version | None = None

    @property
    def is_out(self) -> bool:
        """Whether a version was published."""
        return self.before is not None

    @property
    def base(self) -> Version | None:
        return self.version or self.before or self.latest

    @property
    def stamp(self) -> str:
        """What changes with anything that a plan for this place rests on."""
        known = [
            (it.id, it.label, it.state, it.standing, it.revision) if it else None
            for it in (self.version, self.latest, self.before)
        ]
        return repr((self.referentiel and self.referentiel.id, self.slug, self.label, *known))


def find_place(
    session: Session,
    tree: ReferentielTree,
    naming: Naming,
    *,
    slug: str,
    label: str,
    organisation: Organisation,
    today: date,
) -> Place:
    """Return where a file goes: as asked, else as it says, else by its title.

    `naming` is what it was read with: what its tree took from there, it does not say itself.

    Raises:
        HeldElsewhere: the address that was asked for, or that the file says, is another's.
    """
    slug = slugify(slug) or (tree.slug if tree.slug != naming.slug else "")
    if not slug:
        title = next((said["title"] for said in tree.title.values() if said.get("title")), "")
        slug = _free(session, slugify(title) or NAMELESS, organisation)
    label = label or (tree.label if tree.label != naming.label else "")
    for text in (slug, label):
        if not is_fit(text):
            raise UnfitCode(entry=ascii(text[:40])[1:-1])
    place = place_of(session, slug, label, organisation)
    if label:
        return place
    if place.latest is not None and place.latest.state == DRAFT:
        return place_of(session, slug, place.latest.label, organisation)
    label = new_label(session, place, today.isoformat())
    return place_of(session, slug, label, organisation)


def place_of(session: Session, slug: str, label: str, organisation: Organisation) -> Place:
    """Return what an organisation has of this address and of this label.

    Raises:
        HeldElsewhere: the address is another's.
    """
    referentiel = session.scalar(select(Referentiel).where(Referentiel.slug == slug))
    if referentiel is None:
        return Place(slug, label, None, None, None)
    if referentiel.organisation_id != organisation.id:
        raise HeldElsewhere(slug=slug)
    held = Version.referentiel_id == referentiel.id
    version = session.scalar(select(Version).where(held, Version.label == label))
    latest = session.scalar(select(Version).where(held).order_by(Version.id.desc()).limit(1))
    out = select(Version).where(held, Version.state != DRAFT).order_by(*LATEST).limit(1)
    return Place(slug, label, referentiel, version, latest, session.scalar(out))


def _free(session: Session, slug: str, organisation: Organisation) -> str:
    """Return an address of the organisation's own, or one that nobody has."""
    of_others = Referentiel.organisation_id != organisation.id
    begins = Referentiel.slug.startswith(slug, autoescape=True)
    taken = set(session.scalars(select(Referentiel.slug).where(of_others, begins)))
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    return free


def new_label(session: Session, place: Place, label: str) -> str:
    """Return a label that no version there has: this one, else the next one."""
    number = place.referentiel.id if place.referentiel else 0
    taken = set(session.scalars(select(Version.label).where(Version.referentiel_id == number)))
    while label in taken:
        label = next_label(label)
    return label


def next_label(label: str) -> str:
    """Return the label that would come next: « DT-2026.1 » after « DT-2026.0 »."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", label):
        return f"{label}-2"
    found = re.fullmatch(r"(.*?)(\d{1,9})", label, re.DOTALL)
    return f"{found[1]}{int(found[2]) + 1:0{len(found[2])}}" if found else f"{label}-2"


def known_at(session: Session, place: Place) -> Known:
    """Return the identities of a référentiel, those of its latest versions first."""
    referentiel = place.referentiel
    if referentiel is None:
        return Known(uuid5(NOWHERE, place.slug), {}, {}, is_new=True)
    rows = session.execute(
        select(Item.code, Item.foreign_id, Item.lineage, Item.version_id)
        .join(Version, Version.id == Item.version_id)
        .where(Version.referentiel_id == referentiel.id)
        .order_by(Version.id != (place.base.id if place.base else 0), Version.id.desc())
    ).all()
    by_code: dict[str, list[str]] = {}
    by_foreign_id: dict[str, str] = {}
    own = place.version.id if place.version else None
    older: dict[str, set[str]] = {}
    for code, foreign_id, lineage, version_id in rows:
        by_code.setdefault(code, []).append(lineage)
        if foreign_id:
            by_foreign_id.setdefault(foreign_id, lineage)
        if version_id != own:
            older.setdefault(code, set()).add(lineage)
    first = {code: lineages[0] for code, lineages in by_code.items()}
    return Known(namespace_of(referentiel), first, by_foreign_id, older=older)

"""Référentiels beside that of the demonstration: a deep one, one too large for a page, one bare."""

from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from referentiel.loading import write_version
from referentiel.models import AREA, COMPETENCE, Item, Version
from referentiel.people import Organisation
from referentiel.tree import SCALES, Content, ItemNode, ReferentielTree
from tests.deep import deep_version
from tests.factories import STEPS, fr
from webapp.clock import utc_now

LONG = "Organiser, animer et évaluer la réunion n° {} avec toutes les personnes concernées, {}"


def give_library(session: Session) -> dict[str, str]:
    """Write them; return what the addresses of places hold."""
    own = session.get_one(Organisation, 1)
    deep = deep_version(session, own)
    large = _written(session, own, "metiers", "Tous les métiers", 8, 90, has_scales=True)
    bare = _written(session, own, "sans-echelle", "Sans échelle", 1, 2, has_scales=False)
    draft = deep_version(
        session, own, changes={"label: J-1": "label: J-2", "state: published": "state: draft"}
    )
    return {
        "deep": str(deep.id),
        "sowing": _item(session, deep, "C1-01"),
        "cultivating": _item(session, deep, "C"),
        "large": str(large.id),
        "part": _item(session, large, "A1"),
        "large_referentiel": str(large.referentiel_id),
        "deep_referentiel": str(deep.referentiel_id),
        "bare_referentiel": str(bare.referentiel_id),
        "shelved": str(draft.id),
    }


def _item(session: Session, version: Version, code: str) -> str:
    found = select(Item.id).where(Item.version_id == version.id, Item.code == code)
    return str(session.scalars(found).one())


def _written(
    session: Session,
    own: Organisation,
    slug: str,
    title: str,
    areas: int,
    held: int,
    *,
    has_scales: bool,
) -> Version:
    items: list[ItemNode] = []
    for place in range(areas):
        items.append(ItemNode(AREA, f"A{place}", fr(label=f"Domaine professionnel {place}")))
        items += [
            ItemNode(
                COMPETENCE,
                f"A{place}.{number}",
                fr(label=LONG.format(number, f"domaine {place}")),
                parent=f"A{place}",
                type="savoir-faire",
            )
            for number in range(held)
        ]
    scales = {name: tuple(fr(label=label) for label in STEPS) for name in SCALES}
    tree = ReferentielTree(
        slug=slug,
        namespace=uuid5(NAMESPACE_URL, slug),
        label="2026",
        title=fr(title=title),
        content=Content(
            standing="validé",
            state="published",
            texts=fr(about="Texte d’essai."),
            items=tuple(items),
            scales=scales if has_scales else {},
        ),
    )
    return write_version(session, tree, organisation=own, today=utc_now().date()).version

"""A draft of the demonstration's organisation: what pages and authors find in it."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from referentiel.discussion import add_remark
from referentiel.editing.merging import Sent
from referentiel.editing.profiles import add_profile, save_profile
from referentiel.editing.steps import take_steps
from referentiel.editing.texts import add_language, add_source
from referentiel.models import Item, Version
from referentiel.people import Organisation, Person
from referentiel.queries import profiles_of
from referentiel.tree import SOURCE
from tests.factories import fr, make_draft
from webapp.clock import utc_now
from webapp.demonstration import ACCOUNT
from webapp.drafting import shipped

CODES = ("D1-01", "D1-02", "D1-03", "D2-01", "D2-02")


def make_written_draft(session: Session, slug: str = "brouillon") -> Version:
    """Return a draft with two areas, five competences, scales, anchors and a profile."""
    own = session.get_one(Organisation, 1)
    draft = make_draft(session, CODES, slug=slug, organisation=own)
    take_steps(session, draft, shipped())
    add_language(session, draft, "en")
    add_source(session, draft, prefix=SOURCE, name="JIT2022", language="fr", text="Labo Cités")
    profile = add_profile(session, draft, code="P1", texts=fr(label="Agent·e de développement"))
    first = session.scalars(items_of(draft)).first()
    assert first is not None
    fields = {f"level.{first.id}": "2-3", f"critical.{first.id}": "on"}
    save_profile(session, draft, profile.id, Sent(profile.revision, fields))
    return draft


def items_of(draft: Version) -> Select[tuple[Item]]:
    """Return what finds the items of a draft, in reading order."""
    return select(Item).where(Item.version_id == draft.id).order_by(Item.position)


def give_draft(session: Session) -> dict[str, str]:
    """Write a draft with remarks on it; return what the addresses of places hold."""
    draft = make_written_draft(session)
    person = session.scalars(select(Person).where(Person.email == ACCOUNT[0])).one()
    item = session.scalars(items_of(draft)).all()[1]
    known = {"by": person.id, "now": utc_now(), "lineage": item.lineage}
    add_remark(session, draft, text="Ce mot prête à confusion.", **known)
    add_remark(
        session,
        draft,
        text="Plus simple.",
        field="fr.label",
        proposed="Compétence bien dite",
        **known,
    )
    [profile] = profiles_of(session, draft.id)
    return {"draft": str(draft.id), "entry": str(item.id), "profile": str(profile.id)}

import pytest
from sqlalchemy import select
from referentiel.models import Item, JobProfile
from referentiel.editing.steps import take_steps
from referentiel.editing.profiles import add_profile
from tests.factories import make_draft, fr
from webapp.drafting import shipped


def test_pages(facilitator, session):
    draft = make_draft(session)
    take_steps(session, draft, shipped())
    p = add_profile(session, draft, code="P1", texts=fr(label="Agent"))
    session.commit()
    item = session.scalars(
        select(Item).where(Item.code == "D4-01", Item.version_id == draft.id)
    ).one()
    base = f"/drafts/{draft.id}"
    for path in (
        "/drafts/new",
        base,
        f"{base}/items/{item.id}",
        f"{base}/items/{item.id}/place",
        f"{base}/items/{item.id}/remove",
        f"{base}/add",
        f"{base}/scales",
        f"{base}/anchors",
        f"{base}/profiles",
        f"{base}/profiles/{p.id}",
        f"{base}/texts",
        f"{base}/translations",
        f"/remarks/{draft.id}",
        f"/remarks/{draft.id}/add",
    ):
        r = facilitator.get(path)
        assert r.status_code == 200, path

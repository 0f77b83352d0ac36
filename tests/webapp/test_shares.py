"""Shares on pages: who shows what to whom, and what closes at once."""

import pytest

from referentiel.models import Item, Referentiel, ScaleLevel, Version
from reports.release import release_campaign
from surveys.accounts import add_role
from surveys.models import Share
from surveys.roles import Role
from surveys.shares import EXPORT, Terms, end_share, share
from tests.conftest import NOW
from tests.factories import fr, make_campaign, make_organisation, make_person, make_submission

SENT = {"organisation": "organisme", "purpose": "Bâtir une formation", "scope": "read"}


@pytest.fixture(autouse=True)
def partner(session):
    """Another organisation, with a trainer."""
    other = make_organisation(session, "organisme")
    add_role(session, other, make_person(session, "Zoe"), Role.TRAINER, today=None)
    session.commit()
    return other


@pytest.fixture
def trainer(sign_in_as, partner):
    return sign_in_as(Role.TRAINER, organisation=partner, name="Zoe")


@pytest.fixture
def campaign(session):
    made = make_campaign(session, title="Besoins du séminaire")
    for person in range(6):
        levels = [(3, person % 2), (2, 2)]
        make_submission(session, made, *levels, profile="P1", structure="public")
    release_campaign(session, made, now=NOW, languages={"fr": str, "en": str})
    session.commit()
    return made


def given(session, campaign, partner, **terms):
    by = make_person(session).id
    made = share(session, campaign, partner, Terms(purpose="Bâtir", **terms), by=by, now=NOW)
    session.commit()
    return made


def text_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_report_is_shared_from_its_page_and_read_by_the_receiver(facilitator, trainer, campaign):
    assert trainer.get(f"/reports/campaigns/{campaign.id}").status_code == 404
    assert f"/shares/campaigns/{campaign.id}" in text_of(
        facilitator, f"/reports/campaigns/{campaign.id}"
    )

    facilitator.post(f"/shares/campaigns/{campaign.id}", data=SENT | {"until": "2026-12-31"})

    page = text_of(trainer, "/shares/")
    assert f'href="/reports/campaigns/{campaign.id}"' in page
    assert "Par UNADEL" in page
    assert "Bâtir une formation" in page
    assert "jusqu’au 31 décembre 2026" in page
    assert "Besoins du séminaire" in text_of(trainer, f"/reports/campaigns/{campaign.id}")
    assert trainer.get(f"/reports/campaigns/{campaign.id}.csv").status_code == 404


def test_a_receiver_is_shown_no_way_that_is_closed_to_them(trainer, session, campaign, partner):
    given(session, campaign, partner)

    page = text_of(trainer, f"/reports/campaigns/{campaign.id}")

    assert f"/campaigns/{campaign.id}.csv" not in page
    assert f'href="/campaigns/{campaign.id}"' not in page
    assert f"/shares/campaigns/{campaign.id}" not in page


def test_a_receiver_of_files_may_take_them(trainer, session, campaign, partner):
    given(session, campaign, partner, scope=EXPORT)

    assert f"/campaigns/{campaign.id}.csv" in text_of(trainer, f"/reports/campaigns/{campaign.id}")
    with trainer.get(f"/reports/campaigns/{campaign.id}.csv") as response:
        assert response.status_code == 200


def test_an_ended_share_closes_the_page_at_once(facilitator, trainer, session, campaign, partner):
    made = given(session, campaign, partner)
    assert trainer.get(f"/reports/campaigns/{campaign.id}").status_code == 200

    facilitator.post(f"/shares/{made.id}/revoke")

    assert trainer.get(f"/reports/campaigns/{campaign.id}").status_code == 404
    assert "Besoins du séminaire" not in text_of(trainer, "/shares/")
    assert "terminé" in text_of(facilitator, "/shares/")


def test_a_share_closes_after_its_last_day(trainer, session, campaign, partner, clock):
    given(session, campaign, partner, until=NOW.date())
    assert trainer.get(f"/reports/campaigns/{campaign.id}").status_code == 200

    clock.now = NOW.replace(day=NOW.day + 1)

    assert trainer.get(f"/reports/campaigns/{campaign.id}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"organisation": "inconnue"}, "Aucune organisation de cette installation"),
        ({"organisation": "UNADEL"}, "dispose déjà de ce document"),
        ({"purpose": " "}, "Dites à quoi servira le partage."),
        ({"scope": "write"}, "Ce choix n’existe pas."),
        ({"until": "2026-11-19"}, "Choisissez un jour à venir."),
        ({"until": "demain"}, "Écrivez une date"),
    ],
)
def test_a_share_is_refused_beside_its_field(facilitator, session, campaign, changes, said):
    path = f"/shares/campaigns/{campaign.id}"

    page = facilitator.post(path, data=SENT | changes).get_data(as_text=True)

    assert said in page
    assert session.query(Share).count() == 0


def test_an_organisation_without_members_receives_nothing(facilitator, session, campaign):
    make_organisation(session, "nommee")
    session.commit()
    sent = SENT | {"organisation": "nommee"}

    page = facilitator.post(f"/shares/campaigns/{campaign.id}", data=sent).get_data(as_text=True)

    assert "Aucune organisation de cette installation" in page


def test_a_report_of_others_cannot_be_shared(sign_in_as, session, campaign, partner):
    stranger = sign_in_as(Role.FACILITATOR, organisation=partner, name="Léo")
    given(session, campaign, partner)
    made = session.query(Share).one()

    assert stranger.get(f"/shares/campaigns/{campaign.id}").status_code == 404
    assert stranger.post(f"/shares/campaigns/{campaign.id}", data=SENT).status_code == 404
    assert stranger.post(f"/shares/{made.id}/revoke").status_code == 404
    held = session.query(Referentiel).one()
    assert stranger.get(f"/shares/referentiels/{held.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.ANALYST, Role.TRAINER])
def test_who_reads_only_shares_nothing(sign_in_as, campaign, role):
    reader = sign_in_as(role)

    assert reader.get("/shares/").status_code == 200
    assert reader.get(f"/shares/campaigns/{campaign.id}").status_code == 403


def test_a_member_reads_no_shares(sign_in_as):
    assert sign_in_as(Role.MEMBER).get("/shares/").status_code == 403


@pytest.mark.usefixtures("campaign")
def test_a_referentiel_is_shared_for_campaigns(facilitator, partner, session):
    held = session.query(Referentiel).one()
    sent = {"organisation": "ORGANISME", "purpose": "Préparer nos ateliers"}

    facilitator.post(f"/shares/referentiels/{held.id}", data=sent)

    made = session.query(Share).one()
    assert (made.referentiel_id, made.receiver_id, made.scope) == (held.id, partner.id, "read")
    assert "employer dans ses campagnes" in text_of(facilitator, "/shares/")


def second_referentiel(session, own):
    """Return a published version of another référentiel, with a draft that follows it."""
    version = session.query(Version).one()
    other = Referentiel(slug="le-notre", organisation_id=own.id, texts=fr(title="Le nôtre"))
    session.add(other)
    session.flush()
    for label, state in (("N-1", "published"), ("N-2", "draft")):
        made = Version(
            referentiel_id=other.id,
            label=label,
            state=state,
            standing="validé",
            content_hash="",
            published_on=version.published_on,
            texts=fr(about=""),
        )
        session.add(made)
        session.flush()
        session.add_all(
            ScaleLevel(version_id=made.id, scale="mastery", level=n, texts=fr(label=f"Niveau {n}"))
            for n in range(5)
        )
        area = Item(
            version_id=made.id,
            lineage=f"{label}-area",
            position=0,
            kind="area",
            code="N1",
            texts=fr(label="Domaine"),
        )
        session.add(area)
        session.flush()
        session.add(
            Item(
                version_id=made.id,
                lineage=f"{label}-item",
                parent_id=area.id,
                position=1,
                kind="competence",
                code="N1-01",
                texts=fr(label=f"Notre compétence {label}"),
            )
        )
    session.commit()
    return other


@pytest.mark.usefixtures("campaign")
def test_a_shared_referentiel_serves_for_campaigns_as_long_as_it_is_shared(
    sign_in_as, session, partner
):
    own = make_organisation(session)
    other = second_referentiel(session, own)
    leo = sign_in_as(Role.FACILITATOR, organisation=partner, name="Leo")
    path = f"/campaigns/create?referentiel={other.id}"
    assert leo.get(path).status_code == 404
    assert "Le nôtre" not in text_of(leo, "/campaigns/create")

    made = given(session, other, partner)

    assert f'href="{path}"' in text_of(leo, "/campaigns/create")
    page = text_of(leo, path)
    assert ("Notre compétence N-1" in page, "Notre compétence N-2" in page) == (True, False)
    end_share(session, made, by=make_person(session).id, now=NOW)
    session.commit()
    assert leo.get(path).status_code == 404


def test_nothing_reaches_an_organisation_that_took_the_name_of_another(
    facilitator, session, campaign, partner
):
    twin = make_organisation(session, "jumelle")
    twin.name = partner.name
    add_role(session, twin, make_person(session, "Max"), Role.ADMINISTRATOR, today=None)
    session.commit()
    path = f"/shares/campaigns/{campaign.id}"

    page = facilitator.post(path, data=SENT | {"organisation": partner.name})
    facilitator.post(path, data=SENT | {"organisation": partner.slug})

    assert "ou plusieurs le portent" in page.get_data(as_text=True)
    assert [made.receiver_id for made in session.query(Share)] == [partner.id]

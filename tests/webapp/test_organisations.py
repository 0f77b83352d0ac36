"""Organisations on pages: setting one up, its rules, its members, its journal."""

import re
from pathlib import Path

import pytest

import surveys
from referentiel.people import Organisation
from surveys.accounts import add_role, roles_of
from surveys.guard.audit import record
from surveys.guard.webhooks import TOPICS
from surveys.invitations import invite
from surveys.models import Invitation, Membership, Outgoing
from surveys.queries.organisations import members_of
from surveys.roles import MAY, Act, Role
from tests.conftest import NOW
from tests.factories import make_organisation, make_person, make_version
from webapp.journal_words import ACTS as JOURNAL
from webapp.role_words import ACTS, ROLES

CHARTER = {
    "name": "École du territoire",
    "kind": "school",
    "address": "1 rue du Port",
    "website": "https://ecole.example",
    "contact": "droits@ecole.example",
    "dpo": "",
    "legal_basis": "intérêt légitime",
    "k": "5",
    "retention_months": "24",
    "disposal_months": "12",
}


@pytest.fixture
def administrator(sign_in_as):
    return sign_in_as(Role.ADMINISTRATOR)


@pytest.fixture
def own(session):
    return make_organisation(session)


def invited(session, email="anne@example.org", organisation=None, role=Role.ADMINISTRATOR):
    [sent] = invite(session, organisation, {email: 1}, role, by=None, now=NOW)
    session.commit()
    return sent.token


def text_of(client, path, status=200, **options):
    response = client.get(path, **options)
    assert response.status_code == status, path
    return response.get_data(as_text=True)


def test_an_invited_person_sets_up_an_organisation_from_the_link(client, session):
    make_version(session)
    page = text_of(client, path := f"/invitations/{invited(session)}")
    assert "anne@example.org" in page

    led = client.post(path, data={"name": "Anne Martin"})
    assert led.location == "/organisations/create"
    assert "DT-2026.0 (projet à valider)" in text_of(client, led.location)
    made = client.post(led.location, data=CHARTER | {"referentiel": "published"})

    organisation = session.query(Organisation).filter_by(slug="ecole-du-territoire").one()
    assert made.location == f"/organisations/{organisation.id}/members/"
    assert (organisation.contact, organisation.hosts) == ("droits@ecole.example", True)
    [member] = members_of(session, organisation.id)
    assert member.person.name == "Anne Martin"
    assert member.roles == (Role.ADMINISTRATOR, Role.FACILITATOR)
    assert client.get("/campaigns/").status_code == 200


def test_the_first_referentiel_may_be_the_shipped_draft(client, session):
    path = f"/invitations/{invited(session)}"
    client.post(path, data={"name": "Anne"})

    assert "à l’état de projet" in text_of(client, "/organisations/create")
    client.post("/organisations/create", data=CHARTER | {"referentiel": "shipped"})

    assert "49" in text_of(client, "/library/developpement-territorial")


def test_a_wrong_charter_keeps_all_that_was_typed(client, session):
    make_version(session)
    client.post(f"/invitations/{invited(session)}", data={"name": "Anne"})
    sent = CHARTER | {"k": "2", "contact": "nulle part", "referentiel": "published"}

    page = client.post("/organisations/create", data=sent).get_data(as_text=True)

    assert "Entre 3 et 50 personnes." in page
    assert "Écrivez une adresse électronique" in page
    assert 'value="École du territoire"' in page
    assert session.query(Organisation).filter_by(slug="ecole-du-territoire").count() == 0


def test_opening_an_invitation_spends_nothing(client, session):
    path = f"/invitations/{invited(session)}"

    client.get(path)
    client.head(path)

    assert session.query(Invitation).one().accepted_at is None


def test_an_invitation_serves_once(client, session):
    path = f"/invitations/{invited(session)}"
    client.post(path, data={"name": "Anne"})

    assert "n’est plus valable" in text_of(client, path, status=404)
    assert client.post(path, data={"name": "Paul"}).status_code == 404


def test_an_unknown_token_says_no_more_than_a_spent_one(client):
    assert "n’est plus valable" in text_of(client, "/invitations/abc", status=404)


def test_accepting_signs_in_as_the_address_invited_not_as_who_was_there(sign_in_as, session, own):
    client = sign_in_as(Role.MEMBER, name="Paul")
    token = invited(session, "anne@example.org", own, Role.TRAINER)
    assert "Vous êtes connecté·e avec paul@example.org" in text_of(client, f"/invitations/{token}")

    client.post(f"/invitations/{token}", data={"name": "Anne"})

    anne = make_person(session)
    assert roles_of(session, anne.id) == {own.id: {"trainer"}}
    assert "trainer" not in roles_of(session, make_person(session, "Paul").id)[own.id]
    assert "Vous êtes connecté·e" not in text_of(client, "/organisations/")
    assert "formation" in text_of(client, "/organisations/")


def test_nobody_sets_up_an_organisation_uninvited(administrator):
    assert "sur invitation" in text_of(administrator, "/organisations/create", status=403)
    assert administrator.post("/organisations/create", data=CHARTER).status_code == 403


def test_the_list_says_what_one_is_in_each(sign_in_as, session, own):
    other = make_organisation(session, "autre")
    client = sign_in_as(Role.ADMINISTRATOR, Role.ANALYST)
    add_role(session, other, make_person(session), Role.MEMBER, today=None)
    session.commit()

    page = text_of(client, "/organisations/")

    assert "Vos rôles\u00a0: administration, analyse" in page
    assert "Votre rôle\u00a0: membre" in page
    assert f"/organisations/{own.id}/members/" in page
    assert f'/organisations/{other.id}/members/"' not in page


def test_settings_are_changed(administrator, session, own):
    administrator.post(f"/organisations/{own.id}", data=CHARTER | {"k": "8"})

    session.expire_all()
    assert (own.name, own.k) == ("École du territoire", 8)
    assert 'value="8"' in text_of(administrator, f"/organisations/{own.id}")


def test_k_cannot_go_below_three(administrator, session, own):
    page = administrator.post(f"/organisations/{own.id}", data=CHARTER | {"k": "2"})

    assert "Entre 3 et 50 personnes." in page.get_data(as_text=True)
    session.expire_all()
    assert own.k == 5


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    "path", ["", "/members/", "/members/invite", "/members/1", "/journal", "/leave"]
)
def test_other_roles_open_no_page_of_an_organisation(sign_in_as, own, path, role):
    assert sign_in_as(role).get(f"/organisations/{own.id}{path}").status_code == 403


@pytest.mark.parametrize(
    "path", ["", "/members/", "/members/invite", "/members/1", "/journal", "/leave"]
)
def test_an_organisation_of_others_is_not_found(administrator, session, path):
    other = make_organisation(session, "autre")
    add_role(session, other, make_person(session, "Paul"), Role.ADMINISTRATOR, today=None)
    session.commit()

    assert administrator.get(f"/organisations/{other.id}{path}").status_code == 404


def test_who_belongs_elsewhere_is_not_found_here(administrator, session, own):
    other, paul = make_organisation(session, "autre"), make_person(session, "Paul")
    add_role(session, other, paul, Role.MEMBER, today=None)
    token_of_other = invited(session, "z@example.org", other, Role.MEMBER)
    waiting = session.query(Invitation).filter_by(email="z@example.org").one()
    base = f"/organisations/{own.id}/members"

    for path in (
        f"{base}/{paul.id}",
        f"{base}/{paul.id}/remove",
        f"{base}/invitations/{waiting.id}/resend",
        f"{base}/invitations/{waiting.id}/revoke",
    ):
        assert administrator.post(path, data={"roles": ["administrator"]}).status_code == 404

    assert roles_of(session, paul.id) == {other.id: {"member"}}
    assert token_of_other


def test_people_are_invited_by_their_pasted_addresses(administrator, session, own):
    path = f"/organisations/{own.id}/members/invite"
    pasted = "Paul <paul@example.org>, zoe@example.org\nali@example.org"

    administrator.post(path, data={"addresses": pasted, "role": "analyst"})

    letters = session.query(Outgoing).order_by(Outgoing.id).all()
    assert [letter.address for letter in letters] == [
        "paul@example.org",
        "zoe@example.org",
        "ali@example.org",
    ]
    assert "UNADEL vous invite" in letters[0].payload["subject"]
    assert "/invitations/" in letters[0].payload["body"]
    page = text_of(administrator, f"/organisations/{own.id}/members/")
    assert "zoe@example.org" in page
    assert "analyse" in page


def test_one_bad_address_and_nothing_leaves(administrator, session, own):
    path = f"/organisations/{own.id}/members/invite"
    pasted = "paul@example.org\npas une adresse\nzoe@example.org\n@rien"

    page = administrator.post(path, data={"addresses": pasted, "role": "member"})

    text = page.get_data(as_text=True)
    assert "Ligne 2\u00a0: «\u00a0pas une adresse\u00a0»" in text
    assert "Ligne 4" in text
    assert "zoe@example.org" in text
    assert session.query(Outgoing).count() == session.query(Invitation).count() == 0


def test_nobody_floods_mailboxes(administrator, session, own):
    path = f"/organisations/{own.id}/members/invite"

    for batch in range(3):
        pasted = "\n".join(f"p{batch}.{n}@example.org" for n in range(200))
        page = administrator.post(path, data={"addresses": pasted, "role": "member"})

    assert "Trop d’essais en peu de temps." in page.get_data(as_text=True)
    assert "p2.199@example.org" in page.get_data(as_text=True)
    assert session.query(Outgoing).count() == 400


def test_an_invitation_is_sent_again_or_taken_back(administrator, session, own):
    token = invited(session, "paul@example.org", own, Role.MEMBER)
    waiting = session.query(Invitation).one()
    base = f"/organisations/{own.id}/members/invitations/{waiting.id}"

    administrator.post(f"{base}/resend")
    assert administrator.get(f"/invitations/{token}").status_code == 404
    assert session.query(Outgoing).one().invitation_id == waiting.id
    administrator.post(f"{base}/revoke")

    assert "Aucune invitation n’attend" in text_of(
        administrator, f"/organisations/{own.id}/members/"
    )
    assert administrator.post(f"{base}/resend").status_code == 404


def test_bounced_mail_is_said(administrator, session, own):
    invited(session, "paul@example.org", own, Role.MEMBER)
    session.query(Invitation).one().mail_refused_at = NOW
    make_person(session).mail_refused_at = NOW
    session.commit()

    page = text_of(administrator, f"/organisations/{own.id}/members/")

    assert page.count("courriel refusé le 20 novembre 2026") == 2


def test_roles_are_changed_on_the_page(administrator, session, own):
    paul = make_person(session, "Paul")
    add_role(session, own, paul, Role.MEMBER, today=None)
    session.commit()

    administrator.post(
        f"/organisations/{own.id}/members/{paul.id}", data={"roles": ["trainer", "analyst"]}
    )

    assert roles_of(session, paul.id) == {own.id: {"trainer", "analyst"}}


def test_the_last_administrator_cannot_step_down(administrator, session, own):
    anne = make_person(session)

    page = administrator.post(
        f"/organisations/{own.id}/members/{anne.id}", data={"roles": ["member"]}
    )
    gone = administrator.post(f"/organisations/{own.id}/members/{anne.id}/remove")
    left = administrator.post(f"/organisations/{own.id}/members/quit")

    assert "garde au moins une administratrice" in page.get_data(as_text=True)
    assert (gone.status_code, left.status_code) == (409, 409)
    assert roles_of(session, anne.id) == {own.id: {"administrator"}}


def test_a_member_leaves_by_themselves(sign_in_as, session, own):
    client = sign_in_as(Role.MEMBER)

    client.post(f"/organisations/{own.id}/members/quit")

    assert session.query(Membership).count() == 0
    assert client.post(f"/organisations/{own.id}/members/quit").status_code == 404


def test_what_roles_may_do_is_read_from_the_table_of_rights(administrator, own):
    page = text_of(administrator, f"/organisations/{own.id}/members/")

    for role in Role:
        said = "; ".join(ACTS[act] for act in Act if role in MAY[act])
        assert f"<dt>{ROLES[role]}</dt><dd>{said.replace('; ', ' ; ')}</dd>" in page


def test_the_journal_names_members_and_nobody_else(administrator, session, own):
    anne, paul = make_person(session), make_person(session, "Paul")
    for person in (anne, paul):
        about = {"person_id": person.id, "organisation_id": own.id, "now": NOW}
        record(session, "organisation.changed", subject="k", **about)
    record(session, "organisation.changed", organisation_id=own.id, now=NOW)
    session.commit()

    page = text_of(administrator, f"/organisations/{own.id}/journal")

    assert page.count("a changé les réglages") == 3
    assert "<strong>Anne</strong>" in page
    assert "<strong>personne effacée ou extérieure</strong>" in page
    assert "<strong>Repères</strong>" in page
    assert "Paul" not in page


def test_the_journal_goes_on_page_by_page(administrator, session, own):
    for number in range(120):
        subject = f"event:{number}"
        record(session, "joint.ended", organisation_id=own.id, subject=subject, now=NOW)
    record(session, "joint.ended", organisation_id=make_organisation(session, "autre").id, now=NOW)
    session.commit()
    path, seen = f"/organisations/{own.id}/journal", []

    while path:
        page = text_of(administrator, path)
        seen.append(page.count("a cessé"))
        onward = page.partition('">Actes plus anciens')[0].rpartition('href="')[2]
        path = onward if "Actes plus anciens" in page else ""

    assert seen == [50, 50, 20]


def test_only_the_host_invites_other_organisations(administrator, session, own):
    assert administrator.get("/organisations/invite").status_code == 404
    own.hosts = True
    session.commit()

    page = text_of(administrator, "/organisations/invite")
    sent = administrator.post("/organisations/invite", data={"addresses": "zoe@example.org"})

    assert "tient cette installation" in page
    assert sent.status_code == 303
    waiting = session.query(Invitation).one()
    assert (waiting.organisation_id, waiting.role) == (None, "administrator")
    assert "zoe@example.org" in text_of(administrator, "/organisations/invite")
    administrator.post(f"/organisations/invite/{waiting.id}/revoke")
    assert "zoe@example.org" not in text_of(administrator, "/organisations/invite")


def test_every_header_offers_what_one_may_do_and_the_way_out(sign_in_as, client):
    for path in ("/", "/library/developpement-territorial/profiles", "/nulle-part"):
        status = 404 if path == "/nulle-part" else 200
        if path != "/library/developpement-territorial/profiles":
            assert "Se déconnecter" not in text_of(client, path, status=status)
            page = text_of(sign_in_as(Role.MEMBER), path, status=status)
            assert "Se déconnecter" in page
            assert ">Animation<" not in page
            assert 'href="/organisations/"' in page
    page = text_of(sign_in_as(Role.TRAINER, name="Zoé"), "/")
    assert ('href="/shares/"' in page, 'href="/campaigns/"' in page) == (True, False)
    page = text_of(sign_in_as(Role.FACILITATOR, name="Léo"), "/")
    assert ('href="/shares/"' in page, 'href="/campaigns/"' in page) == (True, True)


def test_every_act_of_an_organisation_has_its_words():
    root = Path(surveys.__file__).parent.parent
    kinds = "organisation|member|invitation|share|joint|campaign|notice|token|webhook"
    named = {
        act
        for package in ("surveys", "webapp")
        for path in (root / package).rglob("*.py")
        for act in re.findall(rf'"((?:{kinds})\.[a-z_]+)"', path.read_text())
        if path.name != "journal_words.py" and {"models", "versions"}.isdisjoint(path.parts)
    }

    assert named - {*TOPICS} - JOURNAL.keys() == set(), "say this act in webapp/journal_words.py"

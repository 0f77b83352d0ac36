"""Correspondences on pages: built by an author, read by others, counted from both ends."""

import csv
import io
import re
from html import unescape

import pytest
from sqlalchemy import select

from referentiel.models import Crosswalk, Item
from reports.suggestions import SHELF
from surveys.models import AuditEntry
from surveys.roles import Role
from tests.factories import items_in, make_draft, make_organisation, make_version
from tests.rome_small import make_rome
from webapp.crosswalk_words import typeset
from webapp.crosswalking import PER_PAGE

CODES = ("D1-01", "D1-02", "D4-01")
WRITTEN = {
    "scheme": "CNFPT",
    "target": "D2B-05",
    "label": "Chef de projet développement territorial",
    "version": "édition 2019",
    "relation": "relatedMatch",
    "status": "validée",
}


@pytest.fixture
def version(session):
    SHELF.clear()
    made = make_version(session, CODES)
    for item in items_in(session, made):
        item.folded = f" {item.code.lower().replace('-', ' ')}"
    session.commit()
    return made


@pytest.fixture
def reference(session):
    made = make_rome(session)
    session.commit()
    return made


@pytest.fixture
def own(session, version):
    """Return the address of the first competence, which a diagnosis of a territory is."""
    [first, *_rest] = items_in(session, version)
    first.texts = {"fr": {"label": "Conduire un diagnostic de territoire"}}
    session.commit()
    return f"/crosswalks/{version.id}/items/{first.id}"


def link(session, version, n, target, status="à valider"):
    item = items_in(session, version)[n]
    made = Crosswalk(
        referentiel_id=version.referentiel_id,
        lineage=item.lineage,
        scheme="ROME",
        target=target,
        target_version="v460",
        target_label=f"Entrée {target}",
        relation="closeMatch",
        status=status,
    )
    session.add(made)
    session.commit()
    return made


def words_of(response):
    text = re.sub(r"<[^>]*>", " ", response.get_data(as_text=True).split("<main")[1])
    return " ".join(unescape(text).split())


def read(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return words_of(response)


def states(session):
    session.expire_all()
    found = session.scalars(select(Crosswalk).order_by(Crosswalk.target))
    return [(one.target, one.relation, one.status) for one in found]


def sent(session, reference, code, decision="accept", **more):
    entry = session.scalar(select(Item).where(Item.version_id == reference.id, Item.code == code))
    said = {"reference": reference.id, "entry": entry.id, "relation": "closeMatch"}
    return said | {"decision": decision} | more


def test_everybody_reads_the_correspondences_of_a_published_version(
    client, session, version, own, reference
):
    link(session, version, 0, "400787")

    listed, shown = read(client, f"/crosswalks/{version.id}"), read(client, own)

    assert "3 compétences 0 avec une correspondance validée 1 seulement à valider" in listed
    assert "Entrée 400787 à valider ROME v460, 400787 , entrée proche" in listed
    assert "Accepter" not in listed
    assert "Entrée 400787 à valider" in shown
    assert "Suggestions" not in shown
    assert reference.label not in shown.replace("ROME v460, 400787", "")


def test_a_draft_is_read_by_its_own_and_by_nobody_else(client, facilitator, session):
    draft = make_draft(session)
    session.commit()

    assert client.get(f"/crosswalks/{draft.id}").status_code == 404
    assert "Compétence D4-01" in read(facilitator, f"/crosswalks/{draft.id}")


def test_a_suggestion_is_accepted_and_said_to_be_by_whom(
    facilitator, session, version, own, reference
):
    page = read(facilitator, own)
    assert "Réaliser un diagnostic d’un territoire" in page
    assert "Mots en commun : diagnostic, territoire" in page

    facilitator.post(f"{own}/add", data=sent(session, reference, "400787"))

    assert states(session) == [("400787", "closeMatch", "validée")]
    page = read(facilitator, own)
    assert "Réaliser un diagnostic d’un territoire validée ROME v460" in page
    assert "Par Anne, le 20 novembre 2026." in page
    assert "Mots en commun : diagnostic" not in page
    assert "1 avec une correspondance validée" in read(facilitator, f"/crosswalks/{version.id}")


def test_who_decided_is_named_to_authors_alone(client, facilitator, session, own, reference):
    facilitator.post(f"{own}/add", data=sent(session, reference, "400787"))

    page = read(client, own)

    assert "Anne" not in page
    assert "Le 20 novembre 2026." in page


def test_a_refused_suggestion_is_remembered_and_not_proposed_again(
    facilitator, client, session, own, reference
):
    facilitator.post(f"{own}/add", data=sent(session, reference, "400787", "refuse"))

    page = read(facilitator, own)
    assert states(session) == [("400787", "closeMatch", "refusée")]
    assert "1 entrée refusée" in page
    assert "Mots en commun : diagnostic" not in page
    assert "diagnostic d’un territoire" not in read(client, own)


def test_an_entry_is_searched_for_and_put_to_validate(facilitator, session, own, reference):
    page = read(facilitator, f"{own}?reference={reference.id}&q=aménager")
    assert "1 entrée pour « aménager »" in page
    assert "S120797 savoir · Savoirs" in page

    back = f"{own}?reference={reference.id}&q=am%C3%A9nager"
    data = sent(session, reference, "S120797", "reopen", relation="broadMatch", back=back)
    response = facilitator.post(f"{own}/add", data=data)

    assert response.location == back
    assert states(session) == [("S120797", "broadMatch", "à valider")]
    assert "Entrée" not in read(facilitator, back).partition("Entrées trouvées")[2][:200]


def test_programmers_are_not_found(facilitator, own, reference):
    page = read(facilitator, f"{own}?reference={reference.id}&q=développement")

    assert "1 entrée pour « développement »" in page
    assert "Conduire un projet de développement" in page
    assert "logiciel" not in page


def test_a_reference_that_one_may_not_read_gives_nothing(facilitator, session, own):
    elsewhere = make_organisation(session, "ailleurs")
    hidden = make_draft(session, slug="ailleurs", organisation=elsewhere)
    session.commit()
    data = sent(session, hidden, "D4-01")

    assert facilitator.post(f"{own}/add", data=data).status_code == 404
    assert "Aucun autre référentiel n’est tenu ici" in read(facilitator, own)


def test_what_is_there_already_is_said(facilitator, session, own, reference):
    facilitator.post(f"{own}/add", data=sent(session, reference, "400787"))

    data = sent(session, reference, "400787", relation="exactMatch")
    response = facilitator.post(f"{own}/add", data=data)

    assert response.status_code == 409
    assert "Cette correspondance existe déjà : ROME 400787." in words_of(response)


@pytest.mark.parametrize("changes", [{"decision": "burn"}, {"relation": "sameMatch"}])
def test_a_forged_form_is_refused(facilitator, session, own, reference, changes):
    data = sent(session, reference, "400787") | changes

    assert facilitator.post(f"{own}/add", data=data).status_code == 422
    assert states(session) == []


def test_ticked_correspondences_are_decided_together_in_one_line_of_the_journal(
    facilitator, session, version
):
    for n, target in enumerate(("1", "2", "3")):
        link(session, version, n, target)
    page = facilitator.get(f"/crosswalks/{version.id}").get_data(as_text=True)
    names = re.findall(r'name="link" value="([^"]+)"', page)
    assert len(names) == 3

    facilitator.post(
        f"/crosswalks/{version.id}/decide", data={"link": names[:2], "decision": "accept"}
    )

    assert [status for _target, _relation, status in states(session)] == [
        "validée",
        "validée",
        "à valider",
    ]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "crosswalk.decided"))
    assert [one.subject for one in entries] == [f"referentiel:{version.referentiel_id}"]


def test_the_relation_changes_and_a_correspondence_is_taken_back(
    facilitator, session, version, own
):
    link(session, version, 0, "400787", "validée")
    page = facilitator.get(own).get_data(as_text=True)
    [name] = re.findall(r'name="link" value="([^"]+)"', page)
    path = f"/crosswalks/{version.id}/decide"

    changed = {"link": name, "decision": "change", "relation": "narrowMatch", "back": own}
    assert facilitator.post(path, data=changed).location == own
    assert states(session) == [("400787", "narrowMatch", "validée")]

    facilitator.post(path, data={"link": name, "decision": "withdraw"})
    assert states(session) == []


def test_a_form_leads_back_inside_the_site_only(facilitator, session, version):
    made = link(session, version, 0, "1")
    name = f"{made.lineage}/ROME/1"
    data = {"link": name, "decision": "accept", "back": "https://ailleurs.example/"}

    response = facilitator.post(f"/crosswalks/{version.id}/decide", data=data)

    assert response.location == f"/crosswalks/{version.id}"


@pytest.mark.parametrize("sent_link", ["", "x", "a/b/c", "//"])
def test_deciding_on_what_is_gone_is_refused(facilitator, version, sent_link):
    data = {"link": sent_link, "decision": "accept"}

    response = facilitator.post(f"/crosswalks/{version.id}/decide", data=data)

    assert response.status_code == 409
    assert "Aucune des correspondances choisies" in words_of(response)


def test_a_correspondence_is_written_by_hand(facilitator, session, own):
    response = facilitator.post(f"{own}/write", data=WRITTEN)

    assert response.location == own
    assert "Chef de projet développement territorial validée CNFPT édition 2019" in read(
        facilitator, own
    )
    assert states(session) == [("D2B-05", "relatedMatch", "validée")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scheme": " "}, "Nommez le référentiel visé."),
        ({"target": ""}, "Donnez le code de l’entrée."),
        ({"label": ""}, "Donnez l’intitulé de l’entrée."),
        ({"version": ""}, "Donnez la version"),
        ({"relation": "sameMatch"}, "Ce choix n’existe pas."),
        ({"status": "refusée"}, "Ce choix n’existe pas."),
        ({"target": "x" * 300}, "200 caractères au plus"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(facilitator, session, own, changes, said):
    assert said in words_of(facilitator.post(f"{own}/write", data=WRITTEN | changes))
    assert states(session) == []


def test_writing_one_that_is_there_is_refused_beside_its_code(facilitator, session, own):
    facilitator.post(f"{own}/write", data=WRITTEN)

    response = facilitator.post(f"{own}/write", data=WRITTEN | {"relation": "exactMatch"})

    assert "Cette correspondance existe déjà : CNFPT D2B-05." in words_of(response)
    assert states(session) == [("D2B-05", "relatedMatch", "validée")]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.TRAINER, Role.MEMBER])
def test_who_does_not_write_reads(sign_in_as, session, version, own, reference, role):
    client = sign_in_as(role)
    link(session, version, 0, "1")

    assert "Accepter" not in read(client, own)
    assert client.get(f"{own}/write").status_code == 403
    assert client.post(f"{own}/add", data=sent(session, reference, "400787")).status_code == 403


def test_authors_of_others_decide_on_nothing(sign_in_as, session, own, reference):
    client = sign_in_as(
        Role.FACILITATOR, organisation=make_organisation(session, "ailleurs"), name="Zoe"
    )

    assert "Suggestions" not in read(client, own)
    assert client.post(f"{own}/add", data=sent(session, reference, "400787")).status_code == 404


def test_the_list_is_filtered_and_says_when_nothing_answers(client, session, version):
    link(session, version, 0, "1")

    page = read(client, f"/crosswalks/{version.id}?state=without&scheme=ROME")

    assert "2 compétences." in page
    assert "2 sans correspondance dans ROME" in page
    assert "D1-01" not in page.partition("2 compétences.")[2]
    assert "Aucune compétence ne répond" in read(client, f"/crosswalks/{version.id}?q=zzz")


def test_a_long_list_is_cut_into_pages(client, session):
    codes = [f"A1-{n:03}" for n in range(PER_PAGE + 1)]
    version = make_version(session, codes)
    session.commit()

    first = read(client, f"/crosswalks/{version.id}")
    last = read(client, f"/crosswalks/{version.id}?page=99")

    assert "51 compétences. Page 1 sur 2." in first
    assert "Page suivante" in first
    assert "A1-049" in first
    assert "A1-050" not in first
    assert "A1-050" in last
    assert "Page précédente" in last


@pytest.mark.usefixtures("reference")
def test_coverage_shows_both_ends(client, session, version):
    link(session, version, 0, "400787", "validée")
    link(session, version, 1, "S120797")

    page = read(client, f"/crosswalks/{version.id}/coverage?fiche=K1802")

    assert "D1 Domaine D1 2 1 1 0" in page
    assert "Ensemble 3 1 1 1" in page
    assert "2 sur 3. D1-02 Compétence D1-02 · 1 à valider D4-01" in page
    assert "D’une fiche vers nos compétences K1802 Chargé de développement" in page
    assert "savoir-faire 3 1 0 2" in page
    assert "300359 Evaluer une politique publique · Principale" in page


def test_coverage_offers_fiches_but_not_those_of_programmers(client, version, reference):
    page = read(client, f"/crosswalks/{version.id}/coverage?reference={reference.id}")

    assert "K1404" in page
    assert "M1805" not in page


def test_coverage_of_a_reference_that_is_not_held_counts_our_side(client, session, version):
    link(session, version, 0, "400787", "validée")

    page = read(client, f"/crosswalks/{version.id}/coverage")

    assert "Ensemble 3 1 0 2" in page
    assert "D’une fiche" not in page


def test_coverage_has_nothing_to_say_without_anything_to_compare(client, version):
    assert "Rien à comparer" in read(client, f"/crosswalks/{version.id}/coverage")
    assert client.get(f"/crosswalks/{version.id}/coverage.csv").status_code == 404


@pytest.mark.usefixtures("reference")
def test_coverage_is_taken_away_as_a_file(client, session, version):
    link(session, version, 1, "S120797")

    with client.get(f"/crosswalks/{version.id}/coverage.csv?fiche=K1802") as response:
        text = response.get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))

    assert rows[1] == [
        "Compétences par domaine",
        "D1 Domaine D1",
        "Entrées",
        "2",
        "",
        "",
    ]
    left = [row[1:4] for row in rows if row[0] == "Compétences sans correspondance validée"]
    assert left == [
        ["D1-01 · Compétence D1-01 · D1 Domaine D1", "À valider", "0"],
        ["D1-02 · Compétence D1-02 · D1 Domaine D1", "À valider", "1"],
        ["D4-01 · Compétence D4-01 · D4 Domaine D4", "À valider", "0"],
    ]
    assert client.get(f"/crosswalks/{version.id}/coverage.exe").status_code == 404


@pytest.mark.parametrize("extension", ["xlsx", "json", "txt"])
def test_coverage_is_written_in_every_format(client, version, reference, extension):
    path = f"/crosswalks/{version.id}/coverage.{extension}?reference={reference.id}"

    with client.get(path) as response:
        assert response.status_code == 200
        assert response.get_data()


def test_labels_of_elsewhere_are_printed_as_french_is():
    assert typeset("l'écoute : « aller vers » ?") == (
        "l’écoute\u00a0: «\u00a0aller vers\u00a0»\u00a0?"
    )

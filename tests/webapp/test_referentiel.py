import re
from datetime import date
from html import unescape

import pytest

from referentiel.models import Version
from tests.conftest import NOW
from tests.factories import make_campaign, make_event, make_organisation, make_version
from tests.shipped import shipped_version

HERE = "/library/developpement-territorial"


@pytest.fixture
def version(session):
    return shipped_version(session, make_organisation(session)).version


@pytest.fixture
def read(client):
    """Return what gets a page and hands back its words, one space between them."""

    def read(address):
        page = client.get(address).text
        main = page[page.index("<main") : page.index("</main>")]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    return read


@pytest.fixture
def codes(client):
    """Return what lists the competences that a page of the version in force shows."""

    def codes(address):
        page = client.get(address).text
        return re.findall(rf'href="{HERE}/(D\d-\d\d)"', page[page.index('id="found"') :])

    return codes


def test_nothing_is_shown_without_a_published_version(client):
    assert client.get(HERE).status_code == 404


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("/", ""),
        ("/?q=coop%C3%A9rer&core=1", "?q=coop%C3%A9rer&core=1"),
        ("/D4-03", "/D4-03"),
        ("/profiles", "/profiles"),
        ("/profiles/P2", "/profiles/P2"),
        ("/print", "/print"),
    ],
)
@pytest.mark.usefixtures("version")
def test_its_old_addresses_lead_for_good_to_the_library(client, old, now):
    answer = client.get(f"/referentiel{old}")

    assert (answer.status_code, answer.location) == (301, HERE + now)
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize("address", ["", "/D4-03", "/profiles", "/profiles/P2", "/print"])
@pytest.mark.usefixtures("version")
def test_every_page_says_that_the_text_is_a_draft(read, address):
    words = read(HERE + address)

    assert "DT-2026.0 (projet)" in words
    assert "à valider" in words
    assert "texte officiel" in words


@pytest.mark.usefixtures("version")
def test_the_version_in_force_shows_the_whole_tree_in_order(codes, read):
    shown = codes(HERE)

    assert len(shown) == 49
    assert shown == sorted(shown)
    assert "8 domaines, 49 compétences" in read(HERE)


def test_the_version_in_force_is_the_one_published_last(client, session, version):
    old = Version(
        referentiel_id=version.referentiel_id,
        label="DT-2020",
        state="published",
        standing="validé",
        content_hash="",
        published_on=date(2020, 1, 1),
        texts={},
    )
    session.add(old)
    session.commit()

    page, older = client.get(HERE).text, client.get(f"/library/{old.id}").text

    assert f'<a href="/library/{version.id}">celle-ci, à citer</a>' in page
    assert f'<link rel="canonical" href="{HERE}">' in page
    assert 'rel="canonical"' not in older
    assert "à citer" not in older


def test_a_withdrawn_version_is_still_read_where_nothing_is_published(client, session, version):
    version.state = "withdrawn"
    session.commit()

    assert "Version retirée" in client.get(HERE).text


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("q=REGUL+tension", ["D3-04"]),
        ("q=d8-0&type=méthode", ["D8-07"]),
        ("type=savoir&rome=without", ["D4-01", "D5-01"]),
        ("core=1&scope=C&rome=without", ["D3-02"]),
        ("reference=CUCES2002:conseil", ["D1-06", "D8-02"]),
        ("reference=CUCES2002:cons", []),
        ("reference=%25", []),
        ("q=xylophone", []),
    ],
)
@pytest.mark.usefixtures("version")
def test_the_search_keeps_what_answers(codes, asked, shown):
    assert codes(f"{HERE}?{asked}") == shown


@pytest.mark.usefixtures("version")
def test_the_search_counts_and_says_where_each_stands(read):
    words = read(f"{HERE}?core=1&q=decision")

    assert "2 éléments trouvés sur 57" in words
    assert "D3 Animer, faciliter, décider ensemble" in words
    assert "D5 Associer les habitants" in words


@pytest.mark.usefixtures("version")
def test_the_search_form_keeps_what_was_asked(client):
    page = client.get(f"{HERE}?q=élus&scope=I&core=1").text

    assert 'value="élus"' in page
    assert '<option value="I" selected>' in page
    assert 'name="core" value="1" checked' in page
    assert "<details open>" in page


@pytest.mark.usefixtures("version")
def test_a_competence_shows_its_sheet(read):
    words = read(f"{HERE}/D1-01")

    for part in (
        "D1-01 Conduire un diagnostic territorial partagé",
        "Nature compétence, savoir-faire Portée collective",
        "2 Autonome Je le fais seul·e dans des situations connues.",
        "1 Initié·e Cela repose sur une seule personne.",
        "Consultant·e / accompagnateur·rice de territoires 4 Référent·e",
        "Réaliser un diagnostic territorial à valider ROME v60 (v460), 400787 , entrée proche",
        "CUCES-Universités, référentiel de compétences",
        "UNADEL 2005 : aide à la décision",
        "Après D1-02 Dynamiques territoriales",
    ):
        assert part in words
    assert "Avant D" not in words


@pytest.mark.usefixtures("version")
def test_a_competence_of_one_person_shows_no_collective_ladder(read):
    words = read(f"{HERE}/D4-03")

    assert "Cela repose sur une seule personne." not in words
    assert "Avant D4-02" in words


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("address", [f"{HERE}/D9-99", f"{HERE}/D4-"])
def test_an_unknown_competence_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("version")
def test_an_unknown_profile_is_not_found(client):
    assert client.get(f"{HERE}/profiles/P9").status_code == 404


def test_a_competence_says_where_it_is_trained(session, client):
    make_version(session, ("D4-02", "D4-03"))
    make_event(session, "seminaire-2015", codes=("D4-02",))

    page = client.get(f"{HERE}/D4-02").text

    assert 'href="/events/seminaire-2015' in page
    assert "Atelier de décryptage" in page
    assert "Atelier de décryptage" not in client.get(f"{HERE}/D4-03").text


def test_a_competence_says_where_it_is_assessed(session, client):
    version = make_version(session, ("D4-02",))
    open_ = make_campaign(session, ("D4-02",), version=version, title="Ouverte")
    closed = make_campaign(session, ("D4-02",), version=version, title="Close")
    closed.closes_at = NOW
    make_campaign(session, ("D4-02",), version=version, title="Préparée", opened=False)
    session.commit()

    page = client.get(f"{HERE}/D4-02").text

    assert f'href="/c/{open_.code}"' in page
    assert f'href="/c/{closed.code}"' not in page
    assert [title in page for title in ("Ouverte", "Close", "Préparée")] == [True, True, False]


@pytest.mark.usefixtures("version")
def test_a_profile_shows_its_levels_by_area_and_competence(read):
    words = read(f"{HERE}/profiles/P2")

    assert "Rattachements ROME K1802" in words
    assert "D5 Associer les habitants 4 Référent·e" in words
    assert "D7-05 Capitaliser et faire circuler les apprentissages 2 Autonome" in words


@pytest.mark.usefixtures("version")
def test_profiles_are_compared_by_area(read):
    words = read(f"{HERE}/profiles")

    assert "Profil métier D1 D2 D3 D4 D5 D6 D7 D8" in words
    assert "Directeur·rice du développement territorial 3 4 2 4 2 4 3 4" in words


@pytest.mark.usefixtures("version")
def test_the_page_to_print_holds_everything(read):
    words = read(f"{HERE}/print")

    assert len(set(re.findall(r"D\d-\d\d", words))) == 49
    assert "S117762 (à valider) * S118945 (à valider) * S492928" in words
    assert "Méthode Mêmes repères que pour un savoir-faire." in words


@pytest.mark.usefixtures("version")
def test_a_page_in_english_says_that_the_content_is_in_french(client):
    page = client.get(f"{HERE}/D4-03?language=en").text

    assert '<html lang="en">' in page
    assert '</span> <span lang="fr">' in page[page.index("<h1>") : page.index("</h1>")]


@pytest.mark.parametrize(
    ("address", "statements"),
    [
        (HERE, 8),
        (f"{HERE}?q=elus", 10),
        (f"{HERE}/profiles", 6),
        (f"{HERE}/profiles/P2", 7),
        (f"{HERE}/print", 9),
    ],
)
@pytest.mark.usefixtures("version")
def test_each_page_asks_a_constant_number_of_questions(client, count_queries, address, statements):
    with count_queries() as asked:
        client.get(address)

    assert len(asked) == statements


@pytest.mark.parametrize("count", [1, 3])
def test_a_sheet_asks_the_same_questions_for_one_and_three(session, client, count_queries, count):
    version = make_version(session, ("D4-02",), expected=(2,) * count)
    for number in range(count):
        make_event(session, f"journee-{number}", codes=("D4-02",))
        make_campaign(session, ("D4-02",), version=version)

    with count_queries() as asked:
        client.get(f"{HERE}/D4-02")

    assert len(asked) == 16

"""The pages of the référentiel of the site, when it is three levels deep and expects ranges."""

import re
from html import unescape

import pytest

from referentiel.queries import DEFAULT_SLUG
from tests.deep import deep_version
from tests.factories import make_organisation


@pytest.fixture
def version(session):
    changes = {"slug: jardin": f"slug: {DEFAULT_SLUG}"}
    made = deep_version(session, make_organisation(session), changes=changes)
    session.commit()
    return made


@pytest.fixture
def read(client):
    def read(address):
        page = client.get(address).text
        main = page[page.index("<main") : page.index("</main>")]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())

    return read


pytestmark = pytest.mark.usefixtures("version")


def test_a_profile_shows_ranges_weights_and_what_is_critical(read):
    words = read("/library/developpement-territorial/profiles/JARDINIER")

    assert "C Cultiver 1 Débutant·e C1 Semer et planter 2 à 3 Autonome à Sûr·e critique" in words
    assert "C1-01 Semer 2 à 3 Autonome à Sûr·e critique (poids 2) C1-02 Repiquer 4 Guide" in words
    assert "C2-01 Besoins en eau 1 Débutant·e" in words


def test_profiles_are_compared_by_the_areas_that_they_name(read):
    words = read("/library/developpement-territorial/profiles")

    assert "Profil métier C C1 Jardinier·e 1 2 à 3 * critique * critique" in words


def test_ranges_are_read_in_english_too(client):
    page = client.get("/library/developpement-territorial/profiles/JARDINIER?language=en").text

    assert '<span lang="fr">Autonome</span>' in page


@pytest.mark.parametrize(
    ("code", "where"),
    [
        ("C1-01", "Bibliothèque Jardiner ensemble, J-1 C Cultiver C1 Semer et planter C1-01"),
        ("R-01", "Bibliothèque Jardiner ensemble, J-1 R-01 Accueillir au jardin"),
    ],
)
def test_a_competence_says_all_that_is_above_it(read, code, where):
    assert read(f"/library/developpement-territorial/{code}").startswith(where)


def test_a_competence_says_what_is_expected_of_it(read):
    assert "Jardinier·e 2 à 3 Autonome à Sûr·e critique (poids 2)" in read(
        "/library/developpement-territorial/C1-01"
    )


def test_all_of_it_prints(read):
    words = read("/library/developpement-territorial/print")

    assert "Compétences du domaine C1" in words
    assert "Sans domaine Sans domaine Code" in words

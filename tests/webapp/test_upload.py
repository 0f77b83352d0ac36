"""Analysing a file of answers from anywhere."""

from io import BytesIO
from pathlib import Path

import pytest

DATA = Path(__file__).parents[1] / "data"
A01 = DATA / "a01_mini_raw.csv"  # 8 people × 4 competences, scale 1 to 5
TEMPLATE = Path(__file__).parents[2] / "webapp" / "static" / "answers-template.csv"


def send(client, data: bytes, name: str = "answers.csv", **fields: str):
    sent = {"k": "5", "output": "page"} | fields | {"file": (BytesIO(data), name)}
    return client.post("/reports/upload", data=sent)


def test_a_file_of_answers_becomes_a_report_on_the_page(facilitator):
    page = send(facilitator, A01.read_bytes()).get_data(as_text=True)

    assert "Personnes : 8 ; compétences : 4 ; échelle de 1 à 5" in page
    assert "<table>" in page


@pytest.mark.parametrize(
    ("output", "start"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK\x03\x04"), ("json", b"{")]
)
def test_the_report_can_be_taken_away_as_a_file(facilitator, output, start):
    with send(facilitator, A01.read_bytes(), output=output) as response:
        data = response.get_data()

    assert data.startswith(start)
    assert f"besoins.{output}" in response.headers["Content-Disposition"]


def test_wrong_rows_are_listed_and_nothing_is_kept(facilitator):
    data = "respondent,competence,current,importance\nR1,K1,deux,3\nR1,K2,2,3\n,K2,1,1\n"

    page = send(facilitator, data.encode(), k="7").get_data(as_text=True)

    assert "Ligne 2, «" in page
    assert "Ligne 4" in page
    assert 'value="7"' in page
    assert "<table>" not in page


def test_a_file_without_known_titles_is_refused_beside_the_field(facilitator):
    page = send(facilitator, b"a,b\n1,2\n").get_data(as_text=True)

    assert '<p class="field-error" id="file-error">' in page
    assert "Les titres de ce fichier ne sont pas reconnus." in page


def test_a_file_of_another_kind_is_refused(facilitator):
    page = send(facilitator, b"%PDF-", name="answers.pdf").get_data(as_text=True)

    assert "Le fichier doit être au format CSV, XLSX ou ODS." in page


def test_the_form_asks_for_a_file(facilitator):
    page = facilitator.post("/reports/upload", data={"k": "5", "output": "page"})

    assert "Choisissez un fichier." in page.get_data(as_text=True)


@pytest.mark.parametrize("k", ["2", "51", "cinq"])
def test_the_smallest_group_has_bounds(facilitator, k):
    page = send(facilitator, A01.read_bytes(), k=k).get_data(as_text=True)

    assert '<p class="field-error" id="k-error">' in page
    assert f'value="{k}"' in page


@pytest.mark.parametrize(("lowest", "highest"), [("1", ""), ("", "5"), ("5", "1")])
def test_half_a_scale_or_a_falling_one_is_refused(facilitator, lowest, highest):
    page = send(facilitator, A01.read_bytes(), lowest=lowest, highest=highest)

    assert '<p class="field-error" id="highest-error">' in page.get_data(as_text=True)


def test_a_given_scale_stands_in_place_of_the_values_met(facilitator):
    page = send(facilitator, A01.read_bytes(), lowest="0", highest="5").get_data(as_text=True)

    assert "échelle de 0 à 5" in page


def test_needs_are_ranked_by_the_index_chosen(facilitator):
    page = send(facilitator, A01.read_bytes(), index="pni_modified").get_data(as_text=True)

    assert "Ordre des lignes\u00a0: PNI modifié." in page
    assert "1,75" in page


def test_an_index_that_the_file_cannot_give_is_refused(facilitator):
    page = send(facilitator, A01.read_bytes(), index="rate_intensity").get_data(as_text=True)

    assert "Ce fichier ne permet pas ce classement" in page


def weighed_page(client, totals: str):
    rows = [f"R{i};K;4;{2 if i < 10 else 4};{'a' if i < 10 else 'b'}" for i in range(40)]
    data = "\n".join(["respondent;competence;importance;niveau;structure", *rows]).encode()
    population = (BytesIO(totals.encode()), "totals.csv")
    return send(client, data, population=population).get_data(as_text=True)


def test_people_are_weighed_to_the_totals_sent_along(facilitator):
    page = weighed_page(facilitator, "attribut;valeur;total\nstructure;a;60\nstructure;b;40\n")

    assert "structure (a 60, b 40)" in page
    assert "2,80" in page


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ("attribut;valeur;total\nstructure;a;rien\n", "Ligne 2"),
        ("attribut;valeur;total\nstructure;c;4\n", "Il manque un total pour"),
        ("a;b\n1;2\n", "doit avoir trois colonnes"),
    ],
)
def test_totals_that_do_not_fit_are_refused_beside_their_field(facilitator, totals, said):
    page = weighed_page(facilitator, totals)

    assert said in page
    assert '<p class="field-error" id="population-error">' in page
    assert 'id="file-error"' not in page
    assert "<table>" not in page


def test_the_template_file_is_one_that_we_can_read(facilitator):
    page = send(facilitator, TEMPLATE.read_bytes()).get_data(as_text=True)

    assert "Personnes : 2 ; compétences : 2" in page


def test_visitors_are_led_to_the_sign_in_page(client):
    assert client.get("/reports/upload").location == "/account/sign-in?next=/reports/upload"

"""Questionnaires taken away and brought in: our own come back, forms of others are explained."""

import re
from html import unescape
from io import BytesIO

import pytest
from pyxform.xls2xform import convert

from referentiel.formats.base import Source
from referentiel.formats.workbook_writing import Leaf, write_xlsx
from surveys.composing.editions import begin
from surveys.formats.xlsform.reading import read
from surveys.models import Questionnaire
from surveys.question_types import TYPES, Question
from surveys.question_types.base import Condition, Option
from surveys.sections import Section, dumped, questions_in
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import fr, items_in, make_organisation, make_version

BOTH = {"fr": {"label": "Oui, souvent"}, "en": {"label": "Yes, often"}}
OPTIONS = (Option("a", BOTH), Option("b", fr(label="Non")), Option("c", fr(label="Parfois")))
WORDS = {"help": "Une aide", "low": "Un pôle", "high": "L’autre"}
EVERY = tuple(
    Question(
        f"q{place}",
        kind.code,
        fr(label=f"Question {kind.code} ?", **(WORDS if kind.has_poles else {"help": "Une aide"})),
        OPTIONS if kind.has_options else (),
        least=0 if kind.code == "number" else None,
        most=2 if kind.has_bounds else None,
        show_if=Condition("q0", ("a", "c")) if place == len(TYPES) - 1 else None,
    )
    for place, kind in enumerate(TYPES.values())
)


@pytest.fixture
def full(session):
    """Return a questionnaire of every type, with sections, a condition and a translation."""
    version = make_version(session)
    items = tuple(item.id for item in items_in(session, version))
    kept = begin(
        session,
        make_organisation(session),
        title="Bilan complet",
        version_id=version.id,
        sections=(
            Section(fr(label="Compétences", help="Sans jugement."), items),
            Section(fr(label="Vous"), EVERY, Condition("structure", ("public",))),
        ),
        ratings=("importance", "target", "before"),
        now=NOW,
    )
    session.commit()
    return kept


pytestmark = pytest.mark.usefixtures("full")  # a version to ask about is held


def taken(client, questionnaire, key):
    return client.get(f"/questionnaires/{questionnaire.id}/file/{key}")


def bring(client, content, name="form.xlsx"):
    return client.post("/questionnaires/bring", data={"file": (BytesIO(content), name)})


def confirm(client, page, **fields):
    """Send the form that confirms a plan."""
    found = re.search(r'name="definition"[^>]*value="([^"]*)"', page.get_data(as_text=True))
    title = re.search(r'name="title"[^>]*value="([^"]*)"', page.get_data(as_text=True))
    data = {"definition": unescape(found[1]), "title": unescape(title[1]), **fields}
    return client.post("/questionnaires/bring/confirm", data=data)


def count(session):
    session.expire_all()
    return session.query(Questionnaire).where(Questionnaire.title != "").count()


def workbook(survey, choices=(), settings=()):
    leaves = [Leaf("survey", survey), Leaf("choices", choices), Leaf("settings", settings)]
    stream = BytesIO()
    write_xlsx(leaves, stream, "XLSForm")
    return stream.getvalue()


def plain(page):
    return " ".join(text_of(page).replace("\xa0", " ").split())


def test_our_full_example_converts_with_pyxform_and_comes_back(facilitator, full):
    file = taken(facilitator, full, "xlsform")

    converted = convert(file.data, validate=False)
    found = read(Source("form.xlsx", file.data))

    assert converted.warnings == []
    assert "<h:html" in converted.xform
    assert "2 · Autonome : Je peux le dire ainsi" in converted.xform.replace("\xa0", " ")
    assert [issue.sentence for issue in found.issues] == []
    assert dumped(found.definition.sections) == dumped(full.sections)
    assert found.definition.ratings == tuple(full.ratings)


@pytest.mark.parametrize("key", ["yaml", "xlsform"])
def test_a_file_of_ours_becomes_the_same_questionnaire_once_confirmed(
    facilitator, session, full, key
):
    page = bring(facilitator, taken(facilitator, full, key).data, f"bilan.{key}")
    before = count(session)
    made = confirm(facilitator, page, title="Repris")
    twin = session.query(Questionnaire).where(Questionnaire.title == "Repris").one()

    assert "Question tension ?" in plain(page)
    assert "D4-01 Compétence D4-01" in re.sub(r"<[^>]*>", "", plain(page))
    assert (before, count(session)) == (1, 2)
    assert made.status_code == 303
    assert twin.items == full.items
    assert dumped(twin.sections) == dumped(full.sections)
    assert twin.ratings == full.ratings
    assert (twin.edition, twin.series != full.series) == (1, True)


def test_a_form_of_a_kobo_user_is_brought_in_with_what_is_left_out_named(facilitator, session):
    """Written by hand: one language, groups, skip logic, a rank, what is obligatory."""
    content = workbook(
        [
            ["type", "name", "label", "hint", "required", "relevant", "appearance"],
            ["start", "start", "", "", "", "", ""],
            ["begin_group", "vous", "Votre pratique", "", "", "", "field-list"],
            ["select_one metier", "metier", "Votre métier", "Le principal", "yes", "", ""],
            ["integer", "annees", "Depuis combien d’années ?", "", "", "${metier} = 'dev'", ""],
            ["geopoint", "lieu", "Où travaillez-vous ?", "", "", "", ""],
            ["end_group", "", "", "", "", "", ""],
            ["select_multiple theme", "themes", "Quels thèmes ?", "", "", "", ""],
            ["rank theme", "ordre", "Dans quel ordre ?", "", "", "", ""],
            ["text", "mot", "Un mot de plus", "", "", "", "multiline"],
        ],
        [
            ["list_name", "name", "label"],
            ["metier", "dev", "Agent de développement"], ["metier", "elu", "Élu·e"],
            ["theme", "eau", "L’eau"], ["theme", "sol", "Les sols"],
        ],
        [["form_title", "form_id"], ["Enquête de rentrée", "rentree"]],
    )  # fmt: skip

    page = bring(facilitator, content)
    confirm(facilitator, page)
    made = session.query(Questionnaire).where(Questionnaire.title == "Enquête de rentrée").one()
    questions = {q.code: q for q in questions_in(made.sections)}

    assert 'value="Enquête de rentrée"' in text_of(page)
    assert re.search(r"ligne 6</th><td>à savoir</td><td[^>]*>Le type « geopoint »", plain(page))
    assert re.search(r"ligne 4</th><td>à savoir</td><td[^>]*>Rien n’est obligatoire", plain(page))
    assert made.items == []
    assert {code: q.type for code, q in questions.items()} == {
        "metier": "choice",
        "annees": "number",
        "themes": "multiple",
        "ordre": "ranking",
        "mot": "text",
    }
    assert questions["annees"].show_if == Condition("metier", ("dev",))
    assert [section.label() for section in made.sections] == ["Votre pratique", ""]
    assert facilitator.get(f"/questionnaires/{made.id}/preview").status_code == 200


def test_a_form_of_an_odk_user_is_brought_in_in_two_languages(facilitator, session):
    """Written by hand: labels in two columns, yes and no, a likert scale, calculations, repeats."""
    two = ["label::English (en)", "label::Français (fr)"]
    content = workbook(
        [
            ["type", "name", *two, "relevant", "appearance", "calculation"],
            ["deviceid", "device", "", "", "", "", ""],
            ["calculate", "year", "", "", "", "", "2026"],
            ["select_one yn", "trained", "Trained yet?", "Déjà formé·e ?", "", "", ""],
            ["select_one ease", "ease", "At ease?", "À l’aise ?", "", "likert", ""],
            ["text", "why", "Why not?", "Pourquoi pas ?", "${trained} = 'no'", "", ""],
            ["begin_repeat", "visit", "Visit", "Visite", "", "", ""],
            ["date", "when", "When?", "Quand ?", "", "", ""],
            ["end_repeat", "", "", "", "", "", ""],
        ],
        [
            ["list_name", "name", *two],
            ["yn", "yes", "Yes", "Oui"], ["yn", "no", "No", "Non"],
            ["ease", "1", "Little", "Peu"], ["ease", "2", "Very", "Très"],
        ],
        [["form_title", "default_language"], ["Follow-up", "English (en)"]],
    )  # fmt: skip

    page = bring(facilitator, content)
    confirm(facilitator, page, title="Suivi")
    made = session.query(Questionnaire).where(Questionnaire.title == "Suivi").one()
    trained, ease, why = questions_in(made.sections)

    assert "« visit » et ce qu’il contient ne sont pas repris" in plain(page)
    assert "« calculate »" in plain(page)
    assert (trained.type, ease.type, why.type) == ("yes_no", "ladder", "text")
    assert trained.texts == {"en": {"label": "Trained yet?"}, "fr": {"label": "Déjà formé·e ?"}}
    assert why.show_if == Condition("trained", ("no",))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"a;b\n1;2\n", "table.csv", "n’est ni un questionnaire de Repères"),
        (b"", "rien.yaml", "n’est ni un questionnaire de Repères"),
        (b"questionnaire: 1\nsections: [{entries: [{question: a}]}]", "a.yaml", "type"),
        (b"questionnaire: 1\ncolour: red\n", "b.yaml", "le champ « colour » n’existe pas"),
        (b"questionnaire: 1\n" + b"x" * 400_001, "c.yaml", "dépasse 400 ko"),
    ],
)
def test_a_file_that_cannot_serve_says_why_and_writes_nothing(
    facilitator, session, content, name, sentence
):
    page = bring(facilitator, content, name)

    assert sentence in plain(page)
    assert "Importer ce questionnaire</button>" not in text_of(page)
    assert count(session) == 1


def test_a_condition_on_what_is_never_asked_is_an_error_of_the_file(facilitator):
    text = """questionnaire: 1
title: Essai
sections:
- entries:
  - question: why
    type: text
    label: Pourquoi ?
    show_if: {question: gone, values: [a]}
"""
    page = bring(facilitator, text.encode(), "essai.yaml")

    assert "réponse à « gone »" in plain(page)
    assert "Rien n’est écrit" in plain(page)


def test_competences_of_another_version_are_named(facilitator, session, full):
    text = """questionnaire: 1
title: Essai
referentiel: developpement-territorial
version: DT-1999
sections:
- entries:
  - competence: D4-01
  - competence: D9-99
"""
    page = bring(facilitator, text.encode(), "essai.yaml")
    confirm(facilitator, page)
    made = session.query(Questionnaire).where(Questionnaire.title == "Essai").one()

    assert "Le fichier vient de la version « DT-1999 »" in plain(page)
    assert "« D9-99 » n’est pas dans la version choisie" in plain(page)
    assert made.items == full.items[:1]


def test_what_was_changed_on_the_way_is_checked_again(facilitator, session, full):
    bad = {"definition": "questionnaire: 1\nsections: []\n", "title": "Essai"}

    page = facilitator.post("/questionnaires/bring/confirm", data=bad)
    empty = confirm(
        facilitator, bring(facilitator, taken(facilitator, full, "yaml").data), title=""
    )

    assert "ne demande rien" in plain(page)
    assert "Donnez un titre" in plain(empty)
    assert count(session) == 1

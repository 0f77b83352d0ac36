"""XLSForm: ours converts with pyxform and comes back; those of others are read, or said why not."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from pyxform.xls2xform import convert

from referentiel.formats.base import Source
from referentiel.formats.workbook_writing import Leaf, write_xlsx
from surveys.formats.xlsform.conditions import parsed
from surveys.formats.xlsform.reading import read, recognises
from surveys.formats.xlsform.writing import Wording, write
from surveys.question_types.base import Condition
from surveys.sections import dumped
from tests.surveys.formats.definitions import COMPETENCES, definitions

BELOW_FIFTY = ". >= 0 and . < 50"
AT_MOST_TWO = "count-selected(.) <= 2"
IN_TWO = ("label::English (en)", "label::Français (fr)")
STEPS = tuple({"fr": {"label": f"{step} · Étape"}} for step in range(5))
WORDING = Wording(
    competences={
        code: {"fr": {"label": f"Compétence {code}", "description": "Ce que c’est"}}
        for code in COMPETENCES
    },
    ladders=dict.fromkeys(COMPETENCES, STEPS),
    scales={"mastery": STEPS, "importance": STEPS},
)  # fmt: skip


def written(definition):
    stream = BytesIO()
    write(definition, WORDING, stream)
    return stream.getvalue()


def workbook(survey, choices=(), settings=()):
    leaves = [Leaf("survey", survey), Leaf("choices", choices), Leaf("settings", settings)]
    stream = BytesIO()
    write_xlsx(leaves, stream, "XLSForm")
    return Source("form.xlsx", stream.getvalue())


def told(read):
    return [
        (issue.row, (issue.sentence % issue.values).replace("\u00a0", " ")) for issue in read.issues
    ]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(definitions())
def test_our_export_converts_with_pyxform_and_comes_back(definition):
    content = written(definition)

    converted = convert(content, validate=False)
    found = read(Source("form.xlsx", content))

    assert "<h:html" in converted.xform
    assert told(found) == []
    assert found.definition.codes == definition.codes
    assert found.definition.ratings == definition.ratings
    assert dumped(found.definition.sections) == dumped(definition.sections)


def test_a_form_of_an_association_is_read():
    """Written by hand in the manner of a Kobo user: one language, groups, skip logic, a rank."""
    source = workbook(
        [
            ["type", "name", "label", "hint", "required", "relevant", "constraint", "appearance"],
            ["start", "start", "", "", "", "", "", ""],
            ["begin_group", "profil", "Votre profil", "", "", "", "", "field-list"],
            ["select_one metier", "metier", "Votre métier", "Un seul", "yes", "", "", ""],
            ["integer", "annees", "Depuis quand ?", "", "", "${metier} = 'agent'", BELOW_FIFTY, ""],
            ["select_one ouinon", "forme", "Avez-vous été formé·e ?", "", "", "", "", ""],
            ["end_group", "", "", "", "", "", "", ""],
            ["begin_group", "besoins", "Vos besoins", "", "", "selected(${forme}, 'non')", "", ""],
            ["note", "n1", "Sans jugement.", "", "", "", "", ""],
            ["select_multiple themes", "themes", "Quels thèmes ?", "", "", "", AT_MOST_TWO, ""],
            ["rank themes", "ordre", "Dans quel ordre ?", "", "", "", "", ""],
            ["select_one degre", "aise", "À l’aise ?", "", "", "", "", "likert"],
            ["end_group", "", "", "", "", "", "", ""],
        ],
        [
            ["list_name", "name", "label"],
            ["metier", "agent", "Agent de développement"], ["metier", "no", "Autre"],
            ["ouinon", "oui", "Oui"], ["ouinon", "non", "Non"],
            ["themes", "eau", "L’eau"], ["themes", "sol", "Les sols"],
            ["degre", "1", "Peu"], ["degre", "2", "Très"],
        ],
        [["form_title", "form_id"], ["Enquête", "enquete"]],
    )  # fmt: skip

    found = read(source)
    definition = found.definition
    profile, needs = definition.sections
    job, years, trained = profile.questions
    themes, order, ease = needs.questions

    assert recognises(source)
    assert definition.title == "Enquête"
    assert [section.label() for section in definition.sections] == ["Votre profil", "Vos besoins"]
    assert (job.type, [option.code for option in job.options]) == ("choice", ["agent", "o_no"])
    assert job.texts == {"fr": {"label": "Votre métier", "help": "Un seul"}}
    assert (years.least, years.most) == (0, 49)
    assert years.show_if == Condition("metier", ("agent",))
    assert trained.type == "yes_no"
    assert needs.show_if == Condition("forme", ("no",))
    assert needs.help() == "Sans jugement."
    assert (themes.type, themes.most) == ("multiple", 2)
    assert (order.type, ease.type) == ("ranking", "ladder")
    assert told(found) == [
        (2, "« start » n’est pas repris : ces traces de la personne ne sont pas gardées."),
        (4, "Rien n’est obligatoire ici : « metier » pourra rester sans réponse."),
    ]


def test_what_cannot_be_asked_is_named_with_its_row():
    """Written by hand in the manner of an ODK user: two languages, media, repeats, calculations."""
    source = workbook(
        [
            ["type", "name", *IN_TWO, "relevant", "constraint", "calculation"],
            ["select_one yn or_other", "ok", "All right?", "Tout va bien ?", "", "", ""],
            ["image", "photo", "Photo", "Photo", "", "", ""],
            ["geopoint", "where", "Where?", "Où ?", "", "", ""],
            ["calculate", "age", "", "", "", "", "2026 - ${born}"],
            ["text", "why", "Why?", "Pourquoi ?", "${age} > 18 and ${ok} = 'yes'", "", ""],
            ["decimal", "share", "Share", "Part", "", "regex(., '[0-9]+')", ""],
            ["begin_repeat", "child", "Child", "Enfant", "", "", ""],
            ["text", "first", "First name", "Prénom", "", "", ""],
            ["end_repeat", "", "", "", "", "", ""],
            ["range", "mark", "Mark", "Note", "", "", ""],
        ],
        [["list_name", "name", *IN_TWO],
         ["yn", "yes", "Yes", "Oui"], ["yn", "no", "No", "Non"]],
        [["form_title", "default_language"], ["Survey", "English (en)"]],
    )  # fmt: skip

    found = read(source)
    asked = [question for section in found.definition.sections for question in section.questions]

    assert [(q.code, q.type) for q in asked] == [
        ("ok", "yes_no"),
        ("why", "text"),
        ("share", "number"),
        ("mark", "number"),
    ]
    assert asked[0].texts == {"en": {"label": "All right?"}, "fr": {"label": "Tout va bien ?"}}
    assert asked[1].show_if is None
    assert (asked[3].least, asked[3].most) == (0, 10)
    assert [row for row, _sentence in told(found)] == [2, 3, 4, 5, 6, 7, 8]
    rows = dict(told(found))
    assert "« autre » de « ok »" in rows[2]
    assert "« image » n’existe pas ici" in rows[3]
    assert "« ${age} > 18 and ${ok} = 'yes' » n’est pas de celles" in rows[6]
    assert "« regex(., '[0-9]+') »" in rows[7]
    assert "« child » et ce qu’il contient" in rows[8]


@pytest.mark.parametrize(
    ("survey", "sentence"),
    [
        ([["type", "name", "label"], ["select_one absent", "a", "A"]], "la liste « absent »"),
        ([["type", "name", "label"], ["image", "a", "A"]], "ne demande rien"),
        ([["type", "name", "label"], ["text", "a", ""]], "manque un texte"),
        ([["type", "name", "label"], ["text", "a", "A"], ["text", "a", "B"]], "le nom « a »"),
    ],
)
def test_what_would_ask_nothing_or_badly_is_refused(survey, sentence):
    found = read(workbook(survey))

    assert found.definition is None
    assert any(sentence in text for _row, text in told(found)), told(found)


def test_a_workbook_of_another_kind_is_not_taken_for_one():
    stream = BytesIO()
    write_xlsx([Leaf("Feuille 1", [["a"]])], stream, "Autre")
    source = Source("other.xlsx", stream.getvalue())

    assert not recognises(source)
    assert read(source).definition is None
    assert not recognises(Source("text.yaml", b"questionnaire: 1"))


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("${a} = 'x'", ("a", ("x",))),
        ('selected(${a}, "x") or selected(${a}, "y")', ("a", ("x", "y"))),
        ("(${a}='x') or (${a}='y')", ("a", ("x", "y"))),
        ("${a} = 12", ("a", ("12",))),
        ("${a} = 'x' or ${b} = 'x'", None),
        ("${a} = 'x' and ${a} = 'y'", None),
        ("not(selected(${a}, 'x'))", None),
        ("${a} > 3", None),
        ("", None),
    ],
)
def test_conditions_that_exist_here_are_read(expression, found):
    assert parsed(expression) == found

"""A questionnaire as YAML: what is written is read back equal, what is wrong is named."""

from io import BytesIO

import pytest
from hypothesis import given, settings

from referentiel.formats.base import Source
from surveys.formats import yaml_file
from surveys.formats.yaml_file import read, recognises, write
from surveys.sections import dumped
from tests.surveys.formats.definitions import definitions

SMALL = """\
questionnaire: 1
title: Bilan
sections:
- label: Parcours
  entries:
  - competence: D1-01
  - question: years
    type: number
    label: Depuis quand ?
    least: 0
"""


def said(text):
    return read(Source("questionnaire.yaml", text.encode()))


def sentences(read):
    return [issue.sentence % issue.values for issue in read.issues]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(definitions())
def test_what_is_written_is_read_back_equal(definition):
    stream = BytesIO()

    write(definition, stream)
    source = Source("questionnaire.yaml", stream.getvalue())
    found = read(source)

    assert recognises(source)
    assert found.issues == ()
    assert found.definition == definition
    assert dumped(found.definition.sections) == dumped(definition.sections)


def test_a_file_written_by_hand_is_read():
    found = said(SMALL).definition

    assert (found.title, found.codes, found.ratings) == (
        "Bilan",
        ("D1-01",),
        ("current", "importance"),
    )
    assert [section.label() for section in found.sections] == ["Parcours"]
    assert found.sections[0].questions[0].least == 0


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("type: number", "type: slider", "le type « slider » n’existe pas"),
        ("least: 0", "least: zéro", "« years.least »"),
        ("least: 0", "minimum: 0", "le champ « minimum » n’existe pas"),
        ("question: years", "question: déjà", "« déjà » ne va pas"),
        ("label: Depuis quand ?", "help: Depuis quand ?", "manque un texte à lire"),
        ("questionnaire: 1", "questionnaire: 2", "n’est pas un questionnaire"),
        ("- competence: D1-01", "- D1-01", "« Parcours.entries »"),
        ("title: Bilan", "title: [", "n’est pas du YAML lisible"),
        ("title: Bilan", "ratings: [worth]", "« worth » n’est pas une note"),
        ("type: number", "type: choice", "au moins deux réponses"),
    ],
)
def test_what_is_wrong_is_named(before, after, sentence):
    found = said(SMALL.replace(before, after))

    assert found.definition is None
    plain = [text.replace("\u00a0", " ") for text in sentences(found)]
    assert any(sentence in text for text in plain), plain


def test_a_bomb_of_aliases_is_refused_at_once():
    bomb = "questionnaire: 1\na: &a [x,x]\n" + "\n".join(
        f"{name}: &{name} [*{before},*{before}]"
        for before, name in zip("abcdefghijklmnopqrstuvwx", "bcdefghijklmnopqrstuvwxy", strict=True)
    )

    assert said(bomb).definition is None
    assert yaml_file.HEAD == "questionnaire"

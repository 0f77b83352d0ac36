"""A questionnaire of a file, tied to the competences of a version held here."""

from surveys.formats.definition import Definition, bound, definition_of
from surveys.question_types import Question
from surveys.sections import Section
from tests.factories import items_in, make_campaign, make_version

YEARS = Question("years", "number", {"fr": {"label": "Depuis quand ?"}})


def test_codes_become_places_and_the_unknown_and_the_repeated_are_told(session):
    version = make_version(session)
    items = items_in(session, version)
    by_code = {item.code: item.id for item in items}
    definition = Definition(
        title="Bilan",
        codes=("D4-02", "D9-99", "D4-01"),
        sections=(Section({}, (0, 1)), Section({}, (1,)), Section({}, (YEARS, 2, 0))),
        ratings=("target",),
    )

    found = bound(definition, items)

    assert found.items == (by_code["D4-02"], by_code["D4-01"])
    assert [section.entries for section in found.sections] == [(0,), (YEARS, 1)]
    assert found.ratings == ("current", "target")
    assert [issue.values["code"] for issue in found.issues] == ["D9-99", "D9-99", "D4-02"]


def test_a_questionnaire_without_sections_goes_out_in_one(session):
    version = make_version(session)
    campaign = make_campaign(session, version=version)
    items = [item for item in items_in(session, version) if item.code in ("D4-01", "D4-02")]

    found = definition_of(campaign.questionnaire, items, "Bilan")

    assert (found.title, found.codes) == ("Bilan", ("D4-01", "D4-02"))
    assert found.sections == (Section({}, (0, 1)),)
    assert found.version == version.label

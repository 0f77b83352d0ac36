"""Answers of another tool: sent, mapped, given a meaning, rehearsed, counted once."""

import re
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from referentiel.formats.workbook_writing import Leaf, write_ods, write_xlsx
from reports.recount import differences
from surveys.levels import Blank
from surveys.models import AuditEntry, ForeignMapping, Submission
from surveys.queries.campaigns import received
from surveys.question_types.base import Question
from surveys.sections import Section
from tests.answering import text_of
from tests.conftest import NOW
from tests.factories import make_campaign
from tests.foreign import FRAMAFORMS, LIMESURVEY
from tests.paper import paper_campaign
from webapp import MAX_FORM

FIELD = re.compile(
    r'<input[^>]*type="hidden"[^>]*>|<select id="[^"]+" name="(?P<name>[^"]+)".*?</select>', re.S
)
CHOSEN = re.compile(r'<option value="([^"]*)" selected')


@pytest.fixture
def campaign(session):
    return paper_campaign(session, attributes=("structure",))


def at(campaign, page=""):
    return f"/campaigns/{campaign.id}/foreign{page}"


def send(facilitator, campaign, content, name="f.csv"):
    return facilitator.post(at(campaign), data={"file": (BytesIO(content), name)})


def fields_of(response):
    """Return what the form of a page sends as it stands."""
    found = {}
    main = response.get_data(as_text=True).partition("<main")[2]
    for match in FIELD.finditer(main):
        if match["name"]:
            chosen = CHOSEN.search(match[0])
            found[match["name"]] = unescape(chosen[1]) if chosen else ""
        else:
            pair = {key: re.search(rf'{key}="([^"]*)"', match[0]) for key in ("name", "value")}
            if pair["name"] and pair["value"]:
                found[pair["name"][1]] = unescape(pair["value"][1])
    return found


def go_on(facilitator, campaign, page, response, **changes):
    return facilitator.post(at(campaign, page), data=fields_of(response) | changes)


def said(response):
    return text_of(response).replace("\u00a0", " ")


def count(session, campaign):
    return received(session, [campaign.id])[campaign.id]


def values_page(facilitator, campaign, content=LIMESURVEY):
    return go_on(facilitator, campaign, "/columns", send(facilitator, campaign, content))


def decided(response):
    """Return the names of the values that have no meaning yet, by what they say."""
    fields = fields_of(response)
    pairs = re.findall(r'<label for="(v-[^"]+)">([^<]*)</label>', response.get_data(as_text=True))
    return {unescape(label).strip("«» \u00a0"): name for name, label in pairs if not fields[name]}


def plan_of(facilitator, campaign, content=LIMESURVEY):
    page = values_page(facilitator, campaign, content)
    lacking = decided(page)
    # our step 3 is not « autonome »: number and words do not say the same
    meant = {"3 - autonome": "3", "Association": "2", "Tout à fait": "4"}
    assert {*lacking} == {*meant}
    changes = {lacking[value]: key for value, key in meant.items()}
    return go_on(facilitator, campaign, "/values", page, **changes)


def test_a_file_of_limesurvey_goes_from_sending_to_counting(facilitator, session, campaign):
    columns = send(facilitator, campaign, LIMESURVEY)
    assert columns.status_code == 200
    page = said(columns)
    assert "3 lignes de réponses sont lues." in page
    assert "À laisser dehors : elle dit d’où la personne a répondu." in page
    shown = re.sub(r"<input[^>]*>", "", columns.get_data(as_text=True))
    assert "192.0.2.1" not in shown  # not even to who holds the file, who may be projecting
    assert "Exemples : 3 - autonome · 2" in page
    assert fields_of(columns)["c4"] == "c0"
    assert fields_of(columns)["c2"] == ""

    plan = plan_of(facilitator, campaign)
    assert plan.status_code == 200
    assert "3 réponses seraient ajoutées." in said(plan)
    assert count(session, campaign) == 0
    assert session.scalars(select(ForeignMapping)).all() == []
    done = go_on(facilitator, campaign, "/confirm", plan, informed="y")

    assert done.status_code == 303
    assert "3 réponses ajoutées." in said(facilitator.get(done.location))
    sent = session.scalars(select(Submission)).all()
    assert sorted((it.levels[0].current, it.levels[0].importance) for it in sent) == [
        (2, 4), (3, 4), (Blank.NO_ANSWER, 2),
    ]  # fmt: skip
    assert sorted(it.levels[1].current for it in sent) == [
        0, Blank.NOT_APPLICABLE, Blank.DECLINED,
    ]  # fmt: skip
    assert not differences(session, campaign)
    acts = session.scalars(select(AuditEntry).where(AuditEntry.act == "foreign.counted")).all()
    assert [entry.subject for entry in acts] == [f"campaign:{campaign.id}"]


def test_a_double_click_the_back_button_and_the_same_file_count_once(
    facilitator, session, campaign
):
    plan = plan_of(facilitator, campaign)
    go_on(facilitator, campaign, "/confirm", plan, informed="y")

    twice = go_on(facilitator, campaign, "/confirm", plan, informed="y")
    assert "Chacune de ses lignes est déjà comptée." in said(twice)
    again = plan_of(facilitator, campaign)
    assert "Rien de nouveau dans ce fichier" in said(again)
    assert "Importer ces réponses" not in said(again)
    assert count(session, campaign) == 3


def test_nothing_counts_unless_people_were_informed(facilitator, session, campaign):
    plan = plan_of(facilitator, campaign)

    answer = go_on(facilitator, campaign, "/confirm", plan)

    assert answer.status_code == 422
    assert "informez d’abord les personnes" in said(answer)
    assert count(session, campaign) == 0


def test_a_plan_that_changed_is_read_again(facilitator, session, campaign):
    plan = plan_of(facilitator, campaign)

    answer = go_on(facilitator, campaign, "/confirm", plan, informed="y", stamp="other")

    assert "Le plan a changé depuis votre lecture." in said(answer)
    assert count(session, campaign) == 0


def test_values_without_a_meaning_stop_the_rehearsal(facilitator, session, campaign):
    page = values_page(facilitator, campaign)

    answer = go_on(facilitator, campaign, "/values", page)

    assert answer.status_code == 422
    assert "Importance : « Tout à fait »" in said(answer)
    assert count(session, campaign) == 0


def test_two_columns_for_one_box_and_none_at_all_are_told(facilitator, campaign):
    columns = send(facilitator, campaign, LIMESURVEY)

    twice = go_on(facilitator, campaign, "/columns", columns, c5="c0")
    assert twice.status_code == 422
    assert "Colonne F : La colonne G01Q02[SQ001]. Votre niveau [D4-01] remplit déjà" in said(twice)
    nothing = {name: "" for name in fields_of(columns) if re.fullmatch(r"c\d+", name)}
    none = go_on(facilitator, campaign, "/columns", columns, **nothing)
    assert none.status_code == 422
    assert "Aucune colonne n’est reliée" in said(none)


def test_steps_can_be_taken_back(facilitator, campaign):
    values = values_page(facilitator, campaign)
    columns = go_on(facilitator, campaign, "/columns", values, again="1")
    assert columns.status_code == 200
    assert fields_of(columns)["c4"] == "c0"

    plan = plan_of(facilitator, campaign)
    back = go_on(facilitator, campaign, "/values", plan, again="1")
    assert back.status_code == 200
    assert decided(back) == {}


def test_the_choices_are_there_for_the_next_file_with_the_same_titles(
    facilitator, session, campaign
):
    plan = plan_of(facilitator, campaign)
    go_on(facilitator, campaign, "/confirm", plan, informed="y")

    head = LIMESURVEY.partition(b"\r\n")[0]
    next_file = head + b'\r\n"4";"";"";"";"1";"1";"1";"1";"";""\r\n'
    columns = send(facilitator, campaign, next_file)

    assert "ses choix sont repris" in said(columns)
    assert fields_of(columns)["c6"] == "i0"
    [kept] = session.scalars(select(ForeignMapping))
    assert all(not found for found in kept.meanings.values())  # three rows: fewer than k


def test_framaforms_and_what_it_writes_for_not_asked(facilitator, session, campaign):
    values = values_page(facilitator, campaign, FRAMAFORMS)
    lacking = decided(values)
    assert list(lacking) == ["N/A"]

    changes = {lacking["N/A"]: "-"}
    plan = go_on(facilitator, campaign, "/values", values, **changes)
    go_on(facilitator, campaign, "/confirm", plan, informed="y")

    found = [tuple(level.current for level in it.levels)
             for it in session.scalars(select(Submission))]  # fmt: skip
    assert sorted(found) == [(2, Blank.NO_ANSWER), (4, 1)]


@pytest.mark.parametrize(("write", "name"), [(write_xlsx, "f.xlsx"), (write_ods, "f.ods")])
def test_workbooks_are_read_and_formulas_stay_text(facilitator, session, campaign, write, name):
    stream = BytesIO()
    write([Leaf("Réponses", [("id", "D4-01"), (1, "=cmd()"), (2, 3)])], stream, "Titre")

    values = values_page_of(facilitator, campaign, stream.getvalue(), name)

    assert list(decided(values)) == ["=cmd()"]
    assert count(session, campaign) == 0


def values_page_of(facilitator, campaign, content, name):
    return go_on(facilitator, campaign, "/columns", send(facilitator, campaign, content, name))


def test_wrong_rows_are_told_by_row_and_column(facilitator, session):
    campaign = make_numbered(session)
    content = b"id;D4-01;Combien\n1;3;12\n2;2;douze\n"
    columns = send(facilitator, campaign, content)
    values = go_on(facilitator, campaign, "/columns", columns, c1="c0", c2="q-many")

    plan = go_on(facilitator, campaign, "/values", values)

    assert plan.status_code == 422
    assert "Ligne 3, colonne Combien (C) :" in said(plan)
    assert "Importer ces réponses" not in said(plan)
    assert count(session, campaign) == 0


def make_numbered(session):
    many = Question("many", "number", {"fr": {"label": "Combien"}})
    section = Section({"fr": {"label": "Tout"}}, (0, 1, many))
    return paper_campaign(session, (section,))


def test_repeated_titles_are_told_and_competences_without_a_column_too(facilitator, campaign):
    content = b"D4-01;Remarque;Remarque\n3;a;b\n"
    columns = send(facilitator, campaign, content)
    assert "« Remarque » : fiez-vous à la lettre de la colonne" in said(columns)

    values = go_on(facilitator, campaign, "/columns", columns)
    plan = go_on(facilitator, campaign, "/values", values)
    assert "Des compétences n’ont pas de colonne" in said(plan)


def test_files_that_are_none_are_refused(facilitator, campaign):
    assert send(facilitator, campaign, b"%PDF", "f.pdf").status_code == 422
    empty = send(facilitator, campaign, b"", "f.csv")
    assert empty.status_code == 422
    assert "Ce fichier ne contient aucune réponse" in said(empty)
    many = send(facilitator, campaign, b"x\n" + b"1\n" * 2_001)
    assert "2000 lignes au plus à la fois" in said(many)

    # more than the client of the tests would keep in memory
    file = FileStorage(BytesIO(b"x" * 10_000_000), "f.csv", "file")
    _boundary, body = encode_multipart({"file": file}, "xyz")
    large = facilitator.post(
        at(campaign), data=body, content_type="multipart/form-data; boundary=xyz"
    )
    assert large.status_code == 413


def test_a_text_sent_on_may_be_as_long_as_a_file(facilitator, campaign):
    titles = ";".join(["D4-01", *(f"t{n}" for n in range(100))])
    columns = send(facilitator, campaign, (titles + "\n" + f"3{';a' * 100}\n" * 1_900).encode())
    assert len(fields_of(columns)["text"]) > MAX_FORM

    assert columns.status_code == 200
    assert go_on(facilitator, campaign, "/columns", columns).status_code == 200


def test_a_campaign_made_anonymous_or_not_open_yet_takes_no_file(facilitator, session, campaign):
    campaign.anonymised_on = NOW.date()
    session.commit()
    assert "ont été rendues anonymes" in said(facilitator.get(at(campaign)))
    assert send(facilitator, campaign, LIMESURVEY).status_code == 409

    prepared = make_campaign(session, version=campaign.questionnaire.version, opened=False)
    assert "Choisissez un fichier" not in said(facilitator.get(at(prepared)))
    assert send(facilitator, prepared, LIMESURVEY).status_code in (403, 409)

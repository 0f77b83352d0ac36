"""`reperes report`, on a base in a file: listed, written as frozen, computed again."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from reports.archive import ArchivedReport
from reports.citing import cited_print
from reports.document import Document
from reports.release import release_campaign
from surveys.models import ReleaseCell
from tests.conftest import NOW
from tests.factories import LANGUAGES, make_campaign, make_submission
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("REPERES_DATABASE", f"sqlite:///{tmp_path}/base.sqlite3")
    monkeypatch.setenv("REPERES_SECRET", "a secret of the tests, long and varied 0123456789")
    return lambda *words: CliRunner().invoke(main, ["report", *words])


@pytest.fixture
def sessions(tmp_path):
    engine = make_engine(f"sqlite:///{tmp_path}/base.sqlite3")
    migrate(engine)
    yield session_maker(engine)
    engine.dispose()


@pytest.fixture
def code(sessions):
    """Release a campaign of twenty-four people in two kinds of structure; return its code."""
    with sessions(True) as session:
        campaign = make_campaign(session, attributes=("structure",))
        for place in range(24):
            kind = "public" if place % 2 else "association"
            make_submission(session, campaign, (4, place % 3), (3, 1 + place % 4), structure=kind)
        release_campaign(session, campaign, now=NOW, languages=LANGUAGES)
        session.commit()
        return campaign.code


def prints(output):
    """Return {language: (verdict, print)} of what the command says."""
    lines = [line for line in output.splitlines() if not line.startswith(" ")]
    return {line[:2]: (line[5:].partition(",")[0], line.rpartition(" ")[2]) for line in lines}


def frozen(sessions, language):
    with sessions(False) as session:
        return session.get_one(ArchivedReport, (1, language)).document


def corrupt(sessions, language, change):
    """Let a frozen report be changed by hand in the base."""
    with sessions(True) as session:
        report = session.get_one(ArchivedReport, (1, language))
        document = json.loads(json.dumps(report.document))
        change(document)
        report.document = document
        session.commit()


@pytest.mark.usefixtures("code")
def test_a_report_just_released_comes_again_in_each_language(run, sessions):
    told = run("reproduce", "1")

    assert told.exit_code == 0, told.output
    said = prints(told.output)
    cited = {it: cited_print(Document.model_validate(frozen(sessions, it))) for it in ("fr", "en")}
    assert said == {it: ("identique", cited[it]) for it in ("fr", "en")}
    assert cited["fr"] == cited["en"]
    assert "texte seul" not in told.output
    assert "dessin" not in told.output
    assert "ajouté" not in told.output


@pytest.mark.usefixtures("code")
def test_a_figure_changed_in_a_frozen_report_is_found_there_alone(run, sessions):
    before = frozen(sessions, "fr")
    [levels] = [it for it in before["sections"] if it["key"] == "levels"]
    keys = [column["key"] for column in levels["table"]["columns"]]
    cell = levels["table"]["rows"][0][keys.index("n")]
    assert (cell["value"], cell["n"]) == (24, None)

    def change(document):
        [section] = [it for it in document["sections"] if it["key"] == "levels"]
        section["table"]["rows"][0][keys.index("n")]["value"] = 25

    corrupt(sessions, "fr", change)
    told = run("reproduce", "1")

    assert told.exit_code == 1
    assert {it: verdict for it, (verdict, _) in prints(told.output).items()} == {
        "fr": "différent",
        "en": "identique",
    }
    assert "publié 25 (sans n, shown), recalculé 24 (sans n, shown)" in told.output
    assert told.output.count("recalculé") == 1
    assert "l’empreinte citée" in told.output


@pytest.mark.usefixtures("code")
def test_a_section_taken_out_of_a_frozen_report_breaks_the_print_that_it_cites(run, sessions):
    def change(document):
        document["sections"] = [it for it in document["sections"] if it["key"] != "levels"]

    corrupt(sessions, "en", change)
    told = run("reproduce", "1")

    assert told.exit_code == 1
    assert "ajouté depuis, sans chiffre publié\u00a0: levels" in told.output
    assert "l’empreinte citée" in told.output


@pytest.mark.usefixtures("code")
def test_a_word_changed_is_told_and_is_no_fault(run, sessions):
    corrupt(sessions, "fr", lambda document: document.update(title="Un autre titre"))

    told = run("reproduce", "1")

    assert told.exit_code == 0
    assert told.output.count("texte seul différent\u00a0: 1") == 1


@pytest.mark.usefixtures("code")
def test_a_stored_cell_that_was_changed_is_found_in_both_languages(run, sessions):
    with sessions(True) as session:
        cell = session.scalars(
            select(ReleaseCell).where(ReleaseCell.breakdown == "all", ReleaseCell.position == 0)
        ).one()
        cell.counts = [[packed, n + 2] for packed, n in cell.counts]
        session.commit()

    told = run("reproduce", "1")

    assert told.exit_code == 1
    assert [verdict for verdict, _ in prints(told.output).values()] == ["différent", "différent"]
    assert "l’empreinte citée" not in told.output


def test_releases_are_listed_with_the_number_that_the_commands_take(run, code):
    line = f"{code}\tn°\u00a01\t{NOW.date().isoformat()}\t1\n"

    assert run("list").output == run("list", code).output == line
    unknown = run("list", "nowhere")
    assert (unknown.exit_code, "aucune campagne" in unknown.output) == (2, True)


@pytest.mark.usefixtures("code")
def test_a_frozen_report_is_written_as_it_stands(run, sessions, tmp_path):
    path = tmp_path / "report.json"

    assert (
        run("show", "1", "--format", "json", "--language", "en", "--output", str(path)).output == ""
    )

    assert json.loads(path.read_text(encoding="utf-8")) == frozen(sessions, "en")
    text = " ".join(run("show", "1").output.split())
    assert f"publication n° 1, {NOW.date():%d/%m/%Y}. Empreinte des chiffres" in text
    assert run("show", "7").exit_code == run("reproduce", "7").exit_code == 2

"""`reperes questionnaire`: out to files and back, with nothing written by a dry run."""

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from surveys.composing.editions import begin
from surveys.models import AuditEntry, Questionnaire
from surveys.question_types import Question
from surveys.sections import Section
from tests.conftest import NOW
from tests.factories import SECRET, fr, items_in, make_organisation, make_version
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate


@pytest.fixture(scope="module")
def migrated(tmp_path_factory):
    path = tmp_path_factory.mktemp("base") / "base.sqlite3"
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with session_maker(engine)(True) as session:
        version = make_version(session)
        items = tuple(item.id for item in items_in(session, version))
        why = Question("why", "text", fr(label="Pourquoi ?"))
        begin(
            session,
            make_organisation(session),
            title="Bilan",
            version_id=version.id,
            sections=(Section(fr(label="Vous"), (*items, why)),),
            ratings=("target",),
            now=NOW,
        )
        session.commit()
    engine.dispose()
    return path.read_bytes()


@pytest.fixture
def sessions(migrated, tmp_path, monkeypatch):
    (tmp_path / "base.sqlite3").write_bytes(migrated)
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    engine = make_engine(url)
    monkeypatch.setenv("REPERES_DATABASE", url)
    monkeypatch.setenv("REPERES_SECRET", SECRET)
    monkeypatch.setenv("REPERES_DEMO", "1")
    monkeypatch.chdir(tmp_path)
    yield session_maker(engine)
    engine.dispose()


def run(*words):
    result = CliRunner().invoke(main, ["questionnaire", *words])
    return result.exit_code, result.output.replace("\xa0", " ")


def count(sessions, table=Questionnaire):
    with sessions(False) as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("key", ["yaml", "xlsform"])
def test_a_questionnaire_goes_out_and_comes_back(sessions, key):
    out = run("export", "1", "--format", key, "--output", "bilan")
    dry = run("import", "bilan", "--dry-run")
    kept = count(sessions)
    written = run("import", "bilan", "--organisation", "unadel", "--title", "Repris")

    assert out[0] == 0
    assert (dry[0], kept) == (0, 1)
    assert "Demandera : 2 compétence(s), 1 question(s) en 1 section(s)" in dry[1]
    assert written[0] == 0
    assert "C’est écrit : questionnaire 2." in written[1]
    with sessions(False) as session:
        first, second = session.scalars(select(Questionnaire).order_by(Questionnaire.id))
        assert (second.title, second.items, second.ratings) == (
            "Repris",
            first.items,
            ["current", "target"],
        )
        assert second.sections == first.sections
        acts = list(session.scalars(select(AuditEntry.act)))
        assert acts == ["questionnaire.made"]


@pytest.mark.usefixtures("sessions")
def test_the_export_goes_to_the_standard_output():
    code, text = run("export", "1", "--format", "yaml")

    assert code == 0
    assert text.startswith("questionnaire: 1\ntitle: Bilan\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("export", "99", "--format", "yaml"), "aucun questionnaire n’a le numéro 99"),
        (("import", "bad.yaml"), "ERREUR · "),
        (("import", "odd.txt"), "n’est ni un questionnaire de Repères"),
        (("import", "bad.yaml", "--organisation", "x"), "aucune organisation ne s’appelle « x »"),
    ],
)
def test_what_cannot_be_done_is_said_and_writes_nothing(sessions, tmp_path, words, sentence):
    (tmp_path / "bad.yaml").write_text("questionnaire: 1\ncolour: red\n")
    (tmp_path / "odd.txt").write_text("bonjour")

    code, output = run(*words)

    assert code == 2
    assert sentence in output
    assert count(sessions) == 1

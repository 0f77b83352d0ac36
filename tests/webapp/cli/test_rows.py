"""`reperes rows`: the file of a campaign's answers, and the act noted without a name."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from surveys.models import AuditEntry
from surveys.row_files import TAKEN
from tests.row_crowds import make_crowd
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate

STRONG = "k3Yq9vT2mXc7LrB5nWd8ZsH4jFp6GaQe1uRoJyVt"


@pytest.fixture
def base(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path}/base.sqlite3"
    monkeypatch.setenv("REPERES_DATABASE", url)
    monkeypatch.setenv("REPERES_SECRET", STRONG)
    engine = make_engine(url)
    migrate(engine)
    yield session_maker(engine)
    engine.dispose()


def test_the_answers_come_out_and_the_act_is_noted(base, tmp_path):
    with base(True) as session:
        code = make_crowd(session).code
    output = tmp_path / "rows.csv"
    purpose = ["--purpose", "Étude des métiers pour un mémoire"]

    done = CliRunner().invoke(main, ["rows", code, *purpose, "--output", str(output)])
    printed = CliRunner().invoke(main, ["rows", code, *purpose, "--language", "en"])

    assert (done.exit_code, printed.exit_code) == (0, 0), done.output
    assert len(output.read_bytes().splitlines()) == 41
    assert printed.stdout_bytes.decode("utf-8-sig").startswith("row;type of organisation;")
    with base(False) as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.act == TAKEN)).all()
    assert [entry.actor for entry in entries] == ["", ""]


def test_a_refusal_is_one_sentence_and_nothing_is_noted(base):
    with base(True) as session:
        code = make_crowd(session, 9).code

    few = CliRunner().invoke(main, ["rows", code, "--purpose", "Étude pour un mémoire"])
    none = CliRunner().invoke(main, ["rows", "zzzzz", "--purpose", "Étude pour un mémoire"])
    short = CliRunner().invoke(main, ["rows", code, "--purpose", "?"])

    assert (few.exit_code, none.exit_code, short.exit_code) == (2, 2, 2)
    assert "au moins 10 réponses" in few.stderr
    assert "aucune campagne" in none.stderr
    with base(False) as session:
        acts = select(AuditEntry).where(AuditEntry.act == TAKEN)
        assert session.scalar(acts) is None

"""`reperes tally`, on a base in a file."""

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from surveys.models import Tally
from surveys.models.answers import Facet
from tests.factories import make_campaign, make_submission
from webapp.cli import main
from webapp.database import make_engine, session_maker
from webapp.migrating import migrate


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("REPERES_DATABASE", f"sqlite:///{tmp_path}/base.sqlite3")
    monkeypatch.setenv("REPERES_SECRET", "a secret of the tests, long and varied 0123456789")
    return lambda *words: CliRunner().invoke(main, ["tally", *words])


@pytest.fixture
def tampered(tmp_path):
    """Make a campaign whose counts say five people where one answered; return its code."""
    engine = make_engine(f"sqlite:///{tmp_path}/base.sqlite3")
    migrate(engine)
    with session_maker(engine)(True) as session:
        campaign = make_campaign(session)
        make_submission(session, campaign, 4, 2)
        session.execute(
            update(Tally).where(Tally.facet == Facet.IMPORTANCE, Tally.position == 0).values(n=5)
        )
        session.commit()
        code = campaign.code
    engine.dispose()
    return code


def test_counts_that_the_answers_do_not_say_are_found_then_mended(run, tampered):
    before = run("verify")
    mended = run("rebuild")
    after = run("verify")

    assert (before.exit_code, before.output) == (1, f"{tampered}\u00a0: 1\n")
    assert (mended.exit_code, mended.output) == (0, f"{tampered}\u00a0: 1 ligne refaite\n")
    assert (after.exit_code, after.output) == (0, f"{tampered}\u00a0: aucun écart\n")

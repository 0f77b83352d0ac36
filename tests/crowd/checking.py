"""What a base must hold once a crowd has answered."""

from collections.abc import Sequence

from sqlalchemy import text

from reports.recount import differences
from surveys.queries.campaigns import campaign_by_code, received
from surveys.submission import get_sheet
from surveys.tickets import read_ticket
from tests.crowd.phones import Phone
from tests.crowd.servers import Ground
from tests.factories import SECRET

OTHERS_HOLDING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL "
    "AND pid <> pg_backend_pid() AND datname = current_database()"
)


def check_base(ground: Ground, phones: Sequence[Phone]) -> None:
    """Each acknowledged sheet is there as it was filled, none twice, and the tally is a rebuild."""
    with ground.session() as session:
        campaign = campaign_by_code(session, ground.campaign.code)
        assert campaign is not None
        assert received(session, [campaign.id])[campaign.id] == len(phones)
        for phone in phones:
            sheet = get_sheet(session, read_ticket(SECRET, campaign.id, phone.acknowledged))
            assert sheet is not None, f"lost: phone {phone.number}"
            assert [level.current for level in sheet.levels] == phone.levels
        assert differences(session, campaign) == {}


def check_no_transaction_stays(ground: Ground) -> None:
    """Nobody holds the base: on SQLite a writer gets in at once and the journal empties."""
    with ground.session() as session:
        if ground.url.startswith("sqlite"):
            session.rollback()
            connection = session.connection().connection.driver_connection
            connection.execute("ROLLBACK")
            connection.execute("PRAGMA busy_timeout=0")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            connection.execute("BEGIN IMMEDIATE")
            assert busy == 0
        else:
            assert session.scalar(OTHERS_HOLDING) == 0


def check_opens(ground: Ground) -> None:
    """The base of a server that was killed is whole."""
    with ground.session() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []

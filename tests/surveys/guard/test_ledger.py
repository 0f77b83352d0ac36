"""The ledger of erasures: told twice, naming nobody, whole after a cut."""

from datetime import UTC, datetime

from sqlalchemy import select

from surveys.guard.ledger import (
    FILE,
    PERSON,
    digest_of,
    enter,
    lines_in_base,
    lines_in_file,
    write_lines,
)
from surveys.models import Erasure
from tests.conftest import NOW
from tests.factories import SECRET

UID = "a" * 32
DAY = datetime(2026, 11, 20, tzinfo=UTC)


def test_base_and_file_tell_the_same_and_name_nobody(session, tmp_path):
    line = enter(session, tmp_path, secret=SECRET, kind=PERSON, name=UID, now=NOW)

    [row] = session.scalars(select(Erasure))
    assert (row.digest, row.kind, row.at) == (digest_of(SECRET, UID), "person", DAY)
    assert lines_in_base(session) == lines_in_file(tmp_path) == {line.digest: line}
    assert UID not in (tmp_path / FILE).read_text()


def test_another_secret_finds_nothing(session, tmp_path):
    enter(session, tmp_path, secret=SECRET, kind=PERSON, name=UID, now=NOW)

    assert digest_of("another secret", UID) not in lines_in_file(tmp_path)


def test_what_is_entered_twice_is_told_once_in_the_base(session, tmp_path):
    for _ in range(2):
        enter(session, tmp_path, secret=SECRET, kind=PERSON, name=UID, now=NOW)

    assert len(lines_in_base(session)) == len(lines_in_file(tmp_path)) == 1


def test_a_line_cut_short_hides_no_other(session, tmp_path):
    first = enter(session, tmp_path, secret=SECRET, kind=PERSON, name="first", now=NOW)
    with (tmp_path / FILE).open("a") as file:
        file.write('{"kind":"person","dig')

    second = enter(session, tmp_path, secret=SECRET, kind=PERSON, name="second", now=NOW)

    assert lines_in_file(tmp_path) == {first.digest: first, second.digest: second}


def test_no_file_tells_of_no_erasure(tmp_path):
    assert lines_in_file(tmp_path) == {}


def test_writing_no_line_leaves_the_file_as_it_was(session, tmp_path):
    enter(session, tmp_path, secret=SECRET, kind=PERSON, name=UID, now=NOW)
    before = (tmp_path / FILE).read_bytes()

    write_lines(tmp_path, [])

    assert (tmp_path / FILE).read_bytes() == before

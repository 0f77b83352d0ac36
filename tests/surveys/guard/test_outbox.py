from datetime import timedelta

from sqlalchemy import select

from surveys.guard import outbox
from surveys.guard.outbox import DELAYS, HOOK, LEASE, LETTER, MOST, write_letter
from surveys.models import Invitation, Outgoing
from surveys.roles import Role
from tests.conftest import NOW
from tests.factories import make_organisation, make_person

MINUTE = timedelta(minutes=1)


def written(session, to="anne@example.org", **about) -> Outgoing:
    return write_letter(session, to=to, subject="Bonjour", body="Texte", now=NOW, **about)


def claimed_at(session, now=NOW) -> Outgoing:
    return outbox.claim(session, LETTER, now=now)


def test_what_is_claimed_is_due_again_only_when_its_lease_is_over(session):
    letter = written(session)

    first = claimed_at(session)

    assert (first.uid, first.attempts) == (letter.uid, 1)
    assert claimed_at(session, NOW + LEASE - MINUTE) is None
    assert claimed_at(session, NOW + LEASE).uid == letter.uid
    assert letter.attempts == 2


def test_the_longest_due_leaves_first_and_each_kind_by_itself(session):
    later, sooner = written(session), written(session)
    later.due_at += MINUTE
    session.flush()

    assert outbox.claim(session, HOOK, now=NOW + MINUTE) is None
    assert claimed_at(session, NOW + MINUTE) is sooner
    assert claimed_at(session, NOW + MINUTE) is later


def test_nothing_is_claimed_before_it_is_due(session):
    written(session).due_at = NOW + MINUTE

    assert claimed_at(session) is None


def test_what_is_sent_keeps_neither_text_nor_address(session):
    letter = written(session)

    outbox.settle(session, claimed_at(session), now=NOW)

    assert (letter.settled_at, letter.payload, letter.address, letter.error) == (NOW, {}, "", "")
    assert claimed_at(session, NOW + LEASE) is None


def test_each_failure_waits_longer_and_the_last_one_gives_up(session):
    letter, now, waits = written(session), NOW, []

    for _ in range(MOST):
        claimed = claimed_at(session, now)
        outbox.put_off(session, claimed, now=now, error="451")
        waits.append(letter.due_at - now)
        now = letter.due_at

    assert tuple(waits[:-1]) == DELAYS
    assert (letter.settled_at, letter.error) == (NOW + sum(DELAYS, timedelta()), "451")
    assert (letter.payload, letter.address) == ({}, "")


def test_what_no_worker_survives_is_given_up(session):
    letter, now = written(session), NOW

    for _ in range(MOST):
        assert claimed_at(session, now) is letter
        now += LEASE

    assert claimed_at(session, now) is None
    assert (letter.settled_at, letter.error) == (now, outbox.LOST)


def test_a_worker_that_outlived_its_lease_does_not_undo_what_the_next_one_did(session):
    letter = written(session)
    slow = claimed_at(session)
    session.expunge(slow)
    fast = claimed_at(session, NOW + LEASE)

    outbox.put_off(session, slow, now=NOW + LEASE, error="timeout")
    outbox.settle(session, fast, now=NOW + LEASE)
    outbox.give_up(session, slow, now=NOW + LEASE, error="550", nobody=True)

    kept = session.scalar(select(Outgoing).where(Outgoing.uid == letter.uid))
    assert (kept.settled_at, kept.error) == (NOW + LEASE, "")


def test_a_refused_address_is_marked_and_a_letter_that_arrives_clears_it(session):
    anne = make_person(session)
    written(session, person_id=anne.id)

    outbox.give_up(session, claimed_at(session), now=NOW, error="550 5.1.1", nobody=True)

    assert anne.mail_refused_at == NOW

    written(session, person_id=anne.id)
    outbox.settle(session, claimed_at(session), now=NOW)

    assert anne.mail_refused_at is None


def test_a_letter_refused_for_itself_says_nothing_of_the_address(session):
    anne = make_person(session)
    written(session, person_id=anne.id)

    outbox.give_up(session, claimed_at(session), now=NOW, error="not ascii")

    assert anne.mail_refused_at is None


def test_a_bounce_marks_the_person_or_the_invitation_it_was_for(session):
    anne = make_person(session)
    invitation = Invitation(
        organisation_id=make_organisation(session).id,
        email="luc@example.org",
        role=Role.MEMBER,
        token_hash=b"0" * 32,
        invited_by=anne.id,
        invited_at=NOW,
        expires_at=NOW + LEASE,
    )
    session.add(invitation)
    session.flush()
    letters = written(session, person_id=anne.id), written(session, invitation_id=invitation.id)
    for _ in letters:
        outbox.settle(session, claimed_at(session), now=NOW)

    for letter in letters:
        outbox.bounce(session, letter.uid, now=NOW + MINUTE, error="5.1.1")

    assert (anne.mail_refused_at, invitation.mail_refused_at) == (NOW + MINUTE, NOW + MINUTE)
    assert [(letter.settled_at, letter.error) for letter in letters] == [(NOW, "5.1.1")] * 2


def test_a_bounce_of_what_was_never_sent_or_never_ours_changes_nothing(session):
    anne = make_person(session)
    letter = written(session, person_id=anne.id)

    assert outbox.bounce(session, letter.uid, now=NOW, error="5.1.1") is None
    assert outbox.bounce(session, "0" * 32, now=NOW, error="5.1.1") is None
    assert (anne.mail_refused_at, letter.settled_at, letter.error) == (None, None, "")


def test_what_was_erased_between_claim_and_end_is_let_be(session):
    written(session)
    claimed = claimed_at(session)
    session.delete(claimed)
    session.flush()

    outbox.settle(session, claimed, now=NOW)
    outbox.put_off(session, claimed, now=NOW, error="451")
    outbox.give_up(session, claimed, now=NOW, error="550", nobody=True)

    assert list(session.scalars(select(Outgoing))) == []

"""A ticket is ours or it is nothing; a code typed by hand is right or it is refused."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import InvalidTicket, UnknownCode
from surveys.tickets import (
    ALPHABET,
    CODE_LENGTH,
    check_symbol,
    new_ticket,
    read_ticket,
    ticket_of_code,
)

SECRET = "a secret"
codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)


@pytest.mark.parametrize("rehearsal", [False, True])
def test_a_ticket_is_read_back_as_it_was_given(rehearsal):
    ticket = new_ticket(SECRET, 7, rehearsal=rehearsal)

    assert read_ticket(SECRET, 7, ticket.text) == ticket
    assert ticket.is_rehearsal is rehearsal
    assert len(ticket.hash) == 32


def test_a_ticket_of_another_campaign_or_secret_is_refused():
    ticket = new_ticket(SECRET, 7)

    for secret, campaign_id in ((SECRET, 8), ("another secret", 7)):
        with pytest.raises(InvalidTicket):
            read_ticket(secret, campaign_id, ticket.text)


def test_a_rehearsal_cannot_be_turned_into_a_live_ticket():
    rehearsal = new_ticket(SECRET, 7, rehearsal=True)

    with pytest.raises(InvalidTicket):
        read_ticket(SECRET, 7, rehearsal.text.replace(".r", ".a"))
    assert ticket_of_code(SECRET, 7, rehearsal.code).hash != rehearsal.hash


@given(st.integers(min_value=0, max_value=31), st.sampled_from("aZ9-_.é\x00"))
def test_a_ticket_with_one_character_changed_is_refused(place, character):
    ticket = new_ticket(SECRET, 7)
    forged = ticket.text[:place] + character + ticket.text[place + 1 :]

    if forged != ticket.text:
        with pytest.raises(InvalidTicket):
            read_ticket(SECRET, 7, forged)


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text):
    with pytest.raises(InvalidTicket):
        read_ticket(SECRET, 7, text)


def test_a_code_is_shown_in_threes_and_typed_any_way():
    ticket = new_ticket(SECRET, 7)
    a, b, c = ticket.code[:3], ticket.code[3:6], ticket.code[6:]

    assert ticket.shown_code == f"{a}-{b}-{c}"
    for typed in (ticket.code, ticket.shown_code.lower(), f" {a} {b.lower()}\u00a0{c} "):
        assert ticket_of_code(SECRET, 7, typed) == ticket


@pytest.mark.parametrize(
    "typed", ["", "22222222", "2222222222", "O2222222I", "²²²²²²²²²", "x" * 999]
)
def test_what_is_not_a_code_is_refused(typed):
    with pytest.raises(UnknownCode):
        ticket_of_code(SECRET, 7, typed)


@given(codes)
def test_the_check_symbol_catches_any_one_wrong_symbol(symbols):
    right = symbols + check_symbol(symbols)

    for place in range(CODE_LENGTH + 1):
        for symbol in set(ALPHABET) - {right[place]}:
            assert not _holds(right[:place] + symbol + right[place + 1 :])


@given(codes)
def test_the_check_symbol_catches_any_two_symbols_swapped(symbols):
    right = symbols + check_symbol(symbols)

    for i, j in combinations(range(CODE_LENGTH + 1), 2):
        swapped = list(right)
        swapped[i], swapped[j] = right[j], right[i]
        assert right[i] == right[j] or not _holds("".join(swapped))


def test_the_check_symbol_catches_the_first_symbol_swapped_with_the_last():
    assert check_symbol("2Z222222") != check_symbol("Z2222222")
    assert check_symbol("22222222") == "2"


def test_a_hash_depends_on_the_whole_ticket():
    ticket = new_ticket(SECRET, 7)

    assert replace(ticket, text=ticket.text + "x").hash != ticket.hash


def _holds(code: str) -> bool:
    return check_symbol(code[:-1]) == code[-1]

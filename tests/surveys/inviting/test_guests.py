"""Lists of people to invite: what is understood of them, and what is said of the rest."""

from io import BytesIO

import pytest
import xlsxwriter

from surveys.invitations import WrongAddresses
from surveys.inviting import guests
from surveys.inviting.guests import (
    Guest,
    NobodyInList,
    TooManyGuests,
    guests_in_file,
    guests_in_text,
)


@pytest.mark.parametrize(
    ("line", "guest"),
    [
        ("anne@example.org", Guest(1, "anne@example.org")),
        ("  ANNE@Example.org ", Guest(1, "anne@example.org")),
        ("Anne Martin <anne@example.org>", Guest(1, "anne@example.org", "Anne Martin")),
        (
            "anne@example.org ; Anne Martin ; association",
            Guest(1, "anne@example.org", "Anne Martin", "association"),
        ),
        (
            "Anne  Martin\tanne@example.org\tassociation",
            Guest(1, "anne@example.org", "Anne Martin", "association"),
        ),
        ("Anne <anne@example.org>; région", Guest(1, "anne@example.org", "Anne", "région")),
        ("anne@example.org, Anne", Guest(1, "anne@example.org", "Anne")),
    ],
)
def test_a_line_says_an_address_then_a_name_and_a_category(line, guest):
    assert guests_in_text(line).guests == (guest,)


def test_several_addresses_may_stand_on_one_line():
    listed = guests_in_text("a@example.org, b@example.org\n\nc@example.org")

    assert [(guest.row, guest.email) for guest in listed.guests] == [
        (1, "a@example.org"),
        (1, "b@example.org"),
        (3, "c@example.org"),
    ]


def test_rows_under_titles_are_read_by_their_titles():
    listed = guests_in_text(
        "Prénom;Nom;Structure;Courriel\nAnne;Martin;région;a@example.org\n;;;b@example.org"
    )

    assert listed.guests == (
        Guest(2, "a@example.org", "Anne Martin", "région"),
        Guest(3, "b@example.org"),
    )


def test_somebody_named_twice_is_kept_once_and_said():
    listed = guests_in_text("a@example.org\nb@example.org\nA@example.org")

    assert [guest.email for guest in listed.guests] == ["a@example.org", "b@example.org"]
    assert [(problem.row, problem.text) for problem in listed.repeated] == [(3, "a@example.org")]


def test_every_wrong_line_is_named_and_nothing_is_taken():
    long = "x" * 121
    with pytest.raises(WrongAddresses) as refusal:
        guests_in_text(
            f"a@example.org\nAnne Martin\na@example.org, b@example.org, Anne\n"
            f"c@example.org;{long}\nd@example.org;Dan;{long[:61]}"
        )

    assert [(p.sentence, p.row) for p in refusal.value.problems] == [
        (guests.NO_ADDRESS, 2),
        (guests.SEVERAL, 3),
        (guests.LONG_NAME, 4),
        (guests.LONG_CATEGORY, 5),
    ]


@pytest.mark.parametrize("text", ["", "  \n\n", "Courriel;Nom"])
def test_an_empty_list_is_said_so(text):
    with pytest.raises(NobodyInList):
        guests_in_text(text)


def test_a_thousand_people_at_once_and_no_more():
    lines = [f"person{n}@example.org" for n in range(1001)]

    assert len(guests_in_text("\n".join(lines[:1000])).guests) == 1000
    with pytest.raises(TooManyGuests):
        guests_in_text("\n".join(lines))


def test_a_workbook_is_read_with_the_numbers_of_its_rows():
    stream = BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Courriel", "Catégorie"])
        sheet.write_row(2, 0, ["Anne", "anne@example.org", "région"])
        sheet.write_row(3, 0, ["Dan", "dan"])

    with pytest.raises(WrongAddresses) as refusal:
        guests_in_file("liste.xlsx", stream.getvalue())

    assert [(p.row, p.text) for p in refusal.value.problems] == [(4, "dan")]


def test_a_csv_of_an_old_spreadsheet_keeps_its_accents():
    listed = guests_in_file(
        "liste.csv", "Nom;Courriel\nRené Étienne;rene@example.org\n".encode("cp1252")
    )

    assert listed.guests == (Guest(2, "rene@example.org", "René Étienne"),)


def test_what_was_read_can_be_pasted_again():
    written = "a@example.org;Anne;région\nb@example.org"

    assert guests_in_text(written).text == written
    assert guests_in_text(guests_in_text("Dan <d@example.org>").text).guests == (
        Guest(1, "d@example.org", "Dan"),
    )

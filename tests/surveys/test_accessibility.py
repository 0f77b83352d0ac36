"""What may be declared of the site: the audit decides, for three years."""

from datetime import date

import pytest

from surveys.accessibility import Conformity, Declaration, conformity_in

AUDIT = {"audited_on": "2026-03-31", "auditor": "Cabinet A"}
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("met", "applicable", "conformity"),
    [
        (80, 80, Conformity.FULL),
        (79, 80, Conformity.PARTIAL),
        (40, 80, Conformity.PARTIAL),
        (39, 80, Conformity.NONE),
        (0, 80, Conformity.NONE),
        (0, 0, Conformity.NONE),
    ],
)
def test_the_share_of_criteria_decides(met, applicable, conformity):
    declaration = Declaration.read(AUDIT | {"met": met, "applicable": applicable})

    assert declaration.conformity(TODAY) is conformity
    assert conformity_in(declaration.in_brief(), TODAY) is conformity


def test_without_an_audit_the_site_is_not_conformant():
    declaration = Declaration.read({})

    assert declaration.conformity(TODAY) is Conformity.NONE
    assert conformity_in({}, TODAY) is Conformity.NONE
    assert conformity_in(declaration.in_brief(), TODAY) is Conformity.NONE


@pytest.mark.parametrize(
    ("audited", "last"),
    [("2026-03-31", date(2029, 3, 31)), ("2024-02-29", date(2027, 2, 28))],
)
def test_an_audit_counts_for_three_years(audited, last):
    declaration = Declaration.read({"audited_on": audited, "met": 80, "applicable": 80})
    after = date.fromordinal(last.toordinal() + 1)

    assert declaration.conformity(last) is Conformity.FULL
    assert not declaration.is_outdated(last)
    assert declaration.conformity(after) is Conformity.NONE
    assert declaration.is_outdated(after)
    assert conformity_in(declaration.in_brief(), after) is Conformity.NONE


def test_what_is_written_is_read_again():
    declaration = Declaration.read(AUDIT | {"met": 60, "applicable": 90, "plan": "2027", "x": 1})

    assert Declaration.read(declaration.written()) == declaration
    assert declaration.share == 60 / 90

"""What kind of response a need calls for, by the table of the project."""

import pytest

from reports.response import nature_of_response


@pytest.mark.parametrize(
    ("know", "want", "can", "gap", "nature"),
    [
        (1.9, 2.0, 2.0, False, "training"),
        (1.0, 2.0, 4.0, True, "training"),
        (3.0, 1.9, 3.0, False, "meaning"),
        (1.0, 1.0, 3.0, False, "meaning"),
        (3.0, 3.0, 1.9, False, "organisation"),
        (3.0, 1.0, 1.0, False, "organisation"),
        (1.9, 3.0, 1.9, False, "training_on_the_job"),
        (3.0, 3.0, 3.0, True, "reading"),
        (3.0, 3.0, 3.0, False, "none"),
        (2.9, 3.0, 3.0, True, "none"),
        (2.0, 2.0, 2.0, False, "none"),
    ],
)
def test_the_response_follows_from_what_is_short(know, want, can, gap, nature):
    assert nature_of_response(know, want, can, gap=gap) == nature

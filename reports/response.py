"""What kind of response a need calls for, from what is short: knowing, wanting, or being able to.

Acting with competence takes the three together (Le Boterf), and training gives only the first. The
rule is the project's own, drafted: a factor is short under the middle of its scale.
"""

from typing import Literal

Factor = Literal["know", "want", "can"]
Nature = Literal["training", "meaning", "organisation", "training_on_the_job", "reading", "none"]

SHORT = 2.0  # of 0 to 4; a mean below it is short
AT_EASE = 3.0


def nature_of_response(know: float, want: float, can: float, *, gap: bool = False) -> Nature:
    """Return the kind of response to three means, each from 0 to 4.

    `training`: only knowing is short; `meaning`: wanting is, whatever knowing is, for training
    serves only those who choose it; `organisation`: being able to is short, which no training
    mends; `training_on_the_job`: knowing and being able to, so the team and its managers together;
    `reading`: nothing is short and all are at ease, yet a `gap` to the target stays, so that the
    expected level, or how it was read, is to be checked; `none`: nothing is short.
    """
    if can < SHORT:
        return "training_on_the_job" if know < SHORT else "organisation"
    if want < SHORT:
        return "meaning"
    if know < SHORT:
        return "training"
    return "reading" if gap and min(know, want, can) >= AT_EASE else "none"

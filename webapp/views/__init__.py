"""The pages, one blueprint a file."""

from webapp.views import (
    accounts,
    answers,
    browsers,
    campaigns,
    events,
    home,
    own_account,
    referentiel,
    reports,
    results,
    style,
)

PARTS = (
    home,
    referentiel,
    events,
    answers,
    results,
    campaigns,
    reports,
    accounts,
    own_account,
    browsers,
    style,
)
BLUEPRINTS = tuple(part.bp for part in PARTS)
UNSIGNED = (answers.bp, results.bp)

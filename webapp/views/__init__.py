"""The pages, one blueprint a file."""

from webapp.views import (
    accessibility,
    accounts,
    answers,
    browsers,
    campaigns,
    events,
    feedback,
    home,
    legal,
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
    legal,
    accessibility,
    feedback,
    style,
)
BLUEPRINTS = tuple(part.bp for part in PARTS)
UNSIGNED = (answers.bp, results.bp)

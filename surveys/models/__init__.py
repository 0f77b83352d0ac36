"""The tables of what happens: events, campaigns and answers, releases, accounts."""

from surveys.models.accounts import Credential, Membership
from surveys.models.answers import Draft, Segment, Submission, Tally
from surveys.models.campaigns import Campaign, Questionnaire
from surveys.models.events import Aim, Event, EventOrganisation, Workshop
from surveys.models.releases import Release, ReleaseCell

__all__ = [
    "Aim",
    "Campaign",
    "Credential",
    "Draft",
    "Event",
    "EventOrganisation",
    "Membership",
    "Questionnaire",
    "Release",
    "ReleaseCell",
    "Segment",
    "Submission",
    "Tally",
    "Workshop",
]

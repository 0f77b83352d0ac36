"""The tables of what happens: events, campaigns and answers, releases, accounts, safeguards."""

from surveys.models.accounts import (
    Credential,
    Identity,
    Invitation,
    Membership,
    OneTimePassword,
    Passkey,
    RecoveryCode,
    SignInLetter,
    WebSession,
)
from surveys.models.answers import Draft, Segment, Submission, Tally
from surveys.models.campaigns import Campaign, Questionnaire
from surveys.models.events import Aim, Event, EventOrganisation, Workshop
from surveys.models.followers import Follower
from surveys.models.foreign import ForeignMapping, ForeignRow
from surveys.models.guard import (
    ApiToken,
    AuditEntry,
    Idempotency,
    Outgoing,
    PersonKey,
    Rate,
    Share,
    Webhook,
)
from surveys.models.hypotheses import Hypothesis, HypothesisDecision
from surveys.models.inviting import Invitee
from surveys.models.linking import LinkingCode, LinkingKey
from surveys.models.notebook import Note
from surveys.models.paper import PaperBatch, PaperKeying, PaperSheet
from surveys.models.privacy import (
    CampaignController,
    DirectoryEntry,
    Erasure,
    Feedback,
    JointControl,
    Notice,
    OptIn,
    Reading,
    ResultShare,
    SiteFact,
)
from surveys.models.releases import Release, ReleaseCell
from surveys.models.report_files import ReportFile
from surveys.models.rows import RowFile
from surveys.models.showing import TrajectoryPart, TrajectoryShare
from surveys.models.themes import Theme, ThemeText

__all__ = [
    "Aim",
    "ApiToken",
    "AuditEntry",
    "Campaign",
    "CampaignController",
    "Credential",
    "DirectoryEntry",
    "Draft",
    "Erasure",
    "Event",
    "EventOrganisation",
    "Feedback",
    "Follower",
    "ForeignMapping",
    "ForeignRow",
    "Hypothesis",
    "HypothesisDecision",
    "Idempotency",
    "Identity",
    "Invitation",
    "Invitee",
    "JointControl",
    "LinkingCode",
    "LinkingKey",
    "Membership",
    "Note",
    "Notice",
    "OneTimePassword",
    "OptIn",
    "Outgoing",
    "PaperBatch",
    "PaperKeying",
    "PaperSheet",
    "Passkey",
    "PersonKey",
    "Questionnaire",
    "Rate",
    "Reading",
    "RecoveryCode",
    "Release",
    "ReleaseCell",
    "ReportFile",
    "ResultShare",
    "RowFile",
    "Segment",
    "Share",
    "SignInLetter",
    "SiteFact",
    "Submission",
    "Tally",
    "Theme",
    "ThemeText",
    "TrajectoryPart",
    "TrajectoryShare",
    "WebSession",
    "Webhook",
    "Workshop",
]

"""What went wrong, in French, with a status and what to do: one table and its handlers."""

import logging

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import DataError
from werkzeug.exceptions import BadRequest, HTTPException

from referentiel import crosswalks, declaring, successions, versioning
from referentiel import errors as referentiel
from referentiel.base import Refusal
from referentiel.editing import errors as editing
from referentiel.editing import merging
from reports import file_report, notes, progress_report, weighting
from reports.files import answers, columns, population, tabular
from reports.rows import planning
from reports.training import modules_file
from surveys import (
    accounts,
    capacity,
    claims,
    consents,
    course,
    disposal,
    erasure,
    group_target,
    hypotheses,
    invitations,
    joint_control,
    keeping,
    leaving,
    organisations,
    replacing,
    report_files,
    row_files,
    shares,
    theming,
)
from surveys import errors as surveys
from surveys import population as surveys_population
from surveys.composing import errors as composing
from surveys.foreign import errors as foreign
from surveys.guard import (
    idempotency,
    identities,
    letters,
    once,
    one_time,
    passkeys,
    passwords,
    rates,
    tokens,
    webhooks,
)
from surveys.inviting import exchange, guests, invitees
from surveys.linking import codes, normalising, series
from surveys.paper import errors as paper
from surveys.paper import files as paper_files
from surveys.question_types.base import WrongAnswer
from surveys.showing import NothingToShow
from webapp import asking, oidc
from webapp.access import SignedOut, StaleProof
from webapp.api import problems
from webapp.case import status as status_info

STATUS: dict[type[Refusal], int] = {
    surveys.CampaignNotOpen: 403,
    planning.RowsArePersonal: 403,
    planning.RowsNotAnnounced: 403,
    planning.NothingReleased: 409,
    planning.TooFewRows: 409,
    planning.NoCompetenceToTake: 409,
    planning.TooManyForSheet: 409,
    row_files.PurposeTooShort: 422,
    row_files.PurposeTooLong: 422,
    row_files.PurposeNamesSomebody: 422,
    row_files.TooManyAsked: 409,
    report_files.TooManyFilesAsked: 409,
    report_files.FileNotWritten: 409,
    surveys.CampaignClosed: 403,
    notes.NoteChanged: 409,
    surveys.AlreadyReleased: 409,
    surveys.InvitedOnly: 403,
    surveys.InvalidTicket: 400,
    surveys.InvalidAnswer: 422,
    WrongAnswer: 422,
    surveys.UnknownCode: 404,
    surveys.NothingToSend: 409,
    paper.UnknownSheet: 404,
    paper.NotPinned: 409,
    paper.AskedOtherwise: 409,
    paper.AnsweredByPhone: 409,
    paper.CountedAlready: 409,
    paper.AwaitsDecision: 409,
    paper.NothingDiffers: 409,
    paper.NotDecided: 422,
    paper.NothingOnSheet: 422,
    paper.TooLate: 409,
    paper.NotAKeyingFile: 422,
    paper.NoKeyedRow: 422,
    paper.TooManyRows: 422,
    paper.UnknownColumn: 422,
    paper.RepeatedColumn: 422,
    paper.MissingColumns: 422,
    paper.UntitledColumn: 422,
    paper.UnreadableRow: 422,
    paper.CodeMissing: 422,
    paper.KeyedAbove: 422,
    paper_files.WrongRows: 422,
    foreign.NoForeignRow: 422,
    foreign.TooManyForeignRows: 422,
    foreign.TooManyForeignColumns: 422,
    foreign.NothingMapped: 422,
    foreign.UnknownTarget: 422,
    foreign.MappedTwice: 422,
    foreign.TooManyValues: 422,
    foreign.TellsWho: 422,
    foreign.NothingToAdd: 422,
    foreign.TicketTaken: 409,
    surveys.NoticeChanged: 409,
    capacity.CampaignFull: 409,
    course.OpensInThePast: 422,
    course.ClosesInThePast: 422,
    course.ClosesBeforeItOpens: 422,
    course.GraceShortened: 422,
    claims.ThresholdOutside: 422,
    claims.NotMeasuredByGroup: 422,
    claims.TwoGroupsOfOneQuestion: 422,
    claims.NothingAskedOfIt: 422,
    surveys_population.SizeNotTheSum: 422,
    surveys_population.TotalBelowAnswers: 422,
    surveys_population.NothingToWeighBy: 422,
    hypotheses.AlreadyConfronted: 409,
    hypotheses.AlreadyWithdrawn: 409,
    hypotheses.TooManyHypotheses: 409,
    group_target.NotAGroupTarget: 422,
    group_target.GroupTargetPublished: 409,
    surveys.NotEnoughAnswers: 409,
    surveys.PutAway: 409,
    surveys.ReplacedAlready: 409,
    surveys.CampaignReplaced: 409,
    replacing.CannotReplace: 409,
    replacing.OtherQuestions: 409,
    surveys.NoCompetence: 422,
    surveys.NoScale: 422,
    surveys.TooManyCompetences: 422,
    surveys.CrossingNeedsTwo: 422,
    surveys.TooManySegments: 422,
    composing.QuestionnaireFrozen: 409,
    composing.QuestionnaireInUse: 409,
    composing.TitleMissing: 422,
    composing.LabelMissing: 422,
    composing.Unfit: 422,
    composing.PartGone: 404,
    composing.TooManyParts: 422,
    composing.AskedTooLate: 422,
    composing.LookedAt: 409,
    composing.TwoQuestions: 422,
    composing.OtherCount: 422,
    composing.NotAQuestionnaire: 422,
    composing.NothingAsked: 422,
    composing.AttributeWanted: 422,
    accounts.WrongCredentials: 401,
    accounts.AddressTaken: 409,
    organisations.LastAdministrator: 409,
    organisations.NotInvited: 403,
    invitations.WrongAddresses: 422,
    invitations.TooManyAddresses: 422,
    invitations.InvitationOver: 404,
    shares.SharedAlready: 409,
    shares.SharedWithOneself: 422,
    leaving.HostStays: 409,
    leaving.OtherName: 422,
    joint_control.ControlsAlready: 409,
    joint_control.NothingProposed: 409,
    keeping.AnonymousStays: 409,
    keeping.KeptByAnother: 409,
    keeping.KeptAlready: 409,
    keeping.ShareTooLong: 422,
    keeping.ShareOver: 422,
    NothingToShow: 422,
    codes.NotLinked: 409,
    codes.TooFewElements: 422,
    normalising.NotALetter: 422,
    normalising.NotANumber: 422,
    series.OpenedAlready: 409,
    series.OnlyPseudonymous: 409,
    series.CannotFollow: 409,
    progress_report.NotOneSeries: 409,
    progress_report.StillOpen: 409,
    progress_report.NotReleased: 409,
    progress_report.LinksGone: 409,
    consents.UnknownPurpose: 422,
    erasure.AloneAtTheHelm: 409,
    erasure.OtherAddress: 422,
    theming.ThemesChanged: 409,
    theming.ThemeNamed: 409,
    disposal.NotDisposable: 409,
    disposal.VisaMissing: 422,
    disposal.VisaUnreadable: 422,
    disposal.VisaToCome: 422,
    rates.TooOften: 429,
    tokens.UnfitToken: 422,
    webhooks.AddressRefused: 422,
    webhooks.TooManyWebhooks: 409,
    guests.TooManyGuests: 422,
    guests.NobodyInList: 422,
    exchange.UnknownInvitation: 404,
    exchange.OpenedAlready: 409,
    invitees.NobodyToWrite: 409,
    invitees.NotOpenYet: 409,
    invitees.NobodyToRemind: 409,
    asking.SiteWithoutAddress: 409,
    idempotency.KeyUsedOtherwise: 409,
    idempotency.StillAnswering: 409,
    letters.WrongCode: 422,
    letters.LetterSpent: 409,
    one_time.WrongCode: 422,
    one_time.AlreadySetUp: 409,
    once.AlreadyUsed: 409,
    passkeys.PasskeyRefused: 401,
    passkeys.PasskeyNotAdded: 422,
    passkeys.TooManyPasskeys: 409,
    identities.AddressNotVerified: 403,
    identities.IdentityOfAnother: 409,
    oidc.ProviderSilent: 409,
    oidc.ProviderDeclined: 409,
    oidc.ProviderDoubtful: 400,
    passwords.PasswordTooShort: 422,
    passwords.PasswordTooLong: 422,
    passwords.PasswordTooPlain: 422,
    referentiel.ImportRefused: 422,
    crosswalks.UnknownDecision: 422,
    crosswalks.NothingChosen: 409,
    crosswalks.ConnectedAlready: 409,
    declaring.NotDeclared: 422,
    successions.SuccessionsUnsettled: 409,
    versioning.VersionIsFrozen: 409,
    versioning.StillADraft: 409,
    versioning.NotPublished: 409,
    versioning.LabelTaken: 409,
    versioning.LabelMissing: 422,
    versioning.NoCompetenceWritten: 409,
    versioning.CodeUsedBefore: 409,
    versioning.DraftChanged: 409,
    editing.EntryGone: 409,
    editing.CodeTaken: 422,
    editing.CodeUnfit: 422,
    editing.LabelMissing: 422,
    editing.NoPlaceThere: 422,
    editing.TooDeep: 422,
    editing.TypeTaken: 422,
    editing.TypeInUse: 409,
    editing.NameUnfit: 422,
    editing.SourceTaken: 422,
    editing.SourceInUse: 409,
    editing.SlugTaken: 409,
    editing.AlreadyDecided: 409,
    editing.TextChanged: 409,
    editing.NothingProposed: 409,
    merging.WrittenMeanwhile: 409,
    answers.AnswersRefused: 422,
    columns.UnknownColumns: 422,
    columns.RepeatedColumn: 422,
    tabular.FileTooLarge: 413,
    tabular.NotATable: 422,
    tabular.NoRows: 422,
    file_report.IndexNotThere: 422,
    population.UnknownTotals: 422,
    modules_file.UnknownModules: 422,
    population.UnknownAttribute: 422,
    population.NobodyThere: 422,
    population.NoTotal: 422,
    population.UnequalTotals: 422,
    population.SeveralValues: 422,
    population.AlreadyWeighted: 422,
    weighting.TotalsOutOfReach: 422,
}
app_log = logging.getLogger("reperes")
PAGES = {
    403: "errors/forbidden.html",
    404: "errors/not_found.html",
    413: "errors/too_large.html",
}
REFUSING = (401, 403, 429)
KEPT_OUT = frozenset({"csrf_token", "password", "code"})


def answer(app: Flask) -> None:
    """Give each failure of `app` its page."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(SignedOut, expired)
    app.register_error_handler(StaleProof, expired)
    app.register_error_handler(HTTPException, not_served)
    app.register_error_handler(DataError, unreadable)
    app.register_error_handler(OverflowError, unreadable)
    app.register_error_handler(Exception, broken)


def refused(refusal: Refusal) -> ResponseReturnValue:
    """Show why an act was refused, and keep what was typed for another try."""
    sentence = _(refusal.sentence) % refusal.values if refusal.values else _(refusal.sentence)
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    if problems.wanted():
        return problems.of_refusal(refusal, status, sentence)
    if status_info.wanted():
        return status_info.of_refusal(refusal, status)
    return render_template("errors/refusal.html", sentence=sentence), status


def expired(error: CSRFError | SignedOut | StaleProof) -> ResponseReturnValue:
    """Show what was sent, ready to be sent again with a fresh proof."""
    fields = [(k, v) for k, v in request.form.items(multi=True) if k not in KEPT_OUT]
    page = render_template(
        "errors/expired.html",
        fields=fields,
        action=request.full_path,
        token=generate_csrf(),
        signed_out=not current_user.is_authenticated,
        stale=isinstance(error, StaleProof),
    )
    return page, 400


def not_served(error: HTTPException) -> ResponseReturnValue:
    """Show a page of ours in place of the server's English one."""
    code = error.code or 500
    template = PAGES.get(code)
    if error.response is not None:
        return error.response
    if code in REFUSING:
        app_log.warning("refused %s %s: %s", request.method, request.endpoint, code)
    if problems.wanted():
        return problems.of_http(error)
    if status_info.wanted():
        return status_info.of_http(error)
    if template:
        return render_template(template), code
    sentence = _("Cette page ne peut pas être affichée ainsi. Revenez à l’accueil et recommencez.")
    return render_template("errors/refusal.html", sentence=sentence), code


def unreadable(error: DataError | OverflowError) -> ResponseReturnValue:
    """Refuse what no base can hold: a NUL byte, a number of twenty digits."""
    kind = type(error).__name__  # its text would repeat what was sent
    app_log.info("unreadable request on %s %s: %s", request.method, request.endpoint, kind)
    return not_served(BadRequest())


def broken(error: Exception) -> ResponseReturnValue:
    """Log an unforeseen failure and show a page that needs nothing but itself."""
    if isinstance(error, HTTPException):
        return not_served(error)
    app_log.exception("unforeseen failure on %s %s", request.method, request.endpoint)
    if problems.wanted():
        return problems.problem(500)
    if status_info.wanted():
        return status_info.status_info(500)
    return render_template("errors/server_error.html"), 500

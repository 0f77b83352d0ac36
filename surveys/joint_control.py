"""Organisations that answer together for the self-assessments of an event (RGPD, article 26)."""

from datetime import datetime

from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import Organisation
from surveys.guard.audit import record
from surveys.models import Campaign, CampaignController, Event, JointControl
from surveys.queries.joint_control import controllers_of, joint_control_of


class ControlsAlready(Refusal):
    sentence = french(
        "Cette organisation est déjà responsable de l’événement, ou invitée à l’être."
    )


class NothingProposed(Refusal):
    sentence = french(
        "Cette proposition n’attend plus de réponse : elle a été acceptée, refusée ou retirée."
    )


def propose(
    session: Session, event: Event, organisation: Organisation, *, by: int, now: datetime
) -> JointControl:
    """Return the proposal to run an event together, which the other organisation may accept.

    Raises:
        ControlsAlready: it holds the event, or was asked and has not said no.
    """
    control = joint_control_of(session, event.id, organisation.id)
    if organisation.id == event.organisation_id or (control and control.ended_at is None):
        raise ControlsAlready
    if control is None:
        control = JointControl(
            event_id=event.id, organisation_id=organisation.id, proposed_by=by, proposed_at=now
        )
        session.add(control)
    control.proposed_by, control.proposed_at = by, now
    control.accepted_at = control.ended_at = None
    _note(session, "joint.proposed", control, event, by=by, now=now)
    return control


def accept_control(
    session: Session, control: JointControl, event: Event, *, by: int, now: datetime
) -> None:
    """Let the organisation answer for what is asked at the event from now on.

    Raises:
        NothingProposed: there is no proposal that waits.
    """
    if control.accepted_at or control.ended_at:
        raise NothingProposed
    control.accepted_at = now
    _note(session, "joint.accepted", control, event, by=by, now=now)


def end_control(
    session: Session, control: JointControl, event: Event, *, by: int, now: datetime
) -> None:
    """Decline a proposal, take it back, or stop running the event together.

    Campaigns already prepared keep the controllers that their notice names.
    """
    if control.ended_at is None:
        act = "joint.ended" if control.accepted_at else "joint.declined"
        control.ended_at = now
        _note(session, act, control, event, by=by, now=now)


def pin_controllers(session: Session, campaign: Campaign, event: Event | None) -> None:
    """Name beside a new campaign's own organisation all others that control its event."""
    for organisation in controllers_of(session, event) if event else ():
        if organisation.id != campaign.organisation_id:
            pinned = CampaignController(campaign_id=campaign.id, organisation_id=organisation.id)
            session.add(pinned)
    session.flush()


def _note(
    session: Session, act: str, control: JointControl, event: Event, *, by: int, now: datetime
) -> None:
    """Write the act in the journals of both organisations."""
    session.flush()
    for organisation_id in (event.organisation_id, control.organisation_id):
        record(
            session,
            act,
            now=now,
            person_id=by,
            organisation_id=organisation_id,
            subject=f"event:{event.id} organisation:{control.organisation_id}",
        )

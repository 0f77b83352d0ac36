"""A campaign made like another: all that was decided, none of what came of it.

What is copied is found in the table, so that a setting made up later is not forgotten.
"""

from copy import copy
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from surveys.campaigns import new_link
from surveys.joint_control import pin_controllers
from surveys.models import Campaign

OWN = frozenset(  # of each campaign: its names, its course, its fate, its place in a series
    {
        "id", "code", "title", "opens_at", "closes_at", "notice", "replaced_by_id",
        "anonymised_on", "disposable_on", "disposed_on", "disposal_visa", "scattered_at",
        "moment", "follows_id",
    }
)  # fmt: skip


def made_alike(session: Session, campaign: Campaign, *, title: str, **own: object) -> Campaign:
    """Return a campaign that asks as another does, under a code of its own; `own`: what differs.

    It is prepared, not opened, and protects groups at least as its organisation now does.
    """
    names = {column.key for column in inspect(Campaign).column_attrs} - OWN
    decided: dict[str, Any] = {name: copy(getattr(campaign, name)) for name in names} | own
    decided["k"] = max(campaign.k, campaign.organisation.k)
    made = Campaign(code=new_link(), title=title, **decided)
    session.add(made)
    session.flush()
    session.refresh(made)
    pin_controllers(session, made, campaign.event)
    return made

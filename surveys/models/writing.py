"""What files that the worker writes have in common, whatever they hold."""

from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

WAITING, WRITING, READY, FAILED = "waiting", "writing", "ready", "failed"
STATES = (WAITING, WRITING, READY, FAILED)
IN_STATES = f"state in {STATES}"


class Written(MappedAsDataclass, kw_only=True):
    """A file of a campaign, asked for, written by the worker, then kept until `expires_at`.

    Whoever writes it has it until `due_at`; one that stopped its writer at each of its `attempts`
    is given up. It goes `KEPT` after it is ready, and one that failed `REGRETTED` after.
    """

    KEPT: ClassVar[timedelta]
    REGRETTED: ClassVar[timedelta]

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    language: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=WAITING)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, default=b"")

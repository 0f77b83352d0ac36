"""Tokens for programs: made by a person or for an organisation, shown once, dated, revocable."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from surveys.accounts import roles_of
from surveys.guard.audit import record
from surveys.guard.sealing import TOKEN_BYTES, hashed
from surveys.models import ApiToken
from surveys.roles import Act, Standing

PREFIX = "rep_"  # tells a leaked token from other random text
LONGEST = 366  # days
SCOPES = (Act.FOLLOW, Act.READ, Act.RUN)  # what the API can do


class UnfitToken(Refusal):
    sentence = french(
        "Un jeton porte un nom, au moins un droit et une durée de 1 à %(longest)s jours. "
        "Corrigez puis recommencez."
    )


@dataclass(frozen=True, kw_only=True)
class Holder:
    """For whom a token acts: a person, or an organisation; never both."""

    person_id: int | None = None
    organisation_id: int | None = None

    def holds(self) -> ColumnElement[bool]:
        """Return the condition that a token is of this holder."""
        if self.person_id is not None:
            return ApiToken.person_id == self.person_id
        return ApiToken.organisation_id == self.organisation_id


def make_token(
    session: Session,
    holder: Holder,
    *,
    name: str,
    scopes: Collection[str],
    days: int,
    maker_id: int,
    now: datetime,
) -> str:
    """Return the text of a new token; only its hash is kept, so that it is shown this once.

    Raises:
        UnfitToken: no name, no scope, a scope that the API does not know, or too long a life.
    """
    known = [str(scope) for scope in SCOPES if scope in scopes]
    if not name.strip() or not known or len(known) != len(set(scopes)) or not 1 <= days <= LONGEST:
        raise UnfitToken(longest=LONGEST)
    text = PREFIX + token_urlsafe(TOKEN_BYTES)
    token = ApiToken(
        token_hash=hashed(text),
        name=name.strip(),
        person_id=holder.person_id,
        organisation_id=holder.organisation_id,
        scopes=known,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    _trace(session, "token.made", token, maker_id, now)
    return text


def revoke_token(
    session: Session, token_id: int, holder: Holder, *, revoker_id: int, now: datetime
) -> ApiToken | None:
    """End a token of `holder`; None when the holder has none of this number that still serves."""
    token = session.scalar(
        select(ApiToken).where(
            ApiToken.id == token_id, holder.holds(), ApiToken.revoked_at.is_(None)
        )
    )
    if token is not None:
        token.revoked_at = now
        session.flush()
        _trace(session, "token.revoked", token, revoker_id, now)
    return token


def tokens_of(session: Session, holder: Holder) -> list[ApiToken]:
    """Return the tokens of a holder that were not revoked, the newest first."""
    found = select(ApiToken).where(holder.holds(), ApiToken.revoked_at.is_(None))
    return list(session.scalars(found.order_by(ApiToken.id.desc())))


def standing_of_token(session: Session, text: str, *, now: datetime) -> Standing | None:
    """Return what the bearer of a token may do; None for one that does not serve, or not any more.

    A person's token never does more than the person: roles are looked up at each use.
    """
    token = session.scalar(
        select(ApiToken).where(
            ApiToken.token_hash == hashed(text),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
        )
    )
    if token is None:
        return None
    scopes = frozenset(act for act in SCOPES if act in token.scopes)
    if token.person_id is not None:
        of_roles = Standing.of_roles(roles_of(session, token.person_id))
        return Standing({one: acts & scopes for one, acts in of_roles.acts.items()})
    return Standing({token.organisation_id: scopes} if token.organisation_id else {})


def note_use(session: Session, text: str, *, now: datetime) -> None:
    """Keep the day on which a token last served; that day is written once."""
    session.execute(
        update(ApiToken)
        .where(ApiToken.token_hash == hashed(text), ApiToken.used_on.is_distinct_from(now.date()))
        .values(used_on=now.date())
    )


def _trace(session: Session, act: str, token: ApiToken, person_id: int, now: datetime) -> None:
    record(
        session,
        act,
        now=now,
        person_id=person_id,
        organisation_id=token.organisation_id,
        subject=f"token:{token.id}",
    )

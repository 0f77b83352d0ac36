"""Webhooks: programs of an organisation that are told when something happens to its campaigns.

What they are told holds numbers and codes, never a person. Each call is signed with a secret that
only the organisation and the sealed column know.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session

from referentiel.base import Refusal, french
from referentiel.people import new_uid
from surveys.guard.audit import record
from surveys.guard.outbox import HOOK
from surveys.guard.sealing import new_token, seal
from surveys.models import Campaign, CampaignController, Outgoing, Webhook

OPENED = "campaign.opened"
CLOSED = "campaign.closed"
READY = "report.ready"
TOPICS = (OPENED, CLOSED, READY)
TRIAL = "test"
MOST = 5  # webhooks of one organisation
PURPOSE = "webhook"  # of the seal
LONGEST = 500  # characters of an address
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
NAT64 = IPv6Network("64:ff9b::/96")
STOPPED = "stopped"


class AddressRefused(Refusal):
    sentence = french(
        "Donnez une adresse complète qui commence par https://, sans nom ni mot de passe dedans."
    )


class TooManyWebhooks(Refusal):
    sentence = french("Une organisation a %(most)s webhooks au plus. Arrêtez-en un d’abord.")


def add_webhook(
    session: Session,
    *,
    secret: str,
    organisation_id: int,
    address: str,
    topics: Sequence[str],
    by: int,
    now: datetime,
    local: bool = False,
) -> str:
    """Return the secret of a new webhook, which can be read this once.

    `local` lets a demonstration call a program of the same machine.

    Raises:
        AddressRefused: no call may ever go there.
        TooManyWebhooks: the organisation has MOST already.
    """
    check_address(address, local=local)
    mine = (Webhook.organisation_id == organisation_id) & Webhook.stopped_at.is_(None)
    if (session.scalar(select(func.count()).where(mine)) or 0) >= MOST:
        raise TooManyWebhooks(most=MOST)
    word = new_token()
    webhook = Webhook(
        organisation_id=organisation_id,
        address=address,
        sealed_secret=seal(secret, PURPOSE, word),
        topics=[topic for topic in TOPICS if topic in topics],
        created_at=now,
    )
    session.add(webhook)
    session.flush()
    _note(session, "webhook.added", webhook, by=by, now=now)
    return word


def check_address(address: str, *, local: bool = False) -> None:
    """Raise AddressRefused unless calls may go to this address."""
    try:
        url = urlsplit(address)
        host, port = url.hostname or "", url.port
    except ValueError as reason:
        raise AddressRefused from reason
    secure = url.scheme == "https" or (local and url.scheme == "http" and host in LOCAL)
    plain = address.isascii() and address.isprintable() and not set(' "<>\\') & set(address)
    if not (secure and host and plain) or "@" in url.netloc or url.fragment or port == 0:
        raise AddressRefused
    if len(address) > LONGEST:
        raise AddressRefused


def is_public(address: str) -> bool:
    """Say whether a numerical address is one of the internet at large, however it is wrapped."""
    found = ip_address(address)
    inner = _inside(found) if isinstance(found, IPv6Address) else None
    if inner is not None:
        return is_public(str(inner))
    special = found.is_multicast or found.is_reserved or found.is_unspecified
    return found.is_global and not special


def _inside(address: IPv6Address) -> IPv4Address | None:
    """Return the older address that a translator would reach through this one."""
    if address in NAT64:
        return IPv4Address(address.packed[-4:])
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def stop_webhook(session: Session, webhook: Webhook, *, by: int, now: datetime) -> None:
    """Call no more, not even for what is due."""
    if webhook.stopped_at is None:
        webhook.stopped_at = now
        _note(session, "webhook.stopped", webhook, by=by, now=now)


def try_webhook(session: Session, webhook: Webhook, *, now: datetime) -> None:
    """Write a call that tells of nothing, so that its reader can be tried."""
    _write(session, webhook, TRIAL, {}, now=now)


def tell(
    session: Session, campaign: Campaign, topic: str, *, now: datetime, release: int | None = None
) -> None:
    """Write what happened to a campaign to the webhooks of all who answer for it."""
    controllers = select(CampaignController.organisation_id).where(
        CampaignController.campaign_id == campaign.id
    )
    holder = select(Campaign.organisation_id).where(Campaign.id == campaign.id)
    listening = select(Webhook).where(
        Webhook.organisation_id.in_(union(holder, controllers)), Webhook.stopped_at.is_(None)
    )
    facts: dict[str, object] = {"campaign": {"id": campaign.id, "code": campaign.code}}
    if release is not None:
        facts["release"] = {"number": release}
    for webhook in session.scalars(listening.order_by(Webhook.id)).all():
        if topic in webhook.topics:
            _write(session, webhook, topic, facts, now=now)


def _write(
    session: Session, webhook: Webhook, topic: str, facts: dict[str, object], *, now: datetime
) -> None:
    uid = new_uid()
    told = {"id": uid, "topic": topic, "at": now.astimezone(UTC).isoformat(timespec="seconds")}
    hook = Outgoing(
        kind=HOOK,
        uid=uid,
        address=webhook.address,
        payload=told | facts,
        created_at=now,
        due_at=now,
        webhook_id=webhook.id,
    )
    session.add(hook)
    session.flush()


def body_of(hook: Outgoing) -> bytes:
    """Return what is sent, to the byte."""
    return json.dumps(hook.payload, separators=(",", ":"), sort_keys=True).encode()


def signature(word: str, body: bytes, *, now: datetime) -> str:
    """Return « t=1795188600,v1=… »: the time, and HMAC-SHA256 of time, a full stop and body."""
    moment = int(now.timestamp())
    digest = hmac.new(word.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    return f"t={moment},v1={digest}"


def _note(session: Session, act: str, webhook: Webhook, *, by: int, now: datetime) -> None:
    subject, organisation = f"webhook:{webhook.id}", webhook.organisation_id
    record(session, act, now=now, person_id=by, organisation_id=organisation, subject=subject)

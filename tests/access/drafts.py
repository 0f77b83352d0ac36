"""A draft référentiel, which holds the private word of a house wherever it may."""

from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from referentiel.formats.case.identity import derived, of_association
from referentiel.models import ImportFile, Item, JobProfile, Referentiel, Remark, Version
from referentiel.stored import NOWHERE
from referentiel.tree import CHILD_OF
from surveys.models import Share
from surveys.roles import Role
from tests.access.house import House
from tests.conftest import NOW
from tests.factories import fr, make_organisation


def add_draft(session: Session, house: House) -> None:
    """Write a draft that nobody else may read, with a profile, a remark, a file and a share."""
    referentiel = Referentiel(
        slug=f"brouillon-{house.name}",
        organisation_id=house.organisation.id,
        texts=fr(title=f"Brouillon {house.private}"),
    )
    session.add(referentiel)
    session.flush()
    version = Version(
        referentiel_id=referentiel.id,
        label="BR-1",
        state="draft",
        standing="projet",
        content_hash="0" * 64,
        published_on=None,
        texts=fr(about=house.private),
    )
    session.add(version)
    session.flush()
    item = Item(
        version_id=version.id,
        lineage=str(uuid5(NAMESPACE_URL, house.name)),
        position=0,
        kind="area",
        code="B1",
        texts=fr(label=f"Domaine {house.private}"),
    )
    session.add(item)
    share = Share(
        organisation_id=house.organisation.id,
        receiver_id=make_organisation(session, "charlie").id,
        referentiel_id=referentiel.id,
        scope="read",
        purpose=f"Pour {house.private}",
        granted_by=house.people[Role.FACILITATOR].id,
        since=NOW,
    )
    profile = JobProfile(
        version_id=version.id, code="P1", position=0, texts=fr(label=f"Profil {house.private}")
    )
    remark = Remark(
        version_id=version.id,
        lineage=item.lineage,
        kind="comment",
        text=f"Remarque {house.private}",
        author_id=house.people[Role.MEMBER].id,
        created_at=NOW,
    )
    sent = ImportFile(
        organisation_id=house.organisation.id,
        sent_by_id=house.people[Role.FACILITATOR].id,
        name=f"{house.private}.yaml",
        content=house.private.encode(),
        slug=f"brouillon-{house.name}",
        state="planned",
        plan={"issues": [], "stamp": house.private},
        created_at=NOW,
    )
    session.add_all([share, profile, remark, sent])
    session.flush()
    house.values |= {
        "import_id": sent.id,
        "key": "yaml",
        "paper_files:key": "xlsx",
        "profile_id": profile.id,
        "remark_id": remark.id,
        "referentiel_id": referentiel.id,
        "version_id": version.id,
        "which": version.id,
        "entry": item.id,
        "older_id": version.id,
        "newer_id": version.id,
        "item_id": item.id,
        "share_id": share.id,
    }
    namespace = uuid5(NOWHERE, referentiel.slug)
    document = derived(namespace, "CFDocument", version.label)
    house.values |= {
        "case10:sourced_id": item.lineage,
        "case10.association:sourced_id": of_association(
            namespace, item.lineage, CHILD_OF, document
        ),
        "case10.document:sourced_id": document,
        "case10.item_types:sourced_id": derived(namespace, "CFItemType", "Domaine"),
        "case10.package:sourced_id": document,
        "case10.rubric:sourced_id": derived(namespace, "CFRubric", version.label, ""),
    }

"""Papers: what administrators keep with an organisation. Each leaves a line in the audit trail."""

from django.db import transaction
from django.utils.translation import gettext as _

from people import audit, files
from people.errors import ChangeRefused
from people.files import Incoming
from people.models import Organisation, Paper, User

MOST = 20  # papers of one organisation


@transaction.atomic(savepoint=False)
def add_paper(organisation: Organisation, incoming: Incoming, *, by: User) -> Paper:
    """Raises ChangeRefused when there are too many. The row of the organisation is the lock."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.papers.count() >= MOST:
        fault = _("Er staan hier al {most} documenten. Gooi er eerst een weg.").format(most=MOST)
        raise ChangeRefused({"file": fault})
    paper = Paper.objects.create(organisation=organisation, file=files.keep(incoming, by=by))
    audit.record(by, "add_paper", organisation, payload={"name": incoming.name})
    return paper


@transaction.atomic(savepoint=False)
def drop_paper(paper: Paper, *, by: User) -> None:
    """Throw it away: nothing of it is left but its line in the trail."""
    audit.record(by, "drop_paper", paper.organisation, payload={"name": paper.file.name})
    paper.file.delete()

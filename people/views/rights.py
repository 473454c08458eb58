"""Administration: the rights report, looked through every quarter (BIO2 5.18)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people import audit, clock, queries, sheets
from people.permissions import UserRequest, administrators_only
from people.tables import RIGHTS_HEADERS, RightsTable, arrange, rights_row

PER_PAGE = 100


@require_safe
@administrators_only
def rights(request: UserRequest) -> HttpResponse:
    """Who holds what; sorted, and as a file (`?export=xlsx|csv`). Taking it along is written down."""
    today = clock.today()
    held = queries.rights(today)
    if (kind := request.GET.get("export")) in sheets.KINDS:
        audit.record(request.user, "export_rights")
        headers = [str(header) for header in RIGHTS_HEADERS]
        return sheets.answer(str(kind), f"rechten-{today}", headers, map(rights_row, held))
    table = RightsTable(held)
    arrange(request, table, per_page=PER_PAGE)
    return render(request, "people/rights.html", {"table": table, "today": today})

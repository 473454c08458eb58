"""Lists of the ground floor that people sort."""

from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.models import Message, Organisation, User
from people.queries import Right

DAY = "j\u00a0b\u00a0Y"  # on one line, however narrow the column


def arrange(request: HttpRequest, table: tables.Table, *, per_page: int) -> None:
    """Sort and page `table` as the address asks; `sort` names columns only, for the library would look further."""
    query = request.GET.copy()
    query.setlist("sort", [one for one in query.getlist("sort") if one.removeprefix("-") in table.columns.names()])
    request.GET = query  # type: ignore[assignment]  # a copy that nobody changes any more
    tables.RequestConfig(request, paginate=False).configure(table)
    if isinstance(table.data.data, QuerySet):  # a list keeps its order by itself
        table.data.data = _in_one_order(table.data.data)
    table.paginate(per_page=per_page)
    table.page = table.paginator.get_page(query.get(table.prefixed_page_field))


def _in_one_order(rows: QuerySet[Any]) -> QuerySet[Any]:
    """What is equal in the column that sorts gets an order too, or a row would be on two pages, and another on none."""
    return rows.order_by(*(rows.query.order_by or rows.model._meta.ordering), "pk")


class PersonTable(tables.Table):
    """Who there is, for whom they work and which roles they hold today."""

    name = tables.Column(
        _("Naam"), accessor="list_name", order_by="sort_key", linkify=("people:person", {"pk": tables.A("pk")})
    )
    email = tables.Column(_("E-mail"))
    works_for = tables.TemplateColumn(
        template_name="people/organisations_cell.html", verbose_name=_("Organisatie"), orderable=False
    )
    roles = tables.TemplateColumn(template_name="people/roles_cell.html", verbose_name=_("Rollen"), orderable=False)
    last_login = tables.DateTimeColumn(verbose_name=_("Laatst ingelogd"), format=DAY, default=_("nog niet"))

    class Meta:
        model = User
        fields = ("name", "email", "works_for", "roles", "last_login")
        empty_text = _("Niemand gevonden.")


class OrganisationTable(tables.Table):
    """The organisations of the network, also those that were."""

    name = tables.Column(_("Organisatie"), order_by="search_key", linkify=True)
    code = tables.Column(_("Code"))
    kind = tables.Column(_("Soort"))
    area = tables.Column(_("Gebied"), order_by="area__code", default="-")
    people = tables.Column(_("Mensen"))
    valid_from = tables.DateColumn(verbose_name=_("Sinds"), format=DAY, default="-")
    valid_until = tables.DateColumn(verbose_name=_("Tot en met"), format=DAY, default="-")
    successor = tables.Column(_("Opgegaan in"), order_by="successor__search_key", default="-", linkify=True)

    class Meta:
        model = Organisation
        fields = ("name", "code", "kind", "area", "people", "valid_from", "valid_until", "successor")
        empty_text = _("Nog geen organisaties.")

    def render_name(self, record: Organisation) -> str:
        return str(record)  # with what it is, as everywhere


class RightsTable(tables.Table):
    """Who holds what, since when, from whom, until when, and when it may last have served."""

    name = tables.Column(
        _("Wie"),
        accessor="user__list_name",
        order_by="user__sort_key",
        linkify=("people:person", {"pk": tables.A("user__pk")}),
    )
    role = tables.Column(_("Rol"))
    reach = tables.Column(_("Waarvoor"), orderable=False)
    valid_from = tables.DateColumn(verbose_name=_("Sinds"), format=DAY)
    valid_until = tables.DateColumn(verbose_name=_("Tot en met"), format=DAY, default=_("geen einde"))
    given_by = tables.Column(_("Gegeven door"), order_by="given_by__sort_key", default=_("bij de inrichting"))
    last_deed = tables.DateTimeColumn(verbose_name=_("Laatste handeling"), format=DAY, default=_("nooit"))
    last_login = tables.DateTimeColumn(
        verbose_name=_("Laatst ingelogd"), accessor="user__last_login", format=DAY, default=_("nog niet")
    )

    class Meta:
        empty_text = _("Niemand heeft een rol.")


class LetterTable(tables.Table):
    """Mails that wait, have left or did not arrive."""

    subject = tables.Column(_("Onderwerp"), linkify=("people:letter", {"pk": tables.A("pk")}))
    recipient = tables.Column(_("Aan"), order_by="address", accessor="address")
    state = tables.Column(_("Stand"), accessor="get_state_display", order_by="state")
    reason = tables.Column(_("Reden"), accessor="get_reason_display", order_by="reason", default="-")
    created_at = tables.DateTimeColumn(verbose_name=_("Geschreven"), format=f"{DAY}, H:i")
    sent_at = tables.DateTimeColumn(verbose_name=_("Verzonden"), format=f"{DAY}, H:i", default="-")

    class Meta:
        model = Message
        fields = ("subject", "recipient", "state", "reason", "created_at", "sent_at")
        empty_text = _("Geen mails gevonden.")

    def render_recipient(self, record: Message) -> str:
        return str(record.recipient or record.address)


RIGHTS_HEADERS = [
    *(_("Wie"), _("E-mail"), _("Rol"), _("Waarvoor"), _("Sinds"), _("Tot en met"), _("Gegeven door")),
    *(_("Laatste handeling"), _("Laatst ingelogd"), _("Toegang")),
]


def rights_row(right: Right) -> list[Any]:
    """The same for a file, in the order of `RIGHTS_HEADERS`."""
    user = right.user
    access = _("heeft toegang") if user.is_active else _("geblokkeerd")
    giver = right.given_by.list_name if right.given_by else str(_("bij de inrichting"))
    what = [right.role, right.reach, right.valid_from, right.valid_until, giver]
    return [user.list_name, user.email, *what, right.last_deed, user.last_login, str(access)]

"""Lists of the ground floor that people sort."""

from typing import Any

import django_tables2 as tables
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.models import Organisation, RoleGrant, User


def arrange(request: HttpRequest, table: tables.Table, *, per_page: int) -> None:
    """Sort and page `table` as the address asks; `sort` names columns only, for the library would look further."""
    query = request.GET.copy()
    query.setlist("sort", [one for one in query.getlist("sort") if one.removeprefix("-") in table.columns.names()])
    request.GET = query  # type: ignore[assignment]  # a copy that nobody changes any more
    tables.RequestConfig(request, paginate={"per_page": per_page}).configure(table)


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
    last_login = tables.DateTimeColumn(verbose_name=_("Laatst ingelogd"), format="j b Y", default=_("nog niet"))

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
    valid_from = tables.DateColumn(verbose_name=_("Sinds"), format="j b Y", default="-")
    valid_until = tables.DateColumn(verbose_name=_("Tot en met"), format="j b Y", default="-")
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
        linkify=("people:person", {"pk": tables.A("user_id")}),
    )
    role = tables.Column(_("Rol"))
    reach = tables.Column(_("Waarvoor"), orderable=False)
    valid_from = tables.DateColumn(verbose_name=_("Sinds"), format="j b Y")
    valid_until = tables.DateColumn(verbose_name=_("Tot en met"), format="j b Y", default=_("geen einde"))
    granted_by = tables.Column(_("Gegeven door"), order_by="granted_by__sort_key", default=_("bij de inrichting"))
    last_deed = tables.DateTimeColumn(verbose_name=_("Laatste handeling"), format="j b Y", default=_("nooit"))
    last_login = tables.DateTimeColumn(
        verbose_name=_("Laatst ingelogd"), accessor="user__last_login", format="j b Y", default=_("nog niet")
    )

    class Meta:
        model = RoleGrant
        fields = ("name", "role", "reach", "valid_from", "valid_until", "granted_by", "last_deed", "last_login")
        empty_text = _("Niemand heeft een rol.")


RIGHTS_HEADERS = [
    *(_("Wie"), _("E-mail"), _("Rol"), _("Waarvoor"), _("Sinds"), _("Tot en met"), _("Gegeven door")),
    *(_("Laatste handeling"), _("Laatst ingelogd"), _("Toegang")),
]


def rights_row(grant: Any) -> list[Any]:
    """The same for a file, in the order of `RIGHTS_HEADERS`."""
    user = grant.user
    access = _("heeft toegang") if user.is_active else _("geblokkeerd")
    giver = grant.granted_by.list_name if grant.granted_by else str(_("bij de inrichting"))
    what = [str(grant.get_role_display()), grant.reach, grant.valid_from, grant.valid_until, giver]
    return [user.list_name, user.email, *what, grant.last_deed, user.last_login, str(access)]

"""Lists of the ground floor that people sort."""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _

from people.models import User


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

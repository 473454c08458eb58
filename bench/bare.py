"""The limit to measure beside: a bare Django view that locks, counts and inserts, and does nothing else.

No session, no rules, no history, no mail, no audit. Same server, same database, same settings of the connection.
"""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

if not settings.configured:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.settings import DATABASES

    settings.configure(
        DATABASES=DATABASES, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["localhost"], USE_TZ=True, SECRET_KEY="bench only"
    )
    django.setup()

TABLES = (
    "CREATE TABLE bench_edition (id integer PRIMARY KEY, capacity integer NOT NULL)",
    "CREATE TABLE bench_seat (id {serial}, edition_id integer NOT NULL, person integer NOT NULL, seated bool NOT NULL)",
    "CREATE INDEX bench_seat_edition ON bench_seat (edition_id, seated)",
    "INSERT INTO bench_edition (id, capacity) VALUES (1, 300)",
)


class Edition(models.Model):
    capacity = models.IntegerField()

    class Meta:
        app_label, managed, db_table = "bench", False, "bench_edition"

    def __str__(self) -> str:
        return f"{self.pk}"


class Seat(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE)
    person = models.IntegerField()
    seated = models.BooleanField()

    class Meta:
        app_label, managed, db_table = "bench", False, "bench_seat"

    def __str__(self) -> str:
        return f"{self.pk}"


@transaction.atomic
def enrol(request: HttpRequest) -> HttpResponse:
    edition = Edition._default_manager.select_for_update().get(pk=1)
    seated = Seat._default_manager.filter(edition=edition, seated=True).count() < edition.capacity
    Seat._default_manager.create(edition=edition, person=int(request.POST["who"]), seated=seated)
    return HttpResponse(status=302, headers={"Location": "/"})


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ready")


urlpatterns = [path("seat/", enrol), path("readyz", ready)]
application = WSGIHandler()

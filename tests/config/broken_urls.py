"""A site whose pages fail: a fault of ours, a faulty statement, and a database that is not there."""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.utils import ConnectionHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

NOWHERE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/no-such-folder/no-such-file.sqlite3"}


@login_not_required
def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("as planned")


@login_not_required
def fail_in_the_database(request: HttpRequest) -> HttpResponse:
    connection.cursor().execute("SELECT nothing FROM nowhere")
    return HttpResponse()


@login_not_required
def find_nobody_at_home(request: HttpRequest) -> HttpResponse:
    ConnectionHandler({"default": NOWHERE})["default"].cursor()
    return HttpResponse()


urlpatterns = [path("", fail), path("statement/", fail_in_the_database), path("away/", find_nobody_at_home)]
handler500 = "config.statements.server_error"

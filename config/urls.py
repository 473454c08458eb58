"""All addresses: Dutch paths for people, English names for code."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from config import calendar, health, home, metrics, statements

urlpatterns = [
    path("", home.home, name="home"),
    path("taal/", login_not_required(set_language), name="set_language"),
    path("account/", include("people.account_urls")),
    path("agenda/mijn/<str:token>.ics", calendar.private_feed, name="private_feed"),
    path("", include("people.urls")),
    path("", include("courses.urls")),
    path("", include("enrolments.urls")),
    path("", include("trainees.urls")),
    path("", include("evaluations.urls")),
    # statements
    path("toegankelijkheid/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("kwetsbaarheid-melden/", statements.disclosure, name="disclosure"),
    path(".well-known/security.txt", statements.security_txt, name="security_txt"),
    # for machines
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
]

handler400 = "config.statements.bad_request"
handler403 = "config.statements.forbidden"
handler404 = "config.statements.not_found"
handler500 = "config.statements.server_error"
handler429 = "config.statements.too_many_requests"  # django-allauth asks for it

from django.urls import path

from enrolments.views import approval, attendance, catalogue, participant, planner, region

app_name = "enrolments"
urlpatterns = [
    # open to everybody
    path("aanbod/", catalogue.catalogue, name="catalogue"),
    path("aanbod/<slug:slug>/", catalogue.course, name="course"),
    path("uitvoeringen/<str:code>/", catalogue.edition, name="edition"),
    # participant
    path("uitvoeringen/<str:code>/inschrijven/", participant.enrol, name="enrol"),
    path("uitvoeringen/<str:code>/annuleren/", participant.withdraw, name="withdraw"),
    path("mijn/", participant.mine, name="mine"),
    path("mijn/agenda/", participant.my_calendar, name="my_calendar"),
    # region
    path("regio/", region.region, name="region"),
    # approval: by who signed in, and by personal link without signing in
    path("aanvragen/<int:pk>/", approval.approval, name="approval"),
    path("goedkeuring/bedankt/", approval.thanks, name="approval_thanks"),
    path("goedkeuring/<str:token>/", approval.approval_by_link, name="approval_by_link"),
    # attendance
    path("bijeenkomsten/<int:pk>/aanwezigheid/", attendance.attendance, name="attendance"),
    path(
        "planning/uitvoeringen/<str:code>/aanwezigheid/", attendance.attendance_of_edition, name="attendance_of_edition"
    ),
    # planner
    path("planning/", planner.planning, name="planning"),
    path("planning/uitvoeringen/<str:code>/deelnemers/", planner.participants, name="participants"),
]

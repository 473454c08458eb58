from django.urls import path

from courses.views import agenda, planning

app_name = "courses"
urlpatterns = [
    # open to everybody
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/leerlijn.ics", agenda.public_feed, name="public_feed"),
    # planner
    path("planning/nieuw/", planning.choose_course, name="choose_course"),
    path("planning/nieuw/<slug:slug>/", planning.stamp, name="stamp"),
    path("planning/uitvoeringen/<str:code>/", planning.planned_edition, name="planned_edition"),
    path("planning/uitvoeringen/<str:code>/publiceren/", planning.publish, name="publish"),
]

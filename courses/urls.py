from django.urls import path

from courses.views import agenda, facts, planning, rooms, trainer

app_name = "courses"
urlpatterns = [
    # open to everybody
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/leerlijn.ics", agenda.public_feed, name="public_feed"),
    path("agenda/zaal/<str:token>.ics", rooms.room_feed, name="room_feed"),
    # trainer
    path("mijn/docent/<str:code>/", trainer.teaching, name="teaching"),
    # planner
    path("planning/zalen/", rooms.rooms, name="rooms"),
    path("planning/zalen/<int:pk>/", rooms.room, name="room"),
    path("planning/zalen/<int:pk>/agendalink/beeindigen/", rooms.end_room_feed, name="end_room_feed"),
    path("planning/opleidingen/", facts.courses, name="courses"),
    path("planning/uitvoeringen/<str:code>/gegevens/", facts.edit_edition, name="edit_edition"),
    path("planning/uitvoeringen/<str:code>/", planning.planned_edition, name="planned_edition"),
    path("planning/uitvoeringen/<str:code>/materiaal/", planning.set_materials, name="set_materials"),
]

from django.urls import path

from trainees import views

app_name = "trainees"
urlpatterns = [
    path("traineeship/", views.cohort, name="cohort"),
    path("traineeship/<int:pk>/", views.traineeship, name="traineeship"),
    path("traineeship/<int:pk>/onderdelen/<int:item>/", views.tick, name="tick"),
    path("traineeship/<int:pk>/onderdelen/<int:item>/terug/", views.untick, name="untick"),
    path("traineeship/<int:pk>/gesprekken/", views.hold_meeting, name="hold_meeting"),
]

from django.urls import path

from evaluations.views import answering, rounds

app_name = "evaluations"
urlpatterns = [
    # by personal link, without signing in
    path("evaluatie/bedankt/", answering.thanks, name="thanks"),
    path("evaluatie/<str:token>/", answering.answer, name="answer"),
    # rounds and results
    path("evaluaties/", rounds.rounds, name="rounds"),
    path("evaluaties/nieuw/", rounds.new, name="new_round"),
    path("evaluaties/<uuid:pk>/", rounds.round, name="round"),
    path("evaluaties/<uuid:pk>/sluiten/", rounds.close, name="close_round"),
]

from django.urls import path

from evaluations.views import advising, answering, rounds

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
    # advice
    path("advies/", advising.advices, name="advices"),
    path("advies/nieuw/", advising.new, name="new_advice"),
    path("advies/<int:pk>/", advising.advice, name="advice"),
    path("advies/<int:pk>/advies.pdf", advising.pdf, name="advice_pdf"),
    path("advies/<int:pk>/maatstaf/", advising.add_yardstick, name="add_yardstick"),
    path("advies/<int:pk>/maatstaf/<int:yardstick>/weg/", advising.drop_yardstick, name="drop_yardstick"),
    path("advies/<int:pk>/vastleggen/", advising.stamp, name="stamp_advice"),
    path("advies/<int:pk>/bewijs/", advising.insert_result, name="insert_result"),
    path("advies/<int:pk>/bewijs/<int:evidence>/weg/", advising.drop_evidence, name="drop_evidence"),
    path("advies/<int:pk>/voortgang/", advising.insert_progress, name="insert_progress"),
    path("advies/<int:pk>/<slug:code>/", advising.write, name="write_section"),
    # the year plan
    path("indicatoren/", rounds.indicators, name="indicators"),
]

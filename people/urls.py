from django.urls import path

from people.views import administration, demo, organisations, own, persons, rights, roles

app_name = "people"
urlpatterns = [
    path("mijn/gegevens/", own.my_details, name="my_details"),
    # administrator
    path("beheer/", administration.administration, name="administration"),
    path("beheer/organisaties/", organisations.organisations, name="organisations"),
    path("beheer/organisaties/<int:pk>/", organisations.organisation, name="organisation"),
    path("beheer/organisaties/<int:pk>/beeindigen/", organisations.end_organisation, name="end_organisation"),
    path("beheer/rechten/", rights.rights, name="rights"),
    path("beheer/mensen/", persons.persons, name="persons"),
    path("beheer/mensen/<int:pk>/", persons.person, name="person"),
    path("beheer/mensen/<int:pk>/naam/", persons.correct_name, name="correct_name"),
    path("beheer/mensen/<int:pk>/blokkeren/", persons.block, name="block"),
    path("beheer/mensen/<int:pk>/deblokkeren/", persons.unblock, name="unblock"),
    path("beheer/mensen/<int:pk>/rol-geven/", roles.grant_role, name="grant_role"),
    path("beheer/mensen/<int:pk>/rollen/<int:grant>/intrekken/", roles.withdraw_role, name="withdraw_role"),
    path("beheer/mensen/<int:pk>/dienstverband/", roles.add_affiliation, name="add_affiliation"),
    path("beheer/mensen/<int:pk>/dienstverbanden/<int:bond>/", roles.end_affiliation, name="end_affiliation"),
    # demo mode only
    path("demo/post/", demo.demo_post, name="demo_post"),
    path("demo/onderdelen/", demo.demo_components, name="demo_components"),
]

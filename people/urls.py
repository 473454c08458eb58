from django.urls import path

from people import views

app_name = "people"
urlpatterns = [
    path("beheer/", views.administration, name="administration"),
    # demo mode only
    path("demo/post/", views.demo_post, name="demo_post"),
    path("demo/onderdelen/", views.demo_components, name="demo_components"),
]

"""The addresses of the site, with Django's own page where the database is away."""

from config.urls import *  # noqa: F403  # a copy of the addresses is meant

handler500 = "django.views.defaults.server_error"

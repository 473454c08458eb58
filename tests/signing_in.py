"""Somebody is signed in, in a real browser, without the pages for that."""

from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people.models import User


def sign_in(page: Page, server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}])

"""Production without what P27 promises: the control, in which the walk over https must find each of these."""

from config.settings import *  # noqa: F403  # a copy of the settings is meant

ROOT_URLCONF = "tests.promises.p27.weakened_urls"
SECURE_HSTS_SECONDS = 0
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessionid", "csrftoken"

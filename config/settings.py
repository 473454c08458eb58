"""All settings, from the environment; a missing secret stops the start.

`LEERLIJN_MODE` is `production` (the default), `demo` or `test`. Demo and test never take a production
secret, listen to this machine only and send nothing outside; production never starts without its secrets.
"""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import jobs, openid

BASE = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env("LEERLIJN_MODE", default="production")
if MODE not in {"production", "demo", "test"}:
    raise ImproperlyConfigured(f"LEERLIJN_MODE is '{MODE}': choose production, demo or test.")
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"
PRODUCTION_ONLY = ("LEERLIJN_SECRET_KEY", "LEERLIJN_HOSTS", "LEERLIJN_MAIL_URL", "LEERLIJN_BALLOT_MASTER_KEY")
if not PRODUCTION and (given := [name for name in PRODUCTION_ONLY if name in env.ENVIRON]):
    raise ImproperlyConfigured(f"LEERLIJN_MODE={MODE} does not go with production settings: {', '.join(given)}.")

# Numbers of policy, each with its meaning.
QUEUE_LEASE = timedelta(minutes=10)  # a task that runs longer is taken for dead; a clock may be set by five minutes
QUEUE_FIRST_WAIT = timedelta(seconds=10)  # before a failed task is tried again; twice as long every time
QUEUE_TRIES = 5  # after this many a task waits for a person, on /beheer/achtergrondwerk/
PROCESS_SILENT = timedelta(minutes=1)  # a mail sender or worker that said nothing for so long is taken for dead
MAIL_LEASE = timedelta(minutes=2)  # how long one sender may hold a message
MAIL_TRY_FOR = timedelta(hours=72)  # how long a refused mail is tried again
MAIL_LONGEST_WAIT = timedelta(minutes=30)  # between two tries
# So long a mail that can wait does so, for what else there is to tell its reader; whoever tries Leerlijn sees it leave.
MAIL_PAUSE = timedelta(minutes=env.int("LEERLIJN_MAIL_PAUSE", default=5 if PRODUCTION else 0))
MAIL_NEAR = timedelta(days=2)  # what is about a moment so near waits for nothing
MAIL_AWAY_TOLD = timedelta(minutes=10)  # a mail server that is away for so long is told to planners and administrators
APPROVAL_LINK_LASTS = timedelta(days=30)  # how long the link works by which an employer answers a request
FEED_LAPSES = timedelta(days=396)  # thirteen months: a calendar link that nobody read for so long opens nothing
AUDIT_SETTLES = timedelta(minutes=1)  # no transaction lasts longer; only older lines are sealed
BALLOT_KEY_RESTS = timedelta(hours=24)  # after closing; by then a backup holds what was counted
ROUND_OPEN = timedelta(days=14)  # how long the evaluation of a finished edition takes answers
ROUND_LOOKS_BACK = timedelta(days=14)  # an edition that ended longer ago gets no round any more
RESPONSE_COUNTED_AT = time(6)  # from this hour on the response of an open round is told, once a day
ROUND_REMINDER = timedelta(days=7)  # before a round closes, people are reminded once; in an anonymous one everybody
START_REMINDER = timedelta(days=3)  # before an edition begins, who has a seat is reminded once
APPROVAL_ANSWER_WITHIN = timedelta(days=14)  # so long an employer has, at most until the day before it begins
OFFER_HOURS_OF_DAY = time(8), time(22)  # between these a seat that was offered can go to the next, never at night
OFFER_AT_LEAST = timedelta(hours=1)  # nobody gets less time to accept a seat
OFFER_REMINDER = timedelta(days=1)  # so long before an offer ends, it is brought up again
APPROVAL_REMINDER = timedelta(days=5)  # unanswered for so long, a request is brought up again
APPROVAL_LAST_REMINDER = timedelta(days=2)  # and once more so long before it lapses
THANKS_WITHIN = timedelta(days=7)  # after the end; who turns out to have been there later is not thanked any more
TRAINER_REMINDER = timedelta(days=21)  # so long before they teach, trainers who have not answered are asked again
TRAINER_LAST_REMINDER = timedelta(days=7)  # and once more so long before
NEEDS_KEPT = timedelta(days=7)  # dietary and access needs after the last day of an edition: for what is set right then
ATTENDANTS_KEPT = timedelta(days=31)  # the list of attendants of a network day, after its last day
MAIL_REST = timedelta(days=1)  # nobody is reminded of what they were mailed about so shortly ago
# No reminder leaves at night; whoever tries Leerlijn at night sees them all the same.
WAKING_HOURS = time(8), time(21)
REMINDERS_FROM, REMINDERS_UNTIL = WAKING_HOURS if PRODUCTION else (time.min, time.max)
# The pages of signing in answer at whole steps of this: what somebody's account costs more or less is lost in it (P21).
SIGN_IN_PACE = timedelta(milliseconds=25) if MODE != "test" else timedelta(0)
DEMO_DATA_AGE = timedelta(days=14)  # older example data have drifted from today

VAR = Path(env("LEERLIJN_VAR", default=str(BASE / "var")))
AS_OF = date.fromisoformat(env("LEERLIJN_AS_OF")) if env("LEERLIJN_AS_OF", default="") and not PRODUCTION else None

SECRET_KEY = env("LEERLIJN_SECRET_KEY") if PRODUCTION else "not-a-secret-demo-and-test-only-" + "x" * 32
SECRET_KEY_FALLBACKS = env.list("LEERLIJN_OLD_SECRET_KEYS", default=[])  # still open what was signed or sealed
ALLOWED_HOSTS = env.list("LEERLIJN_HOSTS") if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"]
if MODE == "test":
    ALLOWED_HOSTS.append("testserver")
DEBUG = False
ADDRESS = f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://localhost:{env.int('PORT', default=8000)}"

METRICS_TOKEN = env("LEERLIJN_METRICS_TOKEN", default="")  # opens /metrics; empty: for nobody
if METRICS_TOKEN and len(METRICS_TOKEN) < 32:
    raise ImproperlyConfigured("LEERLIJN_METRICS_TOKEN is too short: take at least 32 random characters.")

# The keys of the ballot boxes: every copy in each of these directories, beside the data and never in its backup,
# wrapped with a secret that is in neither (docs/decisions/0012).
BALLOT_KEY_DIRS = [
    Path(name) for name in env.list("LEERLIJN_BALLOT_KEY_DIRS", default=[f"{VAR}-sleutels-1", f"{VAR}-sleutels-2"])
]
BALLOT_MASTER_KEY = env("LEERLIJN_BALLOT_MASTER_KEY") if PRODUCTION else "not-a-secret-demo-and-test-only"
if PRODUCTION and (len(set(BALLOT_KEY_DIRS)) < 2 or "LEERLIJN_BALLOT_KEY_DIRS" not in env.ENVIRON):
    raise ImproperlyConfigured("LEERLIJN_BALLOT_KEY_DIRS must name two directories, on two disks.")

INSTALLED_APPS = [
    "config",
    "evaluations",
    "trainees",
    "enrolments",
    "courses",
    "people",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "config.middleware.answer_in_step",
    "config.middleware.shield",
    "csp.middleware.CSPMiddleware",  # before the way to https, which is an answer too
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.request_context",
    "config.middleware.keep_personal_links_out_of_referers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.chosen_language",
    "config.middleware.refuse_broken_text",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.middleware.SignInMiddleware",
    "config.middleware.keep_personal_pages_out_of_caches",
    "config.middleware.name_the_actor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.explain_wrong_method",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "people.middleware.AssuranceMiddleware",
    "people.middleware.NoticeMiddleware",
    "people.middleware.LimitMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
            ],
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "people.templatetags.leerlijn",
            ],
        },
    },
]
COTTON_DIR = "components"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DJANGO_TABLES2_TEMPLATE = "tables/table.html"

# Database: SQLite as tried for many people at once, or PostgreSQL (docs/decisions/0002).
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR}/{MODE}.sqlite3")}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    if PRODUCTION:
        raise ImproperlyConfigured("Production runs on PostgreSQL: set DATABASE_URL.")
    _database["CONN_MAX_AGE"] = 60
    _database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=27103364; "
            "PRAGMA cache_size=2000; PRAGMA mmap_size=134217728; PRAGMA secure_delete=ON;"
        ),
    }
else:
    _database["CONN_MAX_AGE"] = 0
    _database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}} if MODE != "test" else {}

CACHES = {"default": env.cache("LEERLIJN_CACHE_URL", default="dbcache://leerlijn_cache")}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

PERIODIC_JOBS = jobs.JOBS

# What fills a gap in a mail when it is sent: name -> who mints it (`people/outbox.py`).
MAIL_GAPS = {
    "approval_link": "enrolments.approval.actions.mint_link",
    "offer_link": "enrolments.seat_offer.actions.mint_link",
    "invitation_link": "evaluations.actions.mint_link",
    "stop_link": "people.stopping.mint_link",
}

# The kinds of mail that planners can filter on, and can have shown to them before they leave.
MAIL_KINDS = {
    "enrolment_requested": _("Aanvraag ontvangen"),
    "enrolment_enrolled": _("Bevestiging van een plaats"),
    "enrolment_waiting": _("Plaats op de wachtlijst"),
    "enrolment_offered": _("Aanbod van een plaats"),
    "enrolment_lapsed": _("Aanbod verlopen"),
    "enrolment_declined": _("Aanvraag niet goedgekeurd of vervallen"),
    "enrolment_withdrawn": _("Uitschrijving"),
    "enrolment_cancelled": _("Uitvoering gaat niet door"),
    "enrolment_moved": _("Verplaatst naar een andere uitvoering"),
    "cost_waived": _("Kosten kwijtgescholden"),
    "session_changed": _("Bijeenkomst gewijzigd"),
    "workshops_chosen": _("Keuze van workshops"),
    "workshop_lost": _("Workshop valt samen met een andere keuze"),
    "workshop_dropped": _("Workshop gaat niet door"),
    "planner_letter": _("Mail van een planner aan deelnemers"),
    "edition_published": _("Uitvoering gepubliceerd, aan belangstellenden"),
    "edition_invitation": _("Uitnodiging voor een besloten uitvoering"),
    "reminder": _("Herinnering of dank"),
    "approval_request": _("Vraag om goedkeuring"),
    "approval_moved": _("Andere dag, aan wie goedkeuring is gevraagd"),
    "trainer_asked": _("Vraag aan een docent"),
    "trainer_changed": _("Bijeenkomst van een docent gewijzigd"),
    "trainer_answered": _("Toezegging of afzegging van een docent"),
    "trainer_taken_off": _("Docent niet meer nodig"),
    "trainer_cancelled": _("Uitvoering gaat niet door, aan docenten"),
    "evaluation_invitation": _("Uitnodiging voor een evaluatie"),
    "deputy_named": _("Waarneming"),
    "joined": _("Meer zaken in één mail"),
}
# The kinds that wait for what else there is to tell, and then leave as one mail (docs/decisions/0047). What answers a
# deed of its reader, gives a seat or calls something off does not wait.
MAIL_PAUSES = [
    *("session_changed", "approval_request", "approval_moved"),
    *("trainer_asked", "trainer_changed", "trainer_taken_off"),
]

# The words of each kind, and what may be filled in there (`people/letters/texts.py`).
MAIL_TEXTS = ["enrolments.texts.TEXTS", "courses.texts.TEXTS", "evaluations.texts.TEXTS", "people.texts.TEXTS"]

# Of these kinds the subject starts by saying that something is asked, and so does that of a reminder with one of them.
MAIL_ASKS = {
    *("enrolment_offered", "offer_reminder"),
    *("approval_reminder", "trainer_reminder", "named_reminder"),
    *("approval_request", "approval_moved", "trainer_asked", "evaluation_invitation", "evaluation_reminder"),
    *("email_confirmation", "email_confirmation_signup"),
}

# The kinds that their reader may stop. What answers a deed, asks for an answer or keeps an account safe is not among
# them. Mails of anonymous rounds never are, whatever their kind (docs/decisions/0041).
MAIL_MAY_STOP = ["reminder"]

FREE_AFTER_MOVING_UP = timedelta(days=2)  # so long who moved up from the waiting list leaves without costs

SCOPE_THINGS = {"edition": "courses.scope", "traineeship": "trainees.scope"}  # see people/scopes.py

SEAT_GROUPS = "trainees.seats"  # whose groups seats can be kept for; see enrolments/seats/queries.py

# People and signing in
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "people.forms.SignUpForm"
ACCOUNT_FORMS = {"signup": "people.sign_up.EvenSignUpForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60  # seconds; mail in offices is slow
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60  # seconds
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # who changes a password, an address or a factor leaves a mail behind
ACCOUNT_CHANGE_EMAIL = True  # one address per person: the new one replaces the old once it is confirmed
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
# A classroom or a whole region shares one internet address; a mailbox is one person's.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "request_login_code": "120/m/ip,5/m/key",
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,5/m/key",
    "reset_password_from_key": "60/m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
# What is sent to these addresses: guesses at a code. The library counts them in the session, one after the other.
DOOR_LIMITS = dict.fromkeys(["account_confirm_login_code", "account_email_verification_sent"], "5/5m/session")
EXPORT_LIMIT = "30/m/user"  # lists as a file, whichever page makes them
PERSONAL_LINKS = [
    *("private_feed", "courses:room_feed"),
    *("enrolments:approval_by_link", "enrolments:offer_by_link", "evaluations:answer", "people:stop_mail"),
]
# Personal links that do not exist: whoever guesses is refused, also with a link that does.
GUESS_LIMITS = dict.fromkeys(PERSONAL_LINKS, "60/m/ip")
# Accounts of organisations (docs/decisions/0016). Found by a verified address once, by issuer and subject ever after.
OPENID_APPS = openid.read(env("LEERLIJN_OPENID", default="[]")) if PRODUCTION else []
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "people.openid.OpenIDProvider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": OPENID_APPS,
    }
}
SOCIALACCOUNT_ADAPTER = "people.openid.OpenIDAccounts"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60  # seconds
# Who sees or changes much of others has a second factor; in demo mode nothing stands before the pages (decision 14).
SECOND_FACTOR_ROLES = (
    env.list("LEERLIJN_SECOND_FACTOR_ROLES", default=["planner", "coordinator", "administrator"]) if PRODUCTION else []
)
# Pages of administrators, a trainee's dossier and lists of persons ask again after this long.
CONFIRMED_FOR = timedelta(minutes=15) if PRODUCTION else None
# Whoever has not read the present privacy notice gets it before the pages; not in demo mode either.
PRIVACY_NOTICE = BASE / "people" / "data" / "privacy_notice.toml"
NOTICE_ASKED = PRODUCTION
MFA_ADAPTER = "people.adapter.FactorAdapter"
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a finger, a face or a PIN: a key that somebody found opens nothing
MFA_FORMS = {
    "login_webauthn": "people.passkeys.SignInForm",
    "authenticate_webauthn": "people.passkeys.SecondStepForm",
    "reauthenticate_webauthn": "people.passkeys.ConfirmForm",
}
MFA_TOTP_ISSUER = "Leerlijn"  # the name in authenticator apps and passkey dialogs
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("LEERLIJN_PROXIES", default=0)

# Language, time, files
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static" if PRODUCTION else None  # elsewhere files come straight from their folders
STATICFILES_DIRS = [BASE / "static", BASE / "build" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024  # bytes of form data; files have their own limit
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
LARGEST_FILE = 10 * 1024 * 1024  # bytes of one file that comes in
LARGEST_BODY = 11 * 1024 * 1024  # bytes of a whole request: one such file and the form around it
# Files wait in memory: what is refused never lay on a disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
SCANNER = env("LEERLIJN_SCANNER", default="")  # clamd, as host:port or the path of its socket; empty: none

# Mail leaves through the outbox only (`manage.py send_mail`).
DEFAULT_FROM_EMAIL = env("LEERLIJN_MAIL_FROM", default="Leerlijn <opleidingen@leerlijn.example>")
MAIL_DOMAIN = DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
EMAIL_TIMEOUT = 20  # seconds; shorter than MAIL_LEASE
if PRODUCTION:
    vars().update(env.email_url("LEERLIJN_MAIL_URL"))
else:
    EMAIL_BACKEND = "people.demo_mail.EmailBackend"
    DEMO_MAIL = VAR / "mail"
    if "LEERLIJN_TEST_SMTP_PORT" in env.ENVIRON:  # a real mail server of a test, on this machine only
        EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        EMAIL_HOST, EMAIL_PORT = "127.0.0.1", env.int("LEERLIJN_TEST_SMTP_PORT")

# The browser's shield
_NONE, _SELF = "'none'", "'self'"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [_NONE],
        "script-src": [_SELF],
        "style-src": [_SELF],
        "img-src": [_SELF],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "manifest-src": [_SELF],
        "form-action": [_SELF, *openid.origins(OPENID_APPS)],
        "base-uri": [_NONE],
        "frame-src": [_NONE],
        "frame-ancestors": [_NONE],
    }
}
_UNUSED = ["accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone"]
_UNUSED += ["browsing-topics", "midi", "payment", "usb"]
SHIELD = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _UNUSED),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "config.statements.csrf_failure"
BROWSER_COOKIE_NAME = "browser"
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    LANGUAGE_COOKIE_NAME, BROWSER_COOKIE_NAME = "__Host-language", "__Host-browser"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie of its own would not be __Host-
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Who answers for the service; shown on the statements and in security.txt.
SECURITY_CONTACT = env("LEERLIJN_SECURITY_CONTACT", default="mailto:beveiliging@leerlijn.example")
SECURITY_EXPIRES = (
    date.fromisoformat(env("LEERLIJN_SECURITY_EXPIRES"))
    if PRODUCTION
    else datetime.now(UTC).date() + timedelta(days=180)
)
CONTACT_ADDRESS = env("LEERLIJN_CONTACT", default="opleidingen@leerlijn.example")
ACCESSIBILITY = BASE / "config" / "accessibility.toml"
ACCESSIBILITY_REVIEW_BY = tomllib.loads(ACCESSIBILITY.read_text())["review_by"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"config.logs.{'JsonFormatter' if PRODUCTION else 'LineFormatter'}"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("LEERLIJN_LOG_LEVEL", default="INFO")},
    "loggers": {  # Django's own handlers would print, or mail, what our lines leave out
        "django": {"handlers": [], "level": "NOTSET", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "fido2": {"level": "WARNING"},  # it would tell which passkey signed in
    },
}

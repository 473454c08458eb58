"""What visitors and people on their own pages fill in."""

from django.urls import reverse

from courses.models import Edition, TrainerAssignment
from evaluations import actions
from evaluations.models import Audience, Invitation
from evaluations.queries import Invitee
from tests import make
from tests.walk import access
from tests.walk.entrances.entrance import Entrance
from tests.walk.scene import Scene

_WHO = {"given_by": "name", "function": "name"}


def of_visitors() -> list[Entrance]:
    person = {"given_name": "Anna", "infix": "van", "family_name": "Berg", "email": "nieuw@example.org"}
    signs_up = person | {"password1": make.PASSWORD, "next": "/aanbod/"}
    kinds = {"given_name": "name", "infix": "name", "family_name": "name", "email": "address", "password1": "text"}
    named = ("people.User", "given_name", "infix", "family_name", "email")
    account = "account/"
    return [
        Entrance(
            "catalogue",
            access.VISITOR,
            reverse("enrolments:catalogue"),
            {},
            {"zoek": "text", "soort": "choice", "doelgroep": "choice", "gebied": "choice"}
            | {"vanaf": "day", "vrij": "choice"},
            form="enrolments.forms.CatalogueFilter",
            method="GET",
        ),
        *(
            Entrance(
                name,
                access.VISITOR,
                reverse(f"enrolments:{name}"),
                {},
                {"zoek": "text", "soort": "choice", "doelgroep": "choice", "gebied": "choice"}
                | {"vanaf": "day", "vrij": "choice", "taal": "choice"},
                form="enrolments.forms.OfferFilter",
                method="GET",
            )
            for name in ("offer_json", "offer_atom")
        ),
        Entrance(
            "agenda",
            access.VISITOR,
            reverse("courses:agenda"),
            {},
            {"soort": "choice", "gebied": "choice"},
            form="courses.forms.AgendaFilter",
            method="GET",
        ),
        Entrance(
            "feed",
            access.VISITOR,
            reverse("courses:public_feed"),
            {},
            {"soort": "choice", "gebied": "choice", "taal": "choice"},
            form="courses.forms.FeedFilter",
            method="GET",
        ),
        Entrance(
            "sign up", access.VISITOR, f"/{account}signup/", signs_up, kinds | {"next": "place"},
            form="people.forms.SignUpForm", keeps=named,
        ),
        Entrance(
            "sign in",
            access.VISITOR,
            reverse("account_login"),
            {"login": "anna@example.org", "password": make.PASSWORD, "next": "/aanbod/"},
            {"login": "address", "password": "text", "next": "place"},
        ),
        Entrance(
            "ask a code",
            access.VISITOR,
            reverse("account_request_login_code"),
            {"email": "anna@example.org"},
            {"email": "address", "next": "place"},
        ),
        Entrance(
            "reset", access.VISITOR, reverse("account_reset_password"), {"email": "a@example.org"}, {"email": "address"}
        ),
        Entrance(
            "language",
            access.VISITOR,
            reverse("set_language"),
            {"language": "en", "next": "/aanbod/"},
            {"language": "choice", "next": "place"},
        ),
    ]  # fmt: skip  # one entrance, one look


def of_people(scene: Scene) -> list[Entrance]:
    questions = make.questionnaire(make.question(audiences=[Audience.TRAINEE]), for_editions=False)
    trainee = scene.people[access.TRAINEE]
    cohort = trainee.traineeships.get().cohort
    named = make.round(questions, people=[Invitee(trainee, Audience.TRAINEE)], cohort=cohort, anonymous=False)
    round = make.round()
    mark, open_question = round.questionnaire.questions.all()
    (grade,) = questions.questions.all()
    enrol = reverse("enrolments:enrol", args=[scene.things["announced"]])
    return [
        Entrance(
            "enrol",
            access.CONTACT,
            enrol,
            {},  # a press of the button is enough
            {"key": "choice", "opmerking": "text", "cost_centre": "text", "seen": "text"},
            form="enrolments.cancelling.forms.CostCentreForm",
            keeps=("enrolments.Enrolment", "cost_centre"),
        ),
        Entrance(
            "withdraw",
            access.PARTICIPANT,
            reverse("enrolments:withdraw", args=[scene.things["announced"]]),
            {},  # the same
            {"cause": "choice", "seen": "number"},
            form="enrolments.cancelling.forms.WithdrawForm",
        ),
        _answering("answer", make.invitations(round)[0], {f"q{mark.pk}": "choice", f"q{open_question.pk}": "text"}),
        _answering("named answer", make.invitations(named)[0], {f"q{grade.pk}": "choice"} | _WHO),
    ]


def _answering(name: str, invitation: Invitation, kinds: dict[str, str]) -> Entrance:
    data = {field: {"choice": "7", "text": "Goed.", "name": "Anna"}[kind] for field, kind in kinds.items()}
    keeps = ("evaluations.NamedAnswer", *_WHO) if "given_by" in kinds else ()
    address = reverse("evaluations:answer", args=[actions.new_link(invitation)])
    return Entrance(name, access.VISITOR, address, data, kinds, form="evaluations.forms.AnswerForm", keeps=keeps)


def answer_of_trainer(scene: Scene) -> Entrance:
    """A trainer declines what was accepted before."""
    edition = Edition.objects.get(code=scene.things["announced"])
    asked = TrainerAssignment.objects.get(session__edition=edition, trainer=scene.people[access.TRAINER])
    return Entrance(
        "teaching",
        access.TRAINER,
        reverse("courses:teaching", args=[edition.code]),
        {f"answer{asked.pk}": "declined", f"seen{asked.pk}": "0", "reason": "Dan ben ik op reis."},
        {f"answer{asked.pk}": "choice", f"seen{asked.pk}": "number", "reason": "text", "all": "choice"},
        form="courses.trainers.forms.AnswerForm",
        keeps=("courses.TrainerAssignment", "reason"),
        row=f"{asked.pk}",
    )

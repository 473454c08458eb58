"""What coordinators, supervisors and writers of an advice fill in."""

from datetime import timedelta

from django.urls import reverse

from evaluations.models import Audience
from people import clock
from tests import make
from tests.walk import access
from tests.walk.entrances.entrance import Entrance
from tests.walk.scene import Scene
from trainees.models import Traineeship


def of_guides(scene: Scene) -> list[Entrance]:
    trip = Traineeship.objects.get(pk=scene.things["traineeship"])
    yesterday = f"{clock.today() - timedelta(days=1)}"
    return [
        Entrance(
            "tick",
            access.SUPERVISOR,
            reverse("trainees:tick", args=scene.things["item"].split()),
            {"day": yesterday, "seen": ""},
            {"day": "day", "seen": "text"},
            form="trainees.forms.DayForm",
            keeps=("trainees.ItemProgress", "done_on"),
        ),
        Entrance(
            "meeting",
            access.SUPERVISOR,
            reverse("trainees:hold_meeting", args=[trip.pk]),
            {"day": yesterday, "month": "3", "agreements": "Doorgaan.", "seen": ""},
            {"day": "day", "month": "number", "agreements": "text", "seen": "text"},
            form="trainees.forms.MeetingForm",
            keeps=("trainees.ProgressMeeting", "month", "agreements"),
        ),
        Entrance(
            "cohort", access.COORDINATOR, reverse("trainees:cohort"), {}, {"stand": "choice"}, method="GET"
        ),
    ]  # fmt: skip  # the same


def of_writers(scene: Scene) -> list[Entrance]:
    cohort = Traineeship.objects.get(pk=scene.things["traineeship"]).cohort
    asked = make.questionnaire(make.question(audiences=[Audience.TRAINEE]))
    advice, until = scene.things["advice"], f"{clock.today() + timedelta(days=30)}"
    round = make.round()
    question = round.questionnaire.questions.all()[0]
    return [
        Entrance(
            "round",
            access.COORDINATOR,
            reverse("evaluations:new_round"),
            {"questionnaire": f"{asked.pk}", "cohort": f"{cohort.pk}", "audience": Audience.TRAINEE, "how": "named"}
            | {"closes_on": until},
            {"questionnaire": "choice", "cohort": "choice", "audience": "choice", "how": "choice", "closes_on": "day"},
            form="evaluations.forms.RoundForm",
        ),
        Entrance(
            "advice",
            access.COORDINATOR,
            reverse("evaluations:new_advice"),
            {"cohort": f"{cohort.pk}", "title": "Advies", "question": "Gaan we door?", "due_on": until},
            {"cohort": "choice", "title": "text", "question": "text", "due_on": "day"},
            form="evaluations.forms.AdviceForm",
            keeps=("evaluations.Advice", "title", "question"),
        ),
        Entrance(
            "section",
            access.COORDINATOR,
            reverse("evaluations:write_section", args=scene.things["section"].split()),
            {"text": "Het kost weinig.", "version": "1"},
            {"text": "text", "version": "number"},
            form="evaluations.forms.SectionForm",
        ),
        Entrance(
            "yardstick",
            access.COORDINATOR,
            reverse("evaluations:add_yardstick", args=[advice]),
            {"kind": "criterion", "text": "Haalbaar"},
            {"kind": "choice", "text": "text"},
            form="evaluations.forms.YardstickForm",
            keeps=("evaluations.Yardstick", "text"),
        ),
        Entrance(
            "evidence",
            access.COORDINATOR,
            reverse("evaluations:insert_result", args=[advice]),
            {"round": f"{round.pk}", "question": f"{question.pk}"},
            {"round": "choice", "question": "number"},
            form="evaluations.forms.EvidenceForm",
        ),
        Entrance(
            "indicators", access.COORDINATOR, reverse("evaluations:indicators"), {}, {"jaar": "number"}, method="GET"
        ),
    ]  # fmt: skip  # the same

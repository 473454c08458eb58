"""What participants, employers and training contacts fill in about seats."""

from django.urls import reverse
from django.utils import timezone

from courses.models import Course
from people import clock
from people.models import Note
from tests import make
from tests.walk import access
from tests.walk.entrances.entrance import Entrance
from tests.walk.scene import Scene


def of_employer(scene: Scene) -> Entrance:
    return Entrance(
        "decision",
        access.CONTACT,
        reverse("enrolments:approval", args=[scene.things["request"]]),
        {"decision": "decline", "reason": "Er is dit jaar geen geld voor."},
        {"decision": "choice", "reason": "text"},
        form="enrolments.approval.forms.DecisionForm",
        keeps=("enrolments.Approval", "reason"),
    )


def together(scene: Scene) -> Entrance:
    return Entrance(
        "together",
        access.CONTACT,
        reverse("enrolments:decide_together"),
        {"wie": scene.things["request"], "decision": "decline", "reason": "Er is dit jaar geen geld voor."},
        {"wie": "choice", "decision": "choice", "reason": "text"},
        form="enrolments.approval.forms.TogetherForm",
        keeps=("enrolments.Approval", "reason"),
    )


def of_offer(scene: Scene) -> Entrance:
    return Entrance(
        "offer",
        access.VISITOR,
        reverse("enrolments:offer_by_link", args=[scene.things["offer link"]]),
        {"answer": "refuse"},
        {"answer": "choice"},
        form="enrolments.seat_offer.forms.OfferForm",
    )


def of_contact(scene: Scene) -> Entrance:
    return Entrance(
        "group",
        access.CONTACT,
        reverse("enrolments:enrol_colleagues", args=[scene.things["announced"]]),
        {"adressen": scene.people[access.MANAGER].email, "zoek": "", "wie": f"{scene.people[access.AREA].pk}"}
        | {"bestand": "lijst.csv"},
        {"adressen": "text", "zoek": "text", "wie": "choice", "deed": "choice", "bestand": "file"}
        | {"kostenplaats": "text", "gezien": "text"},
        form="enrolments.group.forms.GroupForm",
        files={"bestand": f"E-mail\n{scene.people[access.MANAGER].email}\n".encode()},
    )


def of_workshops(scene: Scene) -> list[Entrance]:
    """A workshop at an hour when nothing else is on, and how many seats it has."""
    seat = make.enrolment(scene.people[access.PARTICIPANT])
    workshop = make.session(seat.edition, hours=(18, 20), by_choice=True, capacity=4)
    field = f"om{timezone.localtime(workshop.starts_at):%Y%m%d%H%M}"
    return [
        Entrance(
            "workshops",
            access.PARTICIPANT,
            reverse("enrolments:choose_workshops", args=[seat.edition.code]),
            {field: f"{workshop.pk}"},
            {field: "choice"},
            form="enrolments.workshops.forms.ChoiceForm",
            keeps=("enrolments.SessionChoice",),
        ),
        Entrance(
            "own seats",
            access.PLANNER,
            reverse("enrolments:set_own_seats", args=[workshop.pk]),
            {"seats": "5", "seen": "4"},
            {"seats": "number", "seen": "number"},
            form="enrolments.workshops.forms.OwnSeatsForm",
            keeps=("courses.Session", "capacity"),
            names={"capacity": "seats"},
            row=f"{workshop.pk}",
        ),
    ]


def notes(scene: Scene) -> list[Entrance]:
    data = {"text": "Bellen over de zaal", "assigned_to": f"{scene.people[access.PLANNER].pk}"}
    due, kinds = {"due": f"{clock.today() + make.AHEAD}"}, {"text": "text", "assigned_to": "choice", "due": "day"}
    note = Note.objects.get(pk=scene.things["note"])
    return [
        Entrance(
            "new note",
            access.PLANNER,
            reverse("enrolments:notes", args=[scene.things["announced"]]),
            data | due | {"over": ""},
            kinds | {"over": "choice"},
            form="enrolments.notes.forms.NewNoteForm",
            keeps=("people.Note", "text"),
        ),
        Entrance(
            "note",
            access.PLANNER,
            reverse("enrolments:note", args=[note.pk]),
            data | due | {"seen": note.seen},
            kinds | {"seen": "text"},
            form="enrolments.notes.forms.NoteForm",
        ),
    ]


def desk() -> list[Entrance]:
    """What a planner does for several participants, each time for one."""
    enrolment = make.enrolment()
    address = reverse("enrolments:desk", args=[enrolment.edition.code])
    chosen, kinds = {"wie": f"{enrolment.pk}", "step": "preview"}, {"wie": "choice", "deed": "choice", "step": "choice"}
    mail = {"deed": "mail", "subject": "Andere ingang", "body": "Kom achterom."}
    of_mail = {"subject": "text", "body": "text", "draft": "choice", "iedereen": "choice"}
    form = "enrolments.desk.forms.DeskForm"
    return [
        Entrance("desk", access.PLANNER, address, chosen | mail, kinds | of_mail, form=form),
        Entrance(
            "desk withdraws",
            access.PLANNER,
            address,
            chosen | {"deed": "withdraw", "step": "do", "remark": "Ziek gemeld."},
            kinds | {"remark": "text", "seen": "number"},
            form=form,
        ),
    ]


def of_kept_seats(scene: Scene) -> list[Entrance]:
    """What becomes of the seat of the participant, and who is invited."""
    here, seat = scene.people[access.MANAGER].email, scene.things["seat"]
    there = make.edition(Course.objects.get(slug=scene.things["course"]), starts_on=clock.today() + 3 * make.AHEAD)
    return [
        Entrance(
            "substitute",
            access.CONTACT,
            reverse("enrolments:substitute", args=[seat]),
            {"adres": here},
            {"adres": "address"},
            form="enrolments.substitution.forms.SubstituteForm",
        ),
        Entrance(
            "move",
            access.PARTICIPANT,
            reverse("enrolments:move", args=[seat]),
            {"naar": f"{there.pk}"},
            {"naar": "choice"},
            form="enrolments.moving.forms.MoveForm",
        ),
        Entrance(
            "invite",
            access.PLANNER,
            reverse("enrolments:invitations", args=[scene.things["closed"]]),
            {"adressen": here, "zoek": "", "wie": f"{scene.people[access.AREA].pk}"},
            {"adressen": "text", "zoek": "text", "wie": "choice", "deed": "choice"},
            form="enrolments.invitations.forms.InviteForm",
        ),
    ]

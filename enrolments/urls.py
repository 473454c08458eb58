from django.urls import path

from enrolments.views import (
    approval,
    attendance,
    attendants,
    cancelling,
    catalogue,
    changing,
    colleagues,
    course_facts,
    desk,
    interest,
    invitations,
    needs,
    notes,
    offer,
    participant,
    planner,
    publishing,
    region,
    seat,
    seat_offer,
    seats,
    workshops,
)

app_name = "enrolments"
urlpatterns = [
    # open to everybody
    path("aanbod/", catalogue.catalogue, name="catalogue"),
    path("aanbod.json", offer.offer_json, name="offer_json"),
    path("aanbod.atom", offer.offer_atom, name="offer_atom"),
    path("aanbod/<slug:slug>/", catalogue.course, name="course"),
    path("uitvoeringen/<str:code>/", catalogue.edition, name="edition"),
    # participant
    path("uitvoeringen/<str:code>/inschrijven/", participant.enrol, name="enrol"),
    path("uitvoeringen/<str:code>/annuleren/", participant.withdraw, name="withdraw"),
    path("uitvoeringen/<str:code>/aannemen/", seat_offer.accept_offer, name="accept_offer"),
    path("uitvoeringen/<str:code>/afslaan/", seat_offer.refuse_offer, name="refuse_offer"),
    path("plaats/bedankt/", seat_offer.offer_thanks, name="offer_thanks"),
    path("plaats/<str:token>/", seat_offer.offer_by_link, name="offer_by_link"),
    path("uitvoeringen/<str:code>/workshops/", workshops.choose_workshops, name="choose_workshops"),
    path("uitvoeringen/<str:code>/aanwezigen/", attendants.attendants, name="attendants"),
    path("uitvoeringen/<str:code>/wens/", needs.say_needs, name="say_needs"),
    path("aanbod/<slug:slug>/belangstelling/", interest.show_interest, name="show_interest"),
    path("aanbod/<slug:slug>/belangstelling/intrekken/", interest.lose_interest, name="lose_interest"),
    path("inschrijvingen/<int:pk>/vervangen/", seat.substitute, name="substitute"),
    path("inschrijvingen/<int:pk>/verplaatsen/", seat.move, name="move"),
    path("mijn/", participant.mine, name="mine"),
    path("mijn/agenda/", participant.my_calendar, name="my_calendar"),
    path("mijn/agenda/beeindigen/", participant.end_my_calendar, name="end_my_calendar"),
    # region
    path("regio/", region.region, name="region"),
    path("regio/aanvragen/", region.decide_together, name="decide_together"),
    path("uitvoeringen/<str:code>/collegas/", colleagues.enrol_colleagues, name="enrol_colleagues"),
    # approval: by who signed in, and by personal link without signing in
    path("aanvragen/<int:pk>/", approval.approval, name="approval"),
    path("goedkeuring/bedankt/", approval.thanks, name="approval_thanks"),
    path("goedkeuring/<str:token>/", approval.approval_by_link, name="approval_by_link"),
    # attendance
    path("bijeenkomsten/<int:pk>/aanwezigheid/", attendance.attendance, name="attendance"),
    path(
        "planning/uitvoeringen/<str:code>/aanwezigheid/", attendance.attendance_of_edition, name="attendance_of_edition"
    ),
    # planner
    path("planning/", planner.planning, name="planning"),
    path("planning/opleidingen/<slug:slug>/", course_facts.edit_course, name="edit_course"),
    path("planning/nieuw/", publishing.choose_course, name="choose_course"),
    path("planning/nieuw/<slug:slug>/", publishing.stamp, name="stamp"),
    path("planning/uitvoeringen/<str:code>/publiceren/", publishing.publish, name="publish"),
    path("planning/bijeenkomsten/<int:pk>/wijzigen/", changing.change_session, name="change_session"),
    path("planning/uitvoeringen/<str:code>/annuleren/", cancelling.cancel_edition, name="cancel_edition"),
    path("planning/uitvoeringen/<str:code>/uitnodigingen/", invitations.invitations, name="invitations"),
    path("planning/uitvoeringen/<str:code>/besloten/", invitations.set_by_invitation, name="set_by_invitation"),
    path(
        "planning/uitvoeringen/<str:code>/uitnodigingen/<int:pk>/intrekken/",
        invitations.take_invitation_back,
        name="take_invitation_back",
    ),
    path("planning/uitvoeringen/<str:code>/deelnemers/", planner.participants, name="participants"),
    path("planning/uitvoeringen/<str:code>/deelnemers/samen/", desk.desk, name="desk"),
    path("planning/uitvoeringen/<str:code>/workshops/", workshops.workshops_of_edition, name="workshops_of_edition"),
    path("planning/bijeenkomsten/<int:pk>/plaatsen/", workshops.set_own_seats, name="set_own_seats"),
    path("planning/uitvoeringen/<str:code>/wensen/", needs.needs, name="needs"),
    path("planning/uitvoeringen/<str:code>/notities/", notes.notes, name="notes"),
    path("planning/notities/<int:pk>/", notes.note, name="note"),
    path("planning/notities/<int:pk>/afhandelen/", notes.finish_note, name="finish_note"),
    path("planning/uitvoeringen/<str:code>/plaatsen/", seats.seats, name="seats"),
    path("planning/uitvoeringen/<str:code>/plaatsen/vrijhouden/", seats.keep_seats, name="keep_seats"),
    path(
        "planning/uitvoeringen/<str:code>/plaatsen/<int:pk>/wijzigen/",
        seats.change_reservation,
        name="change_reservation",
    ),
    path(
        "planning/uitvoeringen/<str:code>/plaatsen/<int:pk>/opheffen/",
        seats.remove_reservation,
        name="remove_reservation",
    ),
    # planner and coordinator
    path("planning/facturatie/", cancelling.invoice_lines, name="invoice_lines"),
    path("planning/facturatie/<int:pk>/kwijtschelden/", cancelling.waive, name="waive"),
]

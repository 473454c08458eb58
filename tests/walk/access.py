"""The access table: who may go through which door. The one place that says so beside the code.

Every address of the site is a row, or the build fails. The walk tries each row as each role and compares.
"""

from dataclasses import dataclass

VISITOR = "visitor"
PARTICIPANT = "participant"  # has a seat in the edition
CONTACT = "contact"  # training contact of the participant's organisation
CONTACT_ELSEWHERE = "contact elsewhere"  # the same, of another organisation
MANAGER = "manager"  # line manager of the participant
TRAINER = "trainer"  # of the concept and of the announced edition
TRAINER_ELSEWHERE = "trainer elsewhere"  # of another edition
PLANNER = "planner"
EDITION_PLANNER = "planner of one edition"  # of the concept, and of the announced edition
TRAINEE = "trainee"
SUPERVISOR = "supervisor"
COACH = "coach"
AREA = "area co-ordinator"
OWNER = "course owner"
READER = "reader"
COORDINATOR = "coordinator"
TRAINEE_COORDINATOR = "coordinator of one traineeship"
ADMINISTRATOR = "administrator"

SIGNED_IN = {
    *(PARTICIPANT, CONTACT, CONTACT_ELSEWHERE, MANAGER, TRAINER, TRAINER_ELSEWHERE, PLANNER, TRAINEE, SUPERVISOR),
    *(COACH, AREA, OWNER, READER, COORDINATOR, ADMINISTRATOR, EDITION_PLANNER, TRAINEE_COORDINATOR),
}
EVERYONE = {VISITOR} | SIGNED_IN
NOBODY: set[str] = set()

# What a door can answer.
IN = "in"  # the page, or its word on what was sent
LOGIN = "to sign-in"
FORBIDDEN = "403"  # a page of another role
HIDDEN = "404"  # as if it were not there
METHOD = "405"


@dataclass(frozen=True)
class Door:
    """One address, one method, one object: who gets in, and what the others are told.

    A visitor who does not get in is sent to sign-in, unless the door hides itself from everybody.
    """

    route: str
    opens_to: set[str]
    method: str = "GET"
    thing: str = ""  # which object of the scene the address names
    others: str = FORBIDDEN
    is_hidden: bool = False  # also from visitors

    def expected(self, role: str) -> str:
        if role in self.opens_to or (role not in EVERYONE and self.opens_to >= SIGNED_IN):
            return IN  # who has none of these roles is only somebody who signed in
        return LOGIN if role == VISITOR and not self.is_hidden else self.others


PLANNERS = {PLANNER}
EDITION_PLANNERS = {PLANNER, EDITION_PLANNER}
NOTERS = EDITION_PLANNERS | {COORDINATOR}
GUIDES = {TRAINEE, SUPERVISOR, COACH, COORDINATOR, TRAINEE_COORDINATOR}
SPEAKS_FOR_PEOPLE = {CONTACT, CONTACT_ELSEWHERE, MANAGER}
SEES_CONCEPTS = {TRAINER, PLANNER, EDITION_PLANNER, OWNER, COORDINATOR}
SEES_ROUND = {PARTICIPANT, TRAINER, PLANNER, OWNER, COORDINATOR}

DOORS = [
    Door("home", EVERYONE),
    Door("set_language", EVERYONE, "POST"),
    Door("accessibility", EVERYONE),
    Door("privacy", EVERYONE),
    Door("disclosure", EVERYONE),
    Door("security_txt", EVERYONE),
    Door("alive", EVERYONE),
    Door("ready", EVERYONE),
    Door("metrics", NOBODY, others=HIDDEN, is_hidden=True),  # with a token of the one who watches
    # the offer
    Door("enrolments:catalogue", EVERYONE),
    Door("enrolments:offer_json", EVERYONE),
    Door("enrolments:offer_atom", EVERYONE),
    Door("enrolments:course", EVERYONE, thing="course"),
    Door("enrolments:course", NOBODY, thing="hidden course", others=HIDDEN, is_hidden=True),
    Door("enrolments:edition", EVERYONE, thing="announced"),
    Door("enrolments:edition", SEES_CONCEPTS, thing="concept", others=HIDDEN, is_hidden=True),
    Door("enrolments:edition", NOBODY, thing="unknown", others=HIDDEN, is_hidden=True),
    Door("courses:agenda", EVERYONE),
    Door("courses:public_feed", EVERYONE),
    Door("private_feed", EVERYONE, thing="token"),
    Door("private_feed", NOBODY, thing="unknown", others=HIDDEN, is_hidden=True),
    Door("courses:room_feed", EVERYONE, thing="room token"),
    Door("courses:room_feed", NOBODY, thing="unknown", others=HIDDEN, is_hidden=True),
    # participant
    Door("enrolments:enrol", SIGNED_IN, thing="announced"),
    Door("enrolments:enrol", SIGNED_IN, "POST", "announced"),
    Door("enrolments:enrol", NOBODY, "POST", "concept", others=HIDDEN),
    Door("enrolments:enrol", NOBODY, "POST", "unknown", others=HIDDEN),
    Door("enrolments:withdraw", SIGNED_IN, "POST", "announced"),
    Door("enrolments:withdraw", NOBODY, "GET", "announced", others=METHOD),
    Door("enrolments:withdraw", NOBODY, "POST", "unknown", others=HIDDEN),
    *(Door(f"enrolments:{answer}_offer", SIGNED_IN, "POST", "announced") for answer in ("accept", "refuse")),
    *(Door(f"enrolments:{answer}_offer", NOBODY, "GET", "announced", others=METHOD) for answer in ("accept", "refuse")),
    *(Door(f"enrolments:{answer}_offer", NOBODY, "POST", "unknown", others=HIDDEN) for answer in ("accept", "refuse")),
    Door("enrolments:offer_by_link", EVERYONE, thing="offer link"),
    Door("enrolments:offer_by_link", EVERYONE, "POST", "offer link"),
    Door("enrolments:offer_by_link", EVERYONE, thing="unknown"),  # it says that nothing changes
    Door("enrolments:offer_thanks", EVERYONE),
    Door("enrolments:substitute", {PARTICIPANT, CONTACT}, thing="seat", others=HIDDEN),
    Door("enrolments:substitute", {PARTICIPANT, CONTACT}, "POST", "seat", others=HIDDEN),
    Door("enrolments:move", {PARTICIPANT} | EDITION_PLANNERS, thing="seat", others=HIDDEN),
    Door("enrolments:move", {PARTICIPANT} | EDITION_PLANNERS, "POST", "seat", others=HIDDEN),
    Door("enrolments:choose_workshops", SIGNED_IN, thing="announced"),  # who is not in it goes to the edition
    Door("enrolments:choose_workshops", SIGNED_IN, "POST", "announced"),
    Door("enrolments:attendants", {PARTICIPANT} | EDITION_PLANNERS, thing="announced", others=HIDDEN),
    Door("enrolments:attendants", {PARTICIPANT} | EDITION_PLANNERS, "POST", "announced", others=HIDDEN),
    Door("enrolments:choose_workshops", NOBODY, "POST", "unknown", others=HIDDEN),
    Door("enrolments:say_needs", SIGNED_IN, "POST", "announced"),  # who is not in it reads that
    Door("enrolments:say_needs", NOBODY, "GET", "announced", others=METHOD),
    Door("enrolments:say_needs", NOBODY, "POST", "unknown", others=HIDDEN),
    Door("enrolments:show_interest", SIGNED_IN, thing="course"),  # to the course, after signing in again
    Door("enrolments:show_interest", SIGNED_IN, "POST", "course"),
    Door("enrolments:show_interest", NOBODY, "POST", "hidden course", others=HIDDEN),
    Door("enrolments:lose_interest", SIGNED_IN, "POST", "course"),
    Door("enrolments:lose_interest", NOBODY, "GET", "course", others=METHOD),
    Door("enrolments:lose_interest", NOBODY, "POST", "hidden course", others=HIDDEN),
    Door("enrolments:mine", SIGNED_IN),
    Door("enrolments:my_calendar", SIGNED_IN),
    Door("enrolments:my_calendar", SIGNED_IN, "POST"),
    Door("enrolments:end_my_calendar", SIGNED_IN, "POST"),
    Door("people:my_details", SIGNED_IN),
    Door("people:my_details", SIGNED_IN, "POST"),
    Door("people:name_my_deputy", SPEAKS_FOR_PEOPLE, "POST"),
    Door("people:end_my_deputy", {MANAGER}, "POST", "own deputyship", others=HIDDEN),
    Door("people:privacy_notice", SIGNED_IN),
    Door("people:privacy_notice", SIGNED_IN, "POST"),
    Door("people:send_again", SIGNED_IN),
    Door("people:my_letters", SIGNED_IN),
    Door("people:choose_kinds", SIGNED_IN, "POST"),
    Door("people:stop_mail", EVERYONE, thing="stop link"),
    Door("people:stop_mail", EVERYONE, "POST", "stop link"),
    Door("people:stop_mail", EVERYONE, thing="unknown"),  # the same words for every link that does not work
    # attendance
    Door("enrolments:attendance", {TRAINER} | EDITION_PLANNERS, thing="session", others=HIDDEN),
    Door("enrolments:attendance", {TRAINER} | EDITION_PLANNERS, "POST", "session", others=HIDDEN),
    Door("enrolments:attendance_of_edition", EDITION_PLANNERS, thing="announced"),
    # trainer
    Door("courses:teaching", {TRAINER}, thing="announced", others=HIDDEN),
    Door("courses:teaching", {TRAINER}, "POST", "announced", others=HIDDEN),
    Door("courses:teaching", NOBODY, thing="concept", others=HIDDEN),  # it asks nobody yet
    # approval
    Door("enrolments:approval", {CONTACT, MANAGER, PLANNER}, thing="request", others=HIDDEN),
    Door("enrolments:approval", {CONTACT, MANAGER, PLANNER}, "POST", "request", others=HIDDEN),
    Door("enrolments:approval", NOBODY, thing="enrolment", others=HIDDEN),  # it needed no approval
    Door("enrolments:approval_by_link", EVERYONE, thing="approval link"),
    Door("enrolments:approval_by_link", EVERYONE, "POST", "approval link"),
    Door("enrolments:approval_by_link", EVERYONE, thing="unknown"),  # the same words for every link that does not work
    Door("enrolments:approval_thanks", EVERYONE),
    # region
    Door("enrolments:region", SPEAKS_FOR_PEOPLE),
    Door("enrolments:decide_together", SPEAKS_FOR_PEOPLE, "POST"),
    Door("enrolments:decide_together", NOBODY, others=METHOD),
    Door("enrolments:enrol_colleagues", {CONTACT, CONTACT_ELSEWHERE}, thing="announced"),
    Door("enrolments:enrol_colleagues", {CONTACT, CONTACT_ELSEWHERE}, "POST", "announced"),
    # planner
    Door("enrolments:planning", EDITION_PLANNERS),
    Door("enrolments:participants", EDITION_PLANNERS, thing="announced"),
    Door("enrolments:invitations", PLANNERS, thing="closed"),
    Door("enrolments:invitations", PLANNERS, "POST", "closed"),
    Door("enrolments:set_by_invitation", PLANNERS, "POST", "closed"),
    Door("enrolments:take_invitation_back", PLANNERS, "POST", "invited"),
    Door("enrolments:seats", EDITION_PLANNERS, thing="announced"),
    Door("enrolments:seats", EDITION_PLANNERS, "POST", "announced"),
    Door("enrolments:keep_seats", EDITION_PLANNERS, "POST", "announced"),
    Door("enrolments:change_reservation", EDITION_PLANNERS, "POST", "reservation"),
    Door("enrolments:remove_reservation", EDITION_PLANNERS, "POST", "reservation"),
    Door("enrolments:desk", EDITION_PLANNERS, thing="announced"),  # to the participants, with nothing to tell
    Door("enrolments:desk", EDITION_PLANNERS, "POST", "announced"),
    Door("enrolments:needs", EDITION_PLANNERS, thing="announced"),
    Door("enrolments:notes", NOTERS, thing="announced"),
    Door("enrolments:notes", NOTERS, "POST", "announced"),
    Door("enrolments:note", NOTERS, thing="note"),
    Door("enrolments:note", NOTERS, "POST", "note"),
    Door("enrolments:finish_note", NOTERS, "POST", "note"),
    Door("courses:rooms", PLANNERS),
    Door("courses:room", PLANNERS, thing="room"),
    Door("courses:room", PLANNERS, "POST", "room"),
    Door("courses:end_room_feed", PLANNERS, "POST", "room"),
    Door("enrolments:workshops_of_edition", EDITION_PLANNERS, thing="announced"),
    Door("enrolments:set_own_seats", EDITION_PLANNERS, "POST", "session"),
    Door("enrolments:drop_workshop", EDITION_PLANNERS, "POST", "session"),  # refused: everybody attends it
    Door("enrolments:change_session", EDITION_PLANNERS, thing="session"),
    Door("enrolments:change_session", EDITION_PLANNERS, "POST", "session"),
    Door("enrolments:cancel_edition", EDITION_PLANNERS, thing="announced"),
    Door("enrolments:cancel_edition", EDITION_PLANNERS, "POST", "announced"),
    Door("courses:edit_edition", EDITION_PLANNERS, thing="announced"),
    Door("courses:edit_edition", EDITION_PLANNERS, "POST", "announced"),
    Door("courses:courses", {PLANNER, OWNER}),
    Door("enrolments:edit_course", {PLANNER, OWNER}, thing="course"),
    Door("enrolments:edit_course", {PLANNER, OWNER}, "POST", "course"),
    Door("enrolments:invoice_lines", {PLANNER, COORDINATOR}),
    Door("enrolments:waive", {COORDINATOR}, thing="late leaver"),
    Door("enrolments:waive", {COORDINATOR}, "POST", "late leaver"),
    Door("enrolments:choose_course", PLANNERS),
    Door("enrolments:stamp", PLANNERS, thing="course"),
    Door("enrolments:stamp", PLANNERS, "POST", "course"),
    Door("courses:planned_edition", EDITION_PLANNERS, thing="concept"),
    Door("enrolments:publish", EDITION_PLANNERS, "POST", "concept"),
    Door("courses:set_materials", EDITION_PLANNERS, "POST", "announced"),
    Door("people:letters", PLANNERS),
    Door("people:letter", PLANNERS, thing="draft"),
    Door("people:edit_letter", PLANNERS, "POST", "draft"),
    Door("people:send_letter", PLANNERS, "POST", "draft"),
    Door("people:drop_letter", PLANNERS, "POST", "draft"),
    Door("people:send_drafts", PLANNERS, "POST"),
    Door("people:hold_kinds", PLANNERS, "POST"),
    Door("people:texts", PLANNERS),
    Door("people:text", PLANNERS, thing="text"),
    Door("people:preview_text", PLANNERS, "POST", "text"),
    Door("people:edit_text", PLANNERS, "POST", "text"),
    Door("people:restore_text", PLANNERS, "POST", "text"),
    # traineeship
    Door("trainees:cohort", GUIDES),
    Door("trainees:traineeship", GUIDES, thing="traineeship", others=HIDDEN),
    Door("trainees:hold_meeting", GUIDES, "POST", "traineeship", others=HIDDEN),
    Door("trainees:tick", GUIDES, "POST", "item", others=HIDDEN),
    Door("trainees:untick", GUIDES, "POST", "item", others=HIDDEN),
    # evaluations
    Door("evaluations:answer", EVERYONE, thing="invitation"),
    Door("evaluations:answer", EVERYONE, "POST", "invitation"),
    Door("evaluations:answer", EVERYONE, thing="unknown"),  # the same words for every link that does not work
    Door("evaluations:thanks", EVERYONE),
    Door("evaluations:rounds", SIGNED_IN),
    Door("evaluations:round", SEES_ROUND, thing="round", others=HIDDEN),
    Door("evaluations:round", {COORDINATOR, TRAINEE}, thing="cohort round", others=HIDDEN),
    Door("evaluations:close_round", {COORDINATOR}, "POST", "closable round"),
    Door("evaluations:new_round", {COORDINATOR}),
    Door("evaluations:new_round", {COORDINATOR}, "POST"),
    # advice and the year plan
    Door("evaluations:advices", {COORDINATOR, READER}),
    Door("evaluations:new_advice", {COORDINATOR}),
    Door("evaluations:new_advice", {COORDINATOR}, "POST"),
    Door("evaluations:advice", {COORDINATOR}, thing="advice"),
    Door("evaluations:advice_pdf", {COORDINATOR}, thing="advice"),
    Door("evaluations:add_yardstick", {COORDINATOR}, "POST", "advice"),
    Door("evaluations:drop_yardstick", {COORDINATOR}, "POST", "yardstick"),
    Door("evaluations:stamp_advice", {COORDINATOR}, "POST", "advice"),
    Door("evaluations:insert_result", {COORDINATOR}, "POST", "advice"),
    Door("evaluations:insert_progress", {COORDINATOR}, "POST", "advice"),
    Door("evaluations:drop_evidence", {COORDINATOR}, "POST", "evidence"),
    Door("evaluations:write_section", {COORDINATOR}, "POST", "section"),
    Door("evaluations:indicators", {COORDINATOR, PLANNER, OWNER, AREA, READER}),
    # administrator
    Door("people:administration", {ADMINISTRATOR}),
    Door("people:background", {ADMINISTRATOR}),
    Door("people:retry_task", {ADMINISTRATOR}, "POST", "parked task"),
    Door("people:drop_task", {ADMINISTRATOR}, "POST", "parked task"),
    Door("people:organisations", {ADMINISTRATOR}),
    Door("people:organisation", {ADMINISTRATOR}, thing="organisation"),
    Door("people:end_organisation", {ADMINISTRATOR}, "POST", "organisation"),
    Door("people:add_paper", {ADMINISTRATOR}, "POST", "organisation"),
    Door("people:paper", {ADMINISTRATOR}, thing="paper"),
    Door("people:drop_paper", {ADMINISTRATOR}, "POST", "paper"),
    Door("people:rights", {ADMINISTRATOR}),
    Door("people:persons", {ADMINISTRATOR}),
    Door("people:person", {ADMINISTRATOR}, thing="person"),
    Door("people:correct_name", {ADMINISTRATOR}, "POST", "person"),
    Door("people:grant_role", {ADMINISTRATOR}, "POST", "person"),
    Door("people:withdraw_role", {ADMINISTRATOR}, "POST", "grant"),
    Door("people:name_deputy", {ADMINISTRATOR}, "POST", "person"),
    Door("people:end_deputy", {ADMINISTRATOR}, "POST", "deputyship"),
    Door("people:add_affiliation", {ADMINISTRATOR}, "POST", "person"),
    Door("people:end_affiliation", {ADMINISTRATOR}, "POST", "affiliation"),
    Door("people:block", {ADMINISTRATOR}, "POST", "person"),
    Door("people:unblock", {ADMINISTRATOR}, "POST", "person"),
    # demo mode only
    Door("people:demo_post", NOBODY, others=HIDDEN, is_hidden=True),
    Door("people:demo_letter", NOBODY, thing="unknown", others=HIDDEN, is_hidden=True),
    Door("people:demo_components", NOBODY, others=HIDDEN, is_hidden=True),
]

# The pages of django-allauth: it opens the ways in itself, and closes what is about one's own account.
ACCOUNT_OPEN = {
    *("account_login", "account_logout", "account_inactive", "account_signup", "account_signup_by_passkey"),
    *("account_request_login_code", "account_confirm_login_code", "account_email_verification_sent"),
    *("account_reset_password", "account_reset_password_done", "account_reset_password_from_key"),
    *("account_reset_password_from_key_done", "mfa_authenticate", "mfa_login_webauthn", "mfa_signup_webauthn"),
    *("openid_connect_login", "openid_connect_callback"),  # 404 unless the settings name the provider
}
ACCOUNT_CLOSED = {
    *("account_email", "account_change_password", "account_set_password", "account_reauthenticate"),
    *("mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes"),
    *("mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn"),
    *("mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "usersessions_list"),
}

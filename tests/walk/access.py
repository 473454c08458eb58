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
TRAINEE = "trainee"
SUPERVISOR = "supervisor"
COACH = "coach"
AREA = "area co-ordinator"
OWNER = "course owner"
READER = "reader"
COORDINATOR = "coordinator"
ADMINISTRATOR = "administrator"

SIGNED_IN = {
    *(PARTICIPANT, CONTACT, CONTACT_ELSEWHERE, MANAGER, TRAINER, TRAINER_ELSEWHERE, PLANNER, TRAINEE, SUPERVISOR),
    *(COACH, AREA, OWNER, READER, COORDINATOR, ADMINISTRATOR),
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
        if role in self.opens_to:
            return IN
        return LOGIN if role == VISITOR and not self.is_hidden else self.others


PLANNERS = {PLANNER}
SPEAKS_FOR_PEOPLE = {CONTACT, CONTACT_ELSEWHERE, MANAGER}
SEES_CONCEPTS = {TRAINER, PLANNER, OWNER, COORDINATOR}
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
    # the offer
    Door("enrolments:catalogue", EVERYONE),
    Door("enrolments:course", EVERYONE, thing="course"),
    Door("enrolments:course", NOBODY, thing="hidden course", others=HIDDEN, is_hidden=True),
    Door("enrolments:edition", EVERYONE, thing="announced"),
    Door("enrolments:edition", SEES_CONCEPTS, thing="concept", others=HIDDEN, is_hidden=True),
    Door("enrolments:edition", NOBODY, thing="unknown", others=HIDDEN, is_hidden=True),
    Door("courses:agenda", EVERYONE),
    Door("courses:public_feed", EVERYONE),
    Door("private_feed", EVERYONE, thing="token"),
    Door("private_feed", NOBODY, thing="unknown", others=HIDDEN, is_hidden=True),
    # participant
    Door("enrolments:enrol", SIGNED_IN, thing="announced"),
    Door("enrolments:enrol", SIGNED_IN, "POST", "announced"),
    Door("enrolments:enrol", NOBODY, "POST", "concept", others=HIDDEN),
    Door("enrolments:enrol", NOBODY, "POST", "unknown", others=HIDDEN),
    Door("enrolments:withdraw", SIGNED_IN, "POST", "announced"),
    Door("enrolments:withdraw", NOBODY, "GET", "announced", others=METHOD),
    Door("enrolments:withdraw", NOBODY, "POST", "unknown", others=HIDDEN),
    Door("enrolments:mine", SIGNED_IN),
    Door("enrolments:my_calendar", SIGNED_IN),
    Door("enrolments:my_calendar", SIGNED_IN, "POST"),
    Door("people:my_details", SIGNED_IN),
    Door("people:my_details", SIGNED_IN, "POST"),
    # attendance
    Door("enrolments:attendance", {TRAINER, PLANNER}, thing="session", others=HIDDEN),
    Door("enrolments:attendance", {TRAINER, PLANNER}, "POST", "session", others=HIDDEN),
    Door("enrolments:attendance_of_edition", PLANNERS, thing="announced"),
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
    # planner
    Door("enrolments:planning", PLANNERS),
    Door("enrolments:participants", PLANNERS, thing="announced"),
    Door("courses:choose_course", PLANNERS),
    Door("courses:stamp", PLANNERS, thing="course"),
    Door("courses:stamp", PLANNERS, "POST", "course"),
    Door("courses:planned_edition", PLANNERS, thing="concept"),
    Door("courses:publish", PLANNERS, "POST", "concept"),
    # traineeship
    Door("trainees:cohort", {TRAINEE, SUPERVISOR, COACH, COORDINATOR}),
    Door("trainees:traineeship", {TRAINEE, SUPERVISOR, COACH, COORDINATOR}, thing="traineeship", others=HIDDEN),
    Door("trainees:hold_meeting", {TRAINEE, SUPERVISOR, COACH, COORDINATOR}, "POST", "traineeship", others=HIDDEN),
    Door("trainees:tick", {TRAINEE, SUPERVISOR, COACH, COORDINATOR}, "POST", "item", others=HIDDEN),
    Door("trainees:untick", {TRAINEE, SUPERVISOR, COACH, COORDINATOR}, "POST", "item", others=HIDDEN),
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
    Door("people:organisations", {ADMINISTRATOR}),
    Door("people:organisation", {ADMINISTRATOR}, thing="organisation"),
    Door("people:end_organisation", {ADMINISTRATOR}, "POST", "organisation"),
    Door("people:rights", {ADMINISTRATOR}),
    Door("people:persons", {ADMINISTRATOR}),
    Door("people:person", {ADMINISTRATOR}, thing="person"),
    Door("people:correct_name", {ADMINISTRATOR}, "POST", "person"),
    Door("people:grant_role", {ADMINISTRATOR}, "POST", "person"),
    Door("people:withdraw_role", {ADMINISTRATOR}, "POST", "grant"),
    Door("people:add_affiliation", {ADMINISTRATOR}, "POST", "person"),
    Door("people:end_affiliation", {ADMINISTRATOR}, "POST", "affiliation"),
    Door("people:block", {ADMINISTRATOR}, "POST", "person"),
    Door("people:unblock", {ADMINISTRATOR}, "POST", "person"),
    # demo mode only
    Door("people:demo_post", NOBODY, others=HIDDEN, is_hidden=True),
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

"""Every door that takes a form: what two people edit through it, or why nobody can overwrite anything there.

A door that is in neither list fails a test, so that whoever adds one says which it is.
"""

EDITED = {  # door -> the kind of thing that pairs of editors meet over
    "courses:edit_edition": {"edition"},
    "courses:set_materials": {"material"},
    "enrolments:attendance": {"attendance"},
    "enrolments:change_reservation": {"reservation"},
    "enrolments:change_session": {"session"},
    "enrolments:edit_course": {"course bring", "course price"},
    "enrolments:note": {"note"},
    "enrolments:seats": {"capacity"},
    "enrolments:set_own_seats": {"own seats"},
    "evaluations:write_section": {"advice"},
    "people:correct_name": {"name"},
    "people:edit_letter": {"draft"},
    "people:edit_text": {"mail text"},
    "people:end_affiliation": {"last day"},
    "people:hold_kinds": {"held kinds"},
    "trainees:hold_meeting": {"meeting"},
    "trainees:tick": {"item"},
}

ADDS = "adds a row, and changes none"
STEP = "a step that can be taken once: whoever is second reads that it was taken"
OWN = "only its owner changes it"
ENDS = "takes something away that stays in the audit trail or the history, and can be made again"
SHOWS = "shows something, and keeps nothing"
TESTED = "has a mark, and a test of its own: who is second types nothing that could be shown beside it"
NOT_EDITED = {
    "set_language": OWN,
    # seats
    "enrolments:enrol": ADDS,
    "enrolments:enrol_colleagues": ADDS,
    "enrolments:withdraw": STEP,
    "enrolments:accept_offer": STEP,
    "enrolments:refuse_offer": STEP,
    "enrolments:offer_by_link": STEP,
    "enrolments:substitute": STEP,
    "enrolments:move": STEP,
    "enrolments:say_needs": OWN,
    "enrolments:choose_workshops": OWN,
    "enrolments:attendants": OWN,
    "enrolments:show_interest": OWN,
    "enrolments:lose_interest": OWN,
    "enrolments:approval": STEP,
    "enrolments:approval_by_link": STEP,
    "enrolments:decide_together": STEP,
    "enrolments:desk": STEP,
    "enrolments:waive": STEP,
    "enrolments:keep_seats": ADDS,
    "enrolments:remove_reservation": ENDS,
    "enrolments:invitations": ADDS,
    "enrolments:take_invitation_back": ENDS,
    "enrolments:set_by_invitation": "one of two states: pressing twice is once",
    # planning
    "enrolments:stamp": ADDS,
    "enrolments:publish": STEP,
    "enrolments:drop_workshop": STEP,
    "enrolments:cancel_edition": "a step, refused when others came or left since it was shown (`touched`)",
    "enrolments:notes": ADDS,
    "enrolments:finish_note": STEP,
    "courses:teaching": OWN,
    "courses:room": OWN,
    "courses:end_room_feed": OWN,
    # mail
    "people:send_letter": STEP,
    "people:drop_letter": ENDS,
    "people:send_drafts": STEP,
    "people:preview_text": SHOWS,
    "people:restore_text": TESTED,
    "people:choose_kinds": OWN,
    "people:stop_mail": OWN,
    # trainees
    "trainees:untick": TESTED,
    # evaluations and advice
    "evaluations:answer": OWN,
    "evaluations:new_round": ADDS,
    "evaluations:close_round": STEP,
    "evaluations:new_advice": ADDS,
    "evaluations:add_yardstick": ADDS,
    "evaluations:drop_yardstick": ENDS,
    "evaluations:stamp_advice": STEP,
    "evaluations:insert_result": ADDS,
    "evaluations:insert_progress": ADDS,
    "evaluations:drop_evidence": ENDS,
    # people
    "people:my_details": "the same deed as people:correct_name, and a test of its own",
    "people:privacy_notice": OWN,
    "people:name_my_deputy": ADDS,
    "people:end_my_deputy": ENDS,
    "people:name_deputy": ADDS,
    "people:end_deputy": ENDS,
    "people:grant_role": ADDS,
    "people:withdraw_role": ENDS,
    "people:add_affiliation": ADDS,
    "people:block": "one of two states: pressing twice is once",
    "people:unblock": "one of two states: pressing twice is once",
    "people:end_organisation": STEP,
    "people:add_paper": ADDS,
    "people:drop_paper": ENDS,
    "people:retry_task": STEP,
    "people:drop_task": ENDS,
    # calendars
    "enrolments:my_calendar": OWN,
    "enrolments:end_my_calendar": OWN,
}

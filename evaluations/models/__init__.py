"""What is asked, to whom, and what became known of it. Anonymous answers are no rows: they wait in a ballot box."""

from evaluations.models.advice import Advice, AdviceSection, Evidence, Yardstick
from evaluations.models.questionnaire import Audience, Question, Questionnaire
from evaluations.models.result import AnswerCount, OpenAnswers, PublishedGroup, Showing, Tendency
from evaluations.models.round import BallotBox, Invitation, InvitationLink, NamedAnswer, ResponseDay, Round

__all__ = [
    "Advice",
    "AdviceSection",
    "AnswerCount",
    "Audience",
    "BallotBox",
    "Evidence",
    "Invitation",
    "InvitationLink",
    "NamedAnswer",
    "OpenAnswers",
    "PublishedGroup",
    "Question",
    "Questionnaire",
    "ResponseDay",
    "Round",
    "Showing",
    "Tendency",
    "Yardstick",
]

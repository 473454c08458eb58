"""What is taught: guidelines, qualifications, courses with modules, tracks and session patterns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import Any

from config.demo import content
from config.demo.people import Cast
from courses.models import (
    Course,
    Guideline,
    GuidelineVersion,
    Module,
    PatternSession,
    Qualification,
    TargetGroup,
    Track,
)

TEXTS = ("title", "title_en", "summary", "summary_en", "description", "description_en", "objectives", "objectives_en")
MAY_LACK = ("bring", "bring_en")
NUMBERS = ("study_load_hours", "capacity", "minimum", "closes_days_before")
PRACTITIONERS = 14  # people of the regions who also teach


@dataclass(frozen=True)
class Catalogue:
    """The courses with the file each came from, and for whom each is meant."""

    courses: list[tuple[Course, dict[str, Any]]]
    functions: dict[str, list[str]]  # target group -> functions of staff

    def course(self, code: str) -> Course:
        return next(course for course, _file in self.courses if course.code == code)

    def functions_for(self, course_file: dict[str, Any]) -> set[str]:
        return {function for group in course_file["target_groups"] for function in self.functions[group]}


def load(cast: Cast) -> Catalogue:
    vocabulary = content.read("vocabulary")
    versions = _guidelines()
    groups = {one["code"]: _target_group(one) for one in vocabulary["target_groups"]}
    qualifications = {one["code"]: Qualification.objects.create(**one) for one in vocabulary["qualifications"]}
    _qualify(qualifications, cast)
    courses = []
    for file in content.read_all("courses"):
        course = _course(file, versions)
        course.target_groups.set([groups[code] for code in file["target_groups"]])
        modules = _modules(course, file)
        PatternSession.objects.bulk_create(_pattern(course, file, modules, qualifications))
        courses.append((course, file))
    _require(courses)
    functions = {one["code"]: one["functions"] for one in vocabulary["target_groups"]}
    return Catalogue(courses, functions)


def _guidelines() -> dict[tuple[str, str], GuidelineVersion]:
    """Versions by guideline and label. Their dates are facts: they do not move with the story."""
    found = {}
    for one in content.read("guidelines")["guidelines"]:
        guideline = Guideline.objects.create(code=one["code"], title=one["title"], title_en=one["title_en"])
        for version in one["versions"]:
            found[one["code"], version["label"]] = GuidelineVersion.objects.create(guideline=guideline, **version)
    return found


def _target_group(facts: dict[str, Any]) -> TargetGroup:
    return TargetGroup.objects.create(code=facts["code"], name=facts["name"], name_en=facts["name_en"])


def _qualify(qualifications: dict[str, Qualification], cast: Cast) -> None:
    """Who can teach what: the trainers of NIPV two subjects each, some practitioners one, the accounts as told."""
    codes = list(qualifications)
    can: dict[str, list[int]] = {code: [] for code in codes}
    accounts = {user.pk for user in cast.accounts.values()}
    trainers = [user for user in cast.of("NIPV", "docent") if user.pk not in accounts]
    for number, trainer in enumerate(trainers):
        for code in {codes[number % len(codes)], codes[(3 * number + 1) % len(codes)]}:
            can[code].append(trainer.pk)
    seniors = [a.user for a in cast.staff if a.function == "senior adviseur industriële veiligheid"]
    for number, senior in enumerate([user for user in seniors if user.pk not in accounts][:PRACTITIONERS]):
        can[codes[number % len(codes)]].append(senior.pk)
    for account in content.read("accounts")["accounts"]:
        for code in account.get("qualifications", []):
            can[code].append(cast.accounts[account["key"]].pk)
    for code, holders in can.items():
        qualifications[code].holders.set(sorted(holders))


def _course(file: dict[str, Any], versions: dict[tuple[str, str], GuidelineVersion]) -> Course:
    return Course.objects.create(
        code=file["code"],
        slug=file["slug"],
        kind=file["kind"],
        award=file["award"],
        funding=file["funding"],
        admits=file["admits"],
        price=Decimal(file["price"]),
        guideline_version=versions[tuple(file["guideline"])] if "guideline" in file else None,
        offer_hours=file.get("offer_hours", 0),
        needs_approval=file.get("needs_approval", False),
        is_published=file.get("is_published", True),
        is_example=file["is_example"],
        cancellation_tiers=file.get("cancellation_tiers", []),
        leave_days_before=file.get("leave_days_before", 1),
        **{name: file[name].strip() for name in TEXTS},
        **{name: file.get(name, "").strip() for name in MAY_LACK},
        **{name: file[name] for name in NUMBERS},
    )


def _require(courses: list[tuple[Course, dict[str, Any]]]) -> None:
    """What must be completed before; known once all courses are."""
    by_code = {course.code: course for course, _file in courses}
    for course, file in courses:
        if "requires" in file:
            course.requires = by_code[file["requires"]]
            course.save(update_fields=["requires"])


def _modules(course: Course, file: dict[str, Any]) -> dict[str, Module]:
    found = {}
    for order, one in enumerate(file.get("modules", []), start=1):
        found[one["code"]] = Module.objects.create(course=course, order=order, **one)
    for one in file.get("tracks", []):
        names = {name: one[name] for name in ("code", "title", "title_en")}
        track = Track.objects.create(course=course, **names)
        track.modules.set([found[code] for code in one["modules"]])
    return found


def _pattern(
    course: Course, file: dict[str, Any], modules: dict[str, Module], qualifications: dict[str, Qualification]
) -> Iterator[PatternSession]:
    for one in [*file.get("pattern", []), *_by_module(file)]:
        yield PatternSession(
            course=course,
            day_offset=one["day"],
            starts=one["from"],
            ends=one["to"],
            title=one["title"],
            title_en=one["title_en"],
            module=modules.get(one.get("module", "")),
            room_kind=one.get("room", PatternSession.RoomKind.CLASSROOM),
            qualification=qualifications[one["qualification"]],
            trainers=one.get("trainers", 1),
            by_choice=one.get("by_choice", False),
            capacity=one.get("capacity"),
        )


def _by_module(file: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The days of a programme: every module has some, named after it."""
    rule = file.get("pattern_by_module")
    if not rule:
        return
    for module in file["modules"]:
        for number, day in enumerate(rule["days"][module["code"]], start=1):
            times: dict[str, time] = {"from": rule["from"], "to": rule["to"]}
            titles = {"title": f"{module['title']}, dag {number}", "title_en": f"{module['title_en']}, day {number}"}
            yield {"day": day, "module": module["code"], "qualification": rule["qualification"], **times, **titles}

"""Rooms for planners: what each is in use for, and its calendar."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import calendar, queries
from courses.models import Room, RoomFeed
from people import calendars, clock, once
from people.errors import OtherDeed
from people.permissions import UserRequest, is_planner, planners_only


@require_safe
@planners_only
def rooms(request: UserRequest) -> HttpResponse:
    """Every room, with what comes."""
    return render(request, "courses/rooms.html", {"rooms": queries.rooms_with_what_comes(clock.now())})


@planners_only
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: UserRequest, pk: int) -> HttpResponse:
    """What a room is in use for; POST makes a new secret address of its calendar and shows it this once."""
    found = _found(pk)
    token = calendars.new_token(RoomFeed, user=request.user, room=found) if request.method == "POST" else None
    address = request.build_absolute_uri(reverse("courses:room_feed", args=[token])) if token else None
    return _page(request, found, address=address)


@require_POST
@planners_only
def end_room_feed(request: UserRequest, pk: int) -> HttpResponse:
    """The reader's own address of this room's calendar opens nothing any more."""
    found = _found(pk)

    def deed() -> str:
        calendars.end(RoomFeed, user=request.user, room=found)
        return reverse("courses:room", args=[pk])

    try:
        address = once.act(request, request.user, deed)
    except OtherDeed as refusal:
        return _page(request, found, refused=str(refusal), status=409)
    messages.success(request, _("De agendalink is beëindigd."))
    return redirect(address)


def _found(pk: int) -> Room:
    return get_object_or_404(Room.objects.select_related("location"), pk=pk)


def _page(request: UserRequest, room: Room, *, status: int = 200, **told: str | None) -> HttpResponse:
    context = {
        "room": room,
        "occupation": queries.occupation(room, clock.now()),
        "feed": RoomFeed.objects.filter(user=request.user, room=room).first(),
    }
    return render(request, "courses/room.html", context | told, status=status)


@login_not_required  # the token in the address is the key; calendars cannot sign in
def room_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of a room, for as long as whoever made the address plans."""
    feed = calendars.opened(request, RoomFeed, token, may=lambda found: is_planner(found.user))
    with translation.override(feed.user.language):
        items, name = calendar.of_room(feed.room, clock.now()), f"Leerlijn: {feed.room}"
        return calendars.answer(request, items, name=name, keep="private, no-cache", about=f"room {feed.token_hash}")

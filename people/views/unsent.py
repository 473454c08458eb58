from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from people import unsent
from people.permissions import UserRequest


@require_safe
def send_again(request: UserRequest) -> HttpResponse:
    """What waits to be sent again; its form leads to where it was going."""
    return render(request, "people/unsent.html", {"unsent": unsent.waiting(request)})

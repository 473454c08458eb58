"""Signing up takes the same time whether or not an address has an account: time tells, too (promise P21)."""

import uuid
from typing import Any

from allauth.account.forms import SignupForm
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from people.models import User


class EvenSignUpForm(SignupForm):  # type: ignore[misc]  # allauth has no types
    """The form of the library, with `people.forms.SignUpForm` below it."""

    cleaned_data: dict[str, Any]

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:
            self._rehearse(request)
            return super().try_save(request)
        with transaction.atomic():
            return super().try_save(request)

    @transaction.atomic
    def _rehearse(self, request: HttpRequest) -> None:
        """Make this person under an address of nobody and take it back: the same hash, rows and wait for the disk."""
        typed, outer = self.cleaned_data, transaction.savepoint()
        self.cleaned_data = typed | {"email": f"{uuid.uuid4()}@nobody.invalid"}
        self.account_already_exists = False
        self.save(request)
        transaction.savepoint_rollback(outer)
        self.cleaned_data, self.account_already_exists = typed, True
        User.objects.filter(email=typed["email"]).update(is_active=F("is_active"))  # else nothing waits for the disk

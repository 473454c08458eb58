import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from people import permissions
from people.models import Organisation, Role, User
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def region() -> Organisation:
    return make.organisation(area=make.area())


def _asked_by(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.parametrize("role", Role)
def test_doors_open_for_their_own_role_only(role: Role, region: Organisation) -> None:
    user = make.user(roles=[role], organisation=region)

    opened = {may for may in (permissions.is_planner, permissions.is_administrator) if may(user)}

    keys = {Role.PLANNER: {permissions.is_planner}, Role.ADMINISTRATOR: {permissions.is_administrator}}
    assert opened == keys.get(role, set())
    assert permissions.speaks_for_an_organisation(user) is (role is Role.TRAINING_CONTACT)


def test_line_manager_speaks_for_an_organisation(region: Organisation) -> None:
    manager = make.user(organisation=region)
    assert not permissions.speaks_for_an_organisation(manager)

    make.user(organisation=region, manager=manager)

    assert permissions.speaks_for_an_organisation(User.objects.get(pk=manager.pk))


def test_superuser_is_no_planner_by_that() -> None:
    assert not permissions.is_planner(make.user(is_superuser=True))


def test_page_opens_for_who_may_and_stays_shut_for_who_may_not() -> None:
    @permissions.only(permissions.is_planner)
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("de planning")

    assert page(_asked_by(make.user(roles=[Role.PLANNER]))).content == b"de planning"
    with pytest.raises(PermissionDenied):
        page(_asked_by(make.user()))

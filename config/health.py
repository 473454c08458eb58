"""Is it alive, is it ready? For the proxy and for who watches."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from evaluations import ballot
from people import queue, watched


@login_not_required
def alive(request: HttpRequest) -> JsonResponse:
    """This process answers; asks nothing of anybody else."""
    return JsonResponse({"status": "alive"})


@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and has every migration, and the queue can be read; 503 when not.

    A ballot box that no key opens is told, as is a day that somebody must act before (`soon`, then `past`);
    neither keeps anybody from the rest of the site.
    """
    parts, ballots = {"database": "ok", "queue": "ok"}, "ok"
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            parts["database"] = "migrations missing"
        queue.waiting()
        ballots = "key missing" if ballot.check_all() else "ok"
    except DatabaseError:
        parts, ballots = dict.fromkeys(parts, "away"), "away"
    fine = set(parts.values()) == {"ok"}
    told = {"status": "ready" if fine else "not ready"} | parts | {"ballots": ballots}
    told |= {day.name: day.state for day in watched.days()}
    answer = JsonResponse(told, status=200 if fine else 503)
    if not fine:
        answer["Retry-After"] = "5"
    return answer

"""P34 Logs without personal data: markers in every field, refused rows and broken pages, at DEBUG."""

import logging

from tests.promises import stage


def main(db: str) -> str:
    """Listen, then listen with records told as they come; the line of evidence."""
    stage.set_up()
    from django.conf import settings  # noqa: PLC0415  # Django must stand first

    from config import logs  # noqa: PLC0415  # the same
    from tests.walk import log_canaries  # noqa: PLC0415  # the same
    from tests.walk.scene import scene  # noqa: PLC0415  # the same

    settings.ALLOWED_HOSTS.append("testserver")
    stood = scene()
    heard = log_canaries.heard(stood)
    leaks = [line for line in heard.splitlines() if log_canaries.MARK in line]
    if leaks or "RuntimeError" not in heard or "IntegrityError" not in heard:
        raise AssertionError(f"P34 {db}: {len(leaks)} leaks: {leaks[:10]}")
    told, logs.said = logs.said, logging.Formatter().format  # the control
    control = log_canaries.heard(stood).count(log_canaries.MARK)
    logs.said = told  # the control ends
    if not control:
        raise AssertionError(f"P34 {db}: the control finds nothing")
    return f"P34 {len(heard) // 1024} kB of log {db} markers=0 control-markers={control} control=red"

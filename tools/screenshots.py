"""`make screenshots`: a picture of each main page, wide and on a phone, from a demo that really runs."""

import re

from playwright.sync_api import Browser, Page, sync_playwright

from tests import demo
from tools import machine, places
from tools.terminal import Stop, ending

PICTURES = places.ROOT / "docs" / "pictures"
SIZES = {"breed": (1280, 860), "telefoon": (390, 844)}
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--lang=nl"),
]
PAGES = {  # name -> who looks (nobody: a visitor), and where
    "start": ("", "/"),
    "aanbod": ("", "/aanbod/"),
    "opleiding": ("", "/aanbod/leerblok-nfpa/"),
    "uitvoering": ("deelnemer", "EDITION"),
    "agenda": ("", "/agenda/"),
    "inloggen": ("", "/account/login/"),
    "overzicht": ("deelnemer", "/"),
    "mijn": ("deelnemer", "/mijn/"),
    "regio": ("contact", "/regio/"),
    "planning": ("planner", "/planning/"),
    "nieuwe-uitvoering": ("planner", "STAMP"),
    "deelnemers": ("planner", "PARTICIPANTS"),
    "traineeship": ("coordinator", "/traineeship/"),
    "waar-sta-ik": ("trainee", "/traineeship/"),
    "evaluaties": ("coordinator", "/evaluaties/"),
    "resultaten": ("coordinator", "RESULTS"),
    "advies": ("coordinator", "/advies/1/"),
    "indicatoren": ("coordinator", "/indicatoren/"),
    "beheer": ("beheer", "/beheer/"),
}


def main() -> int:
    chromium = machine.CHROMIUM.path()
    if chromium is None:
        raise Stop("Pictures need Chromium. On Debian and Ubuntu: apt-get install chromium")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with demo.running() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=ARGUMENTS)
        for size, (width, height) in SIZES.items():
            for who in sorted({who for who, _path in PAGES.values()}):
                _take(browser, site, who, size, width, height)
        browser.close()
    return 0


def _take(browser: Browser, site: demo.Demo, who: str, size: str, width: int, height: int) -> None:
    """All pictures that `who` takes at one size."""
    context = browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
    page = context.new_page()
    if who:
        _sign_in(page, site, who)
    for name, (looker, path) in PAGES.items():
        if looker == who:
            _go(page, site, path)
            page.screenshot(path=str(PICTURES / f"{name}-{size}.png"))
            print(f"docs/pictures/{name}-{size}.png", flush=True)
    context.close()


def _go(page: Page, site: demo.Demo, path: str) -> None:
    if path == "STAMP":
        page.goto(f"{site.address}/planning/nieuw/bijscholing-pgs-31/")
        page.fill("[name=first_day]", "2027-03-30")
        page.click("[name=deed][value=propose]")
        return
    if path == "RESULTS":
        page.goto(f"{site.address}/evaluaties/")
        path = re.findall(r'href="(/evaluaties/[0-9a-f-]{36}/)"', page.content())[-1]
    if path in ("EDITION", "PARTICIPANTS"):
        page.goto(f"{site.address}/aanbod/leerblok-nfpa/")
        edition = re.findall(r'href="(/uitvoeringen/[^"]+/)"', page.content())[-1]
        path = edition if path == "EDITION" else f"/planning{edition}deelnemers/"
    page.goto(f"{site.address}{path}")


def _sign_in(page: Page, site: demo.Demo, who: str) -> None:
    page.goto(f"{site.address}/account/login/")
    page.fill("[name=login]", f"{who}@leerlijn.example")
    page.fill("[name=password]", demo.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{site.address}/")


if __name__ == "__main__":
    raise SystemExit(ending(main))

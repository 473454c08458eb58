"""How a test looks at a page in a browser, and goes to the next."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page


def wrong_on(page: Page) -> list[str]:
    """What a reader with other eyes, ears or hands would run into, by the rules of axe; and scrolling sideways."""
    page.wait_for_load_state()
    where, found = page.url[:80], Axe().run(page).response["violations"]
    return [f"{where}: {one['id']} {one['nodes'][0]['html'][:200]}" for one in found] + too_wide(page)


def too_wide(page: Page) -> list[str]:
    """That one has to scroll sideways."""
    is_so = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [f"{page.url[:80]}: wider than the screen"] if is_so else []


def follow(what: Locator) -> None:
    """Press a link or button that leads to another page, and wait for that: the old one stays for a moment."""
    with what.page.expect_navigation():
        what.click()

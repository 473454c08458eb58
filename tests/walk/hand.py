"""Someone at a screen of a demo that runs: goes, types, presses, counts the presses, and has axe look around."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from tests import demo
from tests.looking import too_wide, wrong_on

WIDTHS = [390, 1280]


@dataclass
class Hand:
    page: Page
    site: demo.Demo
    presses: int = 0
    wrong: list[str] = field(default_factory=list)  # what axe found, and pages wider than the screen

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site.address}{path}")
        self.look()

    def press(self, words: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press the first button or link with these words, in the main part of the page."""
        place = within or self.page.locator("main")
        self._press(place.get_by_role("button", name=words).or_(place.get_by_role("link", name=words)).first)
        self.look()

    def open(self, words: str) -> None:
        """Fold something open."""
        self._press(self.page.locator("summary", has_text=words).first)

    def choose(self, label: str, option: str, row: int = 0) -> None:
        """One press opens the list, one takes from it."""
        self.page.get_by_label(label).nth(row).select_option(label=option)
        self.presses += 2

    def type(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def reads(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", name=heading).first).to_be_visible()

    def sign_in(self, who: str) -> None:
        """With the password of the demo accounts."""
        self.go("/account/login/")
        self.type("E-mailadres", f"{who}@leerlijn.example")
        self.type("Wachtwoord", demo.PASSWORD)
        self.press(re.compile("^Inloggen$"))
        self.page.wait_for_url(f"{self.site.address}/")

    def sign_in_by_code(self, email: str) -> None:
        """With a code from the mail, read where the demo shows its mail."""
        self.go("/account/login/")
        self.press("Stuur mij een code")
        self.type("E-mailadres", email)
        self.press("Stuur mij een code")
        self.type("Code", self._code_for(email))
        self.press("Inloggen")
        self.page.wait_for_url(f"{self.site.address}/")

    def look(self) -> None:
        """Let axe look at the page as it is, and see whether it fits the screen."""
        self.page.wait_for_load_state()
        if self.page.evaluate("window.matchMedia('(scripting: none)').matches"):  # which axe cannot do without
            self.wrong += too_wide(self.page)
        else:
            self.wrong += wrong_on(self.page)

    def _press(self, what: Locator) -> None:
        what.click()
        self.presses += 1

    def _code_for(self, email: str) -> str:
        """Waits for the mail in another window, as a person does."""
        other = self.page.context.new_page()
        other.goto(f"{self.site.address}/demo/post/")
        mail = other.locator("article, .ll-card", has_text=f"Aan {email},").first
        for _try in range(40):
            if mail.count() and mail.locator("code").count():
                break
            other.wait_for_timeout(500)
            other.reload()
        code = mail.locator("code").first.inner_text()
        other.close()
        return code


AtScreen = Callable[..., Hand]  # `at_screen(390, script=False)`: someone new at a screen

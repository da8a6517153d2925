"""Browsers for the journeys, and the sites that they visit. A browser that complains fails its test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError, expect
from sqlalchemy import select

from quizapp.cards.models import Deck
from quizapp.cards.operations.decks import start_studying
from quizapp.settings import Settings
from tests import builders
from tests.journeys.site import Site, prepare, serving, sqlite_in
from tests.journeys.steps import PASSWORD, sign_in
from tests.quizapp.migrated import new_database

HERE = Path(__file__).parent
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE_MS = 10_000

Visit = Callable[..., Page]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "xdist_group(name): one worker runs all tests of the group")
    expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two browsers at most, however many workers there are."""
    for item in items:
        if HERE in item.path.parents:
            group = "browser-look" if item.path.stem == "test_look" else "browser-journeys"
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("needs a Chromium: apt-get install chromium")
    if found is None:
        pytest.skip("needs a Chromium: apt-get install chromium")
    return {
        **browser_type_launch_args,
        "executable_path": found,
        "args": [
            "--no-sandbox",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A SQLite instance with the shipped banks loaded, to be copied and never served itself."""
    settings = sqlite_in(tmp_path_factory.mktemp("prepared"))
    prepare(settings)
    return settings


@pytest.fixture
def site(prepared: Settings, tmp_path: Path) -> Iterator[Site]:
    """A site of one's own, as a first start leaves it."""
    folder = shutil.copytree(prepared.instance, tmp_path / "instance")
    with serving(sqlite_in(folder)) as site:
        yield site


@pytest.fixture(params=["sqlite", "postgresql"])
def site_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """The same on each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("site")
        return
    settings = Settings(instance=tmp_path, database_url=new_database(request, request.param, tmp_path))
    prepare(settings)
    with serving(settings) as site:
        yield site


class Complaints:
    """What browsers found wrong: errors in scripts, refused styles, replies that failed."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.expected: set[str] = set()

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", self._hear_error)

    def expect(self, *words: str) -> None:
        """A complaint that contains these words belongs to the test."""
        self.expected.update(words)

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self.heard if not any(words in one for words in self.expected)]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.heard.append(f"{message.text} ({message.location['url']})")

    def _hear_error(self, error: WebError) -> None:
        self.heard.append(str(error.error))


@pytest.fixture
def complaints() -> Iterator[Complaints]:
    complaints = Complaints()
    yield complaints
    assert complaints.unexpected == []


@pytest.fixture
def visit(browser: Browser, complaints: Complaints) -> Iterator[Visit]:
    """`visit(site, **how)` → the first page of a browser of its own, on that site's front page."""
    contexts: list[BrowserContext] = []

    def visiting(site: Site, path: str = "/", **how: Any) -> Page:
        context = browser.new_context(base_url=site.address, **how)
        context.set_default_timeout(PATIENCE_MS)
        complaints.listen(context)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield visiting
    for context in contexts:
        context.close()


@pytest.fixture
def geographer(site: Site, visit: Visit) -> Callable[..., Page]:
    """`geographer(**how)` → home in a browser of kim's, who studies the capitals of Europe."""

    def at_home(**how: Any) -> Page:
        with site.rows() as session:
            kim = builders.user(session, "kim", password=PASSWORD, now=site.clock())
            europe = session.scalars(select(Deck).where(Deck.title == "Europe")).one()
            start_studying(session, kim.id, europe, site.clock())
        page = visit(site, "/sign-in", **how)
        sign_in(page, "kim")
        return page

    return at_home

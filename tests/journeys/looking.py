"""What is measured on a page: accessibility, overflow, the size of targets, the sight of the focus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

MEASURES = Path(__file__).with_name("measures.js").read_text().partition("\n")[2].strip()
AXE = Axe().axe_script
WIDE, PHONE, NARROW = (1280, 900), (390, 844), (320, 640)


def resize(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})


def faults(page: Page) -> list[str]:
    """All that is wrong with the page that is open, on a desk and a phone, by day and by night."""
    found = []
    page.evaluate(AXE)
    for size in (WIDE, PHONE):
        resize(page, size)
        page.emulate_media(color_scheme="light")
        found += [f"{size[0]} light: {one}" for one in _axe(page)]
        page.emulate_media(color_scheme="dark")
        found += [f"{size[0]} dark: {one}" for one in _axe(page, only="color-contrast")]
    found += [f"target: {one}" for one in _measure(page, "smallTargets")]
    resize(page, NARROW)
    found += [f"320: {one}" for one in _measure(page, "widerThanPage")]
    resize(page, WIDE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += [f"200 %: {one}" for one in _measure(page, "widerThanPage")]
    return found


def _measure(page: Page, name: str) -> Any:
    return page.evaluate(f"({MEASURES}).{name}()")


def _axe(page: Page, only: str = "") -> list[str]:
    options: dict[str, object] = {"resultTypes": ["violations"]}
    if only:
        options["runOnly"] = {"type": "rule", "values": [only]}
    violations = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{one['id']}: {node['target']} {node['any'][0]['message'] if node['any'] else one['help']}"
        for one in violations
        for node in one["nodes"][:3]
    ]


def walk_by_tab(page: Page, steps: int = 60) -> list[str]:
    """Press Tab through the page; says where the focus could not be seen."""
    found: list[str] = []
    seen: set[str] = set()
    for _ in range(steps):
        page.keyboard.press("Tab")
        focus = _measure(page, "focus")
        if focus is None:
            continue
        if focus["name"] in seen and len(seen) > steps // 2:
            break
        seen.add(focus["name"])
        if not focus["isVisible"]:
            found.append(f"not seen: {focus['name']}")
        if focus["isCovered"]:
            found.append(f"covered: {focus['name']}")
    return found

"""What a browser would send from a form, read from its page."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    def __init__(self, id: str) -> None:
        super().__init__(convert_charrefs=True)
        self._id = id
        self._is_inside = False
        self._select = self._textarea = ""
        self._first_choice: str | None = None
        self.fields: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = given.get("id") == self._id
        if not self._is_inside:
            return
        name = given.get("name", "")
        if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
            self._add(name, given.get("value", "on"))
        elif tag == "select":
            self._select, self._first_choice = name, None
        elif tag == "option" and self._select:
            if self._first_choice is None:
                self._first_choice = given.get("value", "")
            if "selected" in given:
                self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # A browser drops the line break that HTML puts first.
            self.fields[self._textarea][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
        elif tag == "textarea" and self._textarea:
            self.fields[self._textarea][-1] = self.fields[self._textarea][-1].removeprefix("\r\n").strip()
            self._textarea = ""
        elif tag == "select" and self._select:
            self.fields.setdefault(self._select, [self._first_choice or ""])
            self._select = ""

    def _add(self, name: str, value: str) -> None:
        if name:
            self.fields.setdefault(name, []).append(value)


def form_fields(page: str, id: str) -> dict[str, str | list[str]]:
    """The fields of the form with this id, as they stand on the page."""
    form = _Form(id)
    form.feed(page)
    assert form.fields, f"no form {id} on the page"
    return {name: values if len(values) > 1 else values[0] for name, values in form.fields.items()}

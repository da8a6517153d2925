"""The real server: a first start, a kill, a second start, and a proxy in front."""

from __future__ import annotations

import re
import signal
import urllib.error
import urllib.request

import pytest

from tests.quizapp.server import PATIENCE_SECONDS, Start

SETUP_LINK = re.compile(r"^  (http://\S+/invitations/\S+)$", re.MULTILINE)

# Where the database makes no difference.
ON_SQLITE = pytest.mark.parametrize("served", ["sqlite"], indirect=True)


def test_a_killed_server_starts_again_where_it_was(start: Start) -> None:
    first = start()
    assert first.get("/readyz")[0] == 200
    assert "Loaded the bank capitals" in first.said
    link = SETUP_LINK.findall(first.said)[0].removeprefix(first.address)
    assert first.get(link)[0] == 200
    first.end(signal.SIGKILL)

    second = start()
    assert second.get("/readyz")[0] == 200
    assert "Loaded the bank" not in second.said
    assert second.get(link)[0] == 404
    newer = SETUP_LINK.findall(second.said)[0].removeprefix(second.address)
    assert second.get(newer)[0] == 200
    assert second.end(signal.SIGTERM) == 0
    assert "has stopped" in second.said


def test_of_two_servers_that_start_at_once_one_loads_the_banks(start: Start) -> None:
    servers = [start(), start()]
    for server in servers:
        assert server.get("/readyz")[0] == 200
    assert sorted(server.said.count("Loaded the bank") > 0 for server in servers) == [False, True]


@ON_SQLITE
def test_what_is_sent_too_large_is_refused_without_being_kept(start: Start) -> None:
    server = start()
    request = urllib.request.Request(server.address + "/sign-in", data=b"x" * (3 << 20), method="POST")
    with pytest.raises((urllib.error.HTTPError, urllib.error.URLError)) as refused:
        urllib.request.urlopen(request, timeout=PATIENCE_SECONDS)
    error = refused.value
    if isinstance(error, urllib.error.HTTPError):
        assert error.code == 413
        error.close()


@ON_SQLITE
def test_a_file_beyond_all_limits_is_answered_by_a_page_of_ours(start: Start) -> None:
    server = start()
    request = urllib.request.Request(server.address + "/sign-in", data=bytes(60 << 20), method="POST")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=PATIENCE_SECONDS)
    with refused.value as error:
        assert error.code == 413
        page = error.read().decode()
    assert "This is too large" in page
    assert "what you typed is still there" in page


@ON_SQLITE
def test_a_port_that_is_taken_is_told_in_one_sentence(start: Start) -> None:
    port = start().address.rsplit(":", 1)[1]
    second = start("--port", port)
    assert second.process.wait(timeout=PATIENCE_SECONDS) == 1
    assert "cannot listen" in second.said
    assert "Traceback" not in second.said


@ON_SQLITE
def test_a_proxy_is_believed_only_where_one_is_said_to_be(start: Start) -> None:
    proxied = start(QUIZAPP_PROXIES="1", QUIZAPP_PUBLIC_URL="https://quiz.example.org")
    for server, is_believed in ((proxied, True), (start(), False)):
        _, _, headers = server.get("/healthz", X_Forwarded_Proto="https")
        assert ("Strict-Transport-Security" in headers) is is_believed
    assert "quizapp is at https://quiz.example.org" in proxied.said


@ON_SQLITE
def test_beyond_localhost_plain_http_is_warned_of(start: Start) -> None:
    server = start("--host", "0.0.0.0")
    assert server.get("/healthz")[0] == 200
    assert "unencrypted" in server.said

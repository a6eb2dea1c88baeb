"""The preview is served to this machine's own browsers: no other name, site or origin, no cache."""

import asyncio
import json
import socket

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import websocket_connect

from compendium.report.preview.outcome import Outcome
from compendium.report.preview.serving import PortError, served
from compendium.report.preview.shown import Shown

PAGE = "<html><body><h1>First</h1></body></html>"


@pytest.fixture
def html(tmp_path):
    folder = tmp_path / "html"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "first.html").write_text(PAGE, "utf-8")
    (folder / "index.html").write_text("<meta http-equiv=refresh>", "utf-8")
    (folder / "ledger.json").write_text("{}", "utf-8")
    (tmp_path / "secret.csv").write_text("kanarie-1", "utf-8")
    return folder


@pytest.fixture
def shown():
    return Shown("en")


def asked(html, shown, path="", **headers):
    """Return the answer to one request; a header's name is written with underscores."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}

    async def ask():
        with served(html, shown, 0) as address:
            request = HTTPRequest(address + path, headers=given)
            return await AsyncHTTPClient().fetch(request, raise_error=False)

    return asyncio.run(ask())


def test_a_page_gets_the_script_and_the_file_stays_as_it_is(html, shown):
    answer = asked(html, shown, "notebooks/first.html")
    assert answer.code == 200
    assert "<h1>First</h1><script src=" in answer.body.decode()
    assert f'data-edition="{shown.edition}"></script>\n</body></html>' in answer.body.decode()
    assert (html / "notebooks" / "first.html").read_text("utf-8") == PAGE


def test_a_page_without_a_body_and_the_first_one_get_it_too(html, shown):
    assert b"_preview/preview.js" in asked(html, shown).body


def test_what_is_no_page_is_sent_as_it_lies_there(html, shown):
    answer = asked(html, shown, "ledger.json")
    assert (answer.body, answer.headers["Content-Type"]) == (b"{}", "application/json")


def test_a_page_that_is_not_there_says_so_and_waits_for_it(html, shown):
    answer = asked(html, shown, "notebooks/second.html")
    assert answer.code == 404
    assert "Not built yet" in answer.body.decode()
    assert b"_preview/preview.js" in answer.body


def test_nothing_is_kept_by_a_browser(html, shown):
    answer = asked(html, shown, "notebooks/first.html", If_None_Match="*")
    assert answer.code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert not {"Etag", "Last-Modified", "Expires"} & set(answer.headers)


@pytest.mark.parametrize(
    "path", ["../secret.csv", "%2e%2e/secret.csv", "notebooks/../../secret.csv"]
)
def test_nothing_outside_the_folder_is_sent(html, shown, path):
    answer = asked(html, shown, path)
    assert answer.code == 404
    assert b"kanarie" not in answer.body


FOREIGN = [
    {"Host": "evil.example"},
    {"Host": "evil.example:80"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"},
    {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "cors"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("path", ["notebooks/first.html", "ledger.json", "_preview/preview.js"])
def test_who_asks_from_elsewhere_gets_nothing(html, shown, path, headers):
    answer = asked(html, shown, path, **headers)
    assert answer.code == 403
    assert b"First" not in answer.body
    assert b"_preview" not in answer.body


def test_a_link_elsewhere_may_lead_here(html, shown):
    headers = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert asked(html, shown, "notebooks/first.html", **headers).code == 200


def test_a_page_may_load_and_tell_nothing_elsewhere_nor_be_framed(html, shown):
    headers = asked(html, shown, "notebooks/first.html").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not {name for name in headers if name.startswith("Access-Control")}


def told(html, shown, act=lambda: None, **headers):
    """Return the first two states that a page is told, with something done in between."""

    async def listen():
        with served(html, shown, 0) as address:
            url = f"{address.replace('http', 'ws')}_preview/socket"
            origin = {"Origin": headers.get("Origin", address.rstrip("/"))}
            line = await websocket_connect(HTTPRequest(url, headers=origin))
            first = json.loads(await line.read_message())
            act()
            second = json.loads(await line.read_message())
            line.close()
            return first, second

    return asyncio.run(asyncio.wait_for(listen(), 10))


def test_a_page_is_told_how_things_are_and_when_they_change(html, shown):
    first, second = told(html, shown, lambda: shown.came(Outcome(changed=("index.html",))))
    assert first["edition"] != second["edition"]
    assert second["fault"] is None


def test_a_page_of_another_site_is_told_nothing(html, shown):
    with pytest.raises(Exception, match="403"):
        told(html, shown, Origin="https://evil.example")


def test_only_this_machine_is_listened_to(html, shown):
    async def listening():
        with served(html, shown, 0) as address:
            return address

    assert asyncio.run(listening()).startswith("http://127.0.0.1:")


def test_a_port_in_use_is_told_with_what_to_do(html, shown):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        async def serve():
            with served(html, shown, port):
                raise AssertionError("it was served")

        with pytest.raises(PortError) as fault:
            asyncio.run(serve())
    assert f"Port {port} is in use" in str(fault.value)
    assert "--port" in fault.value.remedy

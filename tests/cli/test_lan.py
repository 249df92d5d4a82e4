from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPSConnection
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kazi.cli.lan.addresses import is_private, local_names
from kazi.cli.lan.authority import fingerprint, make_certificate, new_key
from kazi.cli.lan.door import door
from kazi.cli.lan.keeping import AUTHORITY, ISSUER, ISSUER_KEY, SERVER, SERVER_KEY, keep
from kazi.kernel.errors import Refused

NOW = datetime.now(UTC).replace(microsecond=0)
NAMES = ["192.168.1.5", "kazi.local", "localhost", "127.0.0.1"]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names_of(folder: Path) -> set[str]:
    made = x509.load_pem_x509_certificate((folder / SERVER).read_bytes())
    said = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*said.get_values_for_type(x509.DNSName), *map(str, said.get_values_for_type(x509.IPAddress))}


def shake_hands(folder: Path, name: str) -> None:
    """Do a TLS handshake with the files of `folder`, as a phone that knows the authority asks for `name`."""
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(folder / SERVER, folder / SERVER_KEY)
    phone = ssl.create_default_context(cafile=str(folder / AUTHORITY))
    to_server, to_phone = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        phone.wrap_bio(to_phone, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_phone, server_side=True),
    ]
    for _ in range(4):
        for end in list(ends):
            try:
                end.do_handshake()
                ends.remove(end)
            except ssl.SSLWantReadError:
                continue
    assert ends == []


def test_only_private_addresses_and_local_names_come_into_the_certificate() -> None:
    found = local_names(
        ["10.0.0.7", "8.8.8.8", "127.0.1.1", "10.0.0.7", "192.0.2.2"], "Front-Desk.example.org"
    )
    assert found == ["10.0.0.7", "front-desk.local", "front-desk.lan", "localhost", "127.0.0.1"]
    assert local_names([], "its name") == ["localhost", "127.0.0.1"]
    assert local_names(["10.0.0.7"], "a", ["kazi.lan", "10.0.0.7"])[:4] == [
        "10.0.0.7",
        "a.local",
        "a.lan",
        "kazi.lan",
    ]
    assert is_private("172.31.0.1")
    assert not is_private("172.32.0.1")


@pytest.mark.parametrize("name", ["kazi.example.org", "8.8.8.8", "kazi lan.lan", "-.lan", ".local"])
def test_a_name_that_is_not_local_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="not a local name"):
        local_names(["10.0.0.7"], "kazi", [name])


@pytest.mark.parametrize("name", NAMES)
def test_a_phone_with_the_authority_accepts_each_name(tmp_path: Path, name: str) -> None:
    keep(tmp_path, NAMES, "kazi", NOW)
    shake_hands(tmp_path, name)


def test_a_phone_does_not_take_the_certificate_for_another_machine(tmp_path: Path) -> None:
    keep(tmp_path, NAMES, "kazi", NOW)
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(tmp_path, "192.168.1.6")


@pytest.mark.parametrize("name", ["bank.example", "8.8.8.8"])
def test_a_stolen_authority_cannot_pretend_to_be_a_bank(tmp_path: Path, name: str) -> None:
    keep(tmp_path, NAMES, "kazi", NOW)
    stolen = load_pem_private_key((tmp_path / ISSUER_KEY).read_bytes(), None)
    issuer = x509.load_pem_x509_certificate((tmp_path / ISSUER).read_bytes())
    assert isinstance(stolen, EllipticCurvePrivateKey)
    # Where it must be obeyed, and not only in the root, where it may be overlooked.
    assert issuer.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees
    key = new_key()
    made = make_certificate(key, [name], issuer, stolen, NOW)
    (tmp_path / SERVER).write_bytes(made.public_bytes(Encoding.PEM) + issuer.public_bytes(Encoding.PEM))
    (tmp_path / SERVER_KEY).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(tmp_path, name)


def test_the_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "lan"
    keep(folder, NAMES, "kazi", NOW)
    (folder / ISSUER_KEY).chmod(0o644)
    keep(folder, NAMES, "kazi", NOW)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*-key.pem")} == {0o600}


def test_no_certificate_lives_longer_than_phones_take(tmp_path: Path) -> None:
    authority = keep(tmp_path, NAMES, "kazi", NOW)
    made = x509.load_pem_x509_certificate((tmp_path / SERVER).read_bytes())
    assert made.not_valid_after_utc - made.not_valid_before_utc <= timedelta(days=397)
    assert authority.not_valid_after_utc - NOW > timedelta(days=3650)


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    keep(tmp_path, NAMES, "kazi", NOW)
    before = contents(tmp_path)
    keep(tmp_path, NAMES[1:], "kazi", NOW + timedelta(days=300))
    assert contents(tmp_path) == before


def test_a_new_address_renews_the_server_certificate_alone(tmp_path: Path) -> None:
    keep(tmp_path, NAMES, "kazi", NOW)
    before = contents(tmp_path)
    keep(tmp_path, ["10.1.2.3", *NAMES[1:]], "kazi", NOW)
    after = contents(tmp_path)
    assert {name for name in after if after[name] != before[name]} == {SERVER, SERVER_KEY}
    assert names_of(tmp_path) == {"10.1.2.3", *NAMES[1:]}
    shake_hands(tmp_path, "10.1.2.3")


def test_a_certificate_near_its_end_and_one_torn_by_a_power_cut_are_renewed(tmp_path: Path) -> None:
    keep(tmp_path, NAMES, "kazi", NOW)
    before = contents(tmp_path)
    keep(tmp_path, NAMES, "kazi", NOW + timedelta(days=366))
    assert contents(tmp_path)[SERVER] != before[SERVER]
    assert contents(tmp_path)[AUTHORITY] == before[AUTHORITY]
    (tmp_path / SERVER).write_bytes(before[SERVER])  # The key beside it is the new one.
    keep(tmp_path, NAMES, "kazi", NOW)
    shake_hands(tmp_path, "localhost")


def test_an_authority_is_never_replaced_unasked(tmp_path: Path) -> None:
    keep(tmp_path, NAMES, "kazi", NOW)
    before = contents(tmp_path)
    with pytest.raises(Refused, match="delete"):
        keep(tmp_path, NAMES, "kazi", NOW + timedelta(days=3640))
    (tmp_path / ISSUER_KEY).unlink()
    keep(tmp_path, NAMES, "kazi", NOW)  # Its key may lie in a safe while nothing is to be signed.
    with pytest.raises(Refused, match="Put it back"):
        keep(tmp_path, [*NAMES, "10.1.2.3"], "kazi", NOW)
    (tmp_path / ISSUER_KEY).write_bytes(before[ISSUER_KEY])
    assert contents(tmp_path) == before


def test_the_key_of_what_phones_install_is_kept_nowhere(tmp_path: Path) -> None:
    root = keep(tmp_path, NAMES, "kazi", NOW)
    keys = [load_pem_private_key(path.read_bytes(), None) for path in tmp_path.glob("*-key.pem")]
    assert len(keys) == 2
    assert all(key.public_key() != root.public_key() for key in keys)


@pytest.fixture
def plain_page(tmp_path: Path) -> Iterator[str]:
    keep(tmp_path, NAMES, "kazi", NOW)
    with door("127.0.0.1", 0, (tmp_path / AUTHORITY).read_text(), 8443, NAMES) as opened:
        threading.Thread(target=opened.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{opened.server_port}"
        opened.shutdown()


def fetch(url: str, **headers: str) -> tuple[int, str, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as reply:  # noqa: S310
            return reply.status, reply.headers["Content-Type"], reply.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read()


def test_the_plain_page_gives_the_authority_with_its_fingerprint(plain_page: str, tmp_path: Path) -> None:
    authority = x509.load_pem_x509_certificate((tmp_path / AUTHORITY).read_bytes())
    status, _kind, page = fetch(plain_page + "/")
    assert status == 200
    assert fingerprint(authority) in page.decode()
    assert fetch(plain_page + "/kazi-ca.crt") == (
        200,
        "application/x-x509-ca-cert",
        authority.public_bytes(Encoding.DER),
    )


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/issuer-key.pem", "/../issuer-key.pem", "/kazi-ca.crt/", "/healthz"]
)
def test_the_plain_page_serves_nothing_else(plain_page: str, path: str) -> None:
    assert fetch(plain_page + path)[0] == 404


def test_the_plain_page_leads_on_to_the_name_it_was_reached_by_and_to_no_strange_one(plain_page: str) -> None:
    assert b'href="https://kazi.local:8443/"' in fetch(plain_page + "/", Host="kazi.local:8444")[2]
    page = fetch(plain_page + "/", Host="evil.example")[2]
    assert b'href="https://192.168.1.5:8443/"' in page
    assert b"evil" not in page


@contextmanager
def serving(folder: Path, port: int, **more: str) -> Iterator[str]:
    """Run `kazi serve --lan` in `folder` and yield what it printed once it was ready."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("KAZI_")}
    env |= {"KAZI_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'kazi.sqlite3'}"}
    env |= {"PYTHONIOENCODING": "utf-8"} | more
    command = [sys.executable, "-m", "kazi.cli", "serve", "--lan", "--port", str(port)]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, encoding="utf-8") as site:
        assert site.stdout is not None
        lines = []
        try:
            for line in site.stdout:
                lines.append(line)
                if "is ready" in line:
                    break
            yield "".join(lines)
        finally:
            site.send_signal(signal.SIGTERM)
            site.wait(30)


def two_free_ports() -> int:
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise AssertionError("No two free ports beside each other.")


@pytest.mark.slow
def test_a_phone_that_knows_only_the_authority_signs_in_over_https(tmp_path: Path) -> None:
    port = two_free_ports()
    with serving(tmp_path, port, KAZI_DEMO="1") as said:
        assert "one click is off" in said
        assert "▀" in said  # The QR code.
        authority = ssl.DER_cert_to_PEM_cert(fetch(f"http://127.0.0.1:{port + 1}/kazi-ca.crt")[2])
        assert fingerprint(x509.load_pem_x509_certificate(authority.encode())) in said
        phone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        phone.load_verify_locations(cadata=authority)
        line = HTTPSConnection("127.0.0.1", port, context=phone, timeout=60)
        line.request("GET", "/accounts/login/")
        reply = line.getresponse()
        form = reply.read().decode()
        assert reply.status == 200
        assert "/demo/as/" not in form
        token = reply.headers["Set-Cookie"]
        assert re.search(r"csrftoken=.*; Secure", token)
        cookie = SimpleCookie(token)["csrftoken"].value
        here = f"https://127.0.0.1:{port}"
        sent = {"Cookie": f"csrftoken={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        tried = {}
        for origin in (here, "https://127.0.0.1", "https://evil.example"):
            body = f"csrfmiddlewaretoken={cookie}&login=nobody&password=wrong-password"
            line.request("POST", "/accounts/login/", body, sent | {"Origin": origin, "Referer": here + "/"})
            reply = line.getresponse()
            reply.read()
            tried[origin] = reply.status
        assert tried == {here: 200, "https://127.0.0.1": 403, "https://evil.example": 403}
        line.request("GET", "/healthz", headers={"Host": "evil.example"})
        assert line.getresponse().status == 400
        line.close()
    assert (tmp_path / "lan" / ISSUER_KEY).stat().st_mode & 0o777 == 0o600

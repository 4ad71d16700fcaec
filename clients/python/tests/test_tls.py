"""https, with certificates that are given and with those that the machine trusts."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import plein
import pytest
import trustme
from conftest import Connect
from running import Proxy, Server

from beraad import Unreachable


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def https(shared: Server, authority: trustme.CA) -> Iterator[str]:
    """The address of the shared server behind something that ends TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["h2"])
    authority.issue_cert("localhost").configure_cert(context)
    with Proxy(shared.port, tls=context) as proxy:
        yield f"https://localhost:{proxy.port}"


def test_certificates_that_are_given(
    https: str, authority: trustme.CA, connect_with: Connect
) -> None:
    roots = authority.cert_pem.bytes()
    with connect_with(https, root_certificates=roots) as client:
        assert plein.created(client)


def test_a_server_of_somebody_else_is_not_trusted(https: str, connect_with: Connect) -> None:
    for roots in (trustme.CA().cert_pem.bytes(), None):
        with pytest.raises(Unreachable):
            connect_with(https, root_certificates=roots)


@pytest.mark.parametrize("by", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificates_that_the_machine_trusts(
    by: str,
    https: str,
    authority: trustme.CA,
    connect_with: Connect,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    authority.cert_pem.write_to_path(tmp_path / "0a1b2c3d.0")
    places = {"SSL_CERT_FILE": tmp_path / "0a1b2c3d.0", "SSL_CERT_DIR": tmp_path}
    for name, place in places.items():
        monkeypatch.setenv(name, str(place if name == by else tmp_path / "none"))
    (tmp_path / "none").touch() if by == "SSL_CERT_DIR" else (tmp_path / "none").mkdir()
    with connect_with(https) as client:
        assert client.server.get_server_info().version

"""Where the server is, and how the channel to it is made."""

import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import grpc

from beraad._version import __version__
from beraad.errors import AddressUnusable

# Bytes in one answer: a page of a thousand long texts.
ANSWER_BYTES_MAX = 64 * 1024 * 1024
CONNECT_SECONDS_MAX = 5.0

OPTIONS: list[tuple[str, int | str]] = [
    # What is sent again is decided here, with the request ids, and nowhere else.
    ("grpc.enable_retries", 0),
    ("grpc.max_receive_message_length", ANSWER_BYTES_MAX),
    ("grpc.primary_user_agent", f"beraad-python/{__version__}"),
    # A server that comes back is found within a second, and another client's failures to connect
    # do not count for this one.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.min_reconnect_backoff_ms", int(CONNECT_SECONDS_MAX * 1000)),
    ("grpc.use_local_subchannel_pool", 1),
    # A connection that died without a word is noticed while a call or a watch waits on it.
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
]


@dataclass(frozen=True)
class Address:
    """An address that can be used."""

    url: str
    target: str
    credentials: grpc.ChannelCredentials | None

    @classmethod
    def parse(cls, url: str, root_certificates: bytes | None) -> "Address":
        """Reads an address.

        Raises:
            AddressUnusable: It is none, or certificates are given for one that is not encrypted.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise AddressUnusable(url, f"it is not an address ({error})") from None
        if parts.scheme not in ("http", "https") or not url.startswith(f"{parts.scheme}://"):
            raise AddressUnusable(url, "it does not begin with http:// or https://")
        if not host or not re.fullmatch(r"[A-Za-z0-9._:%-]+", host):
            raise AddressUnusable(url, "it names no host")
        if parts.path not in ("", "/") or parts.query or parts.fragment or parts.username:
            raise AddressUnusable(url, "it holds more than a host and a port")
        encrypted = parts.scheme == "https"
        if root_certificates is not None and not encrypted:
            raise AddressUnusable(url, "certificates are for an address with https://")
        if root_certificates is not None and b"-----BEGIN CERTIFICATE-----" not in (
            root_certificates
        ):
            raise AddressUnusable(url, "the certificates given are no PEM")
        if port is None:
            port = 443 if encrypted else 80
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        roots = root_certificates if root_certificates is not None else machine_roots()
        return cls(url, target, grpc.ssl_channel_credentials(roots) if encrypted else None)


def machine_roots() -> bytes | None:
    """The certificates that this machine trusts, as PEM; None where none are found.

    gRPC would otherwise trust a list of its own, and not what an administrator added.
    """
    known = ssl.create_default_context().get_ca_certs(binary_form=True)
    if known:
        return "".join(map(ssl.DER_cert_to_PEM_cert, known)).encode()
    folder = ssl.get_default_verify_paths().capath
    if folder is None:
        return None
    # OpenSSL looks certificates up in such a folder by the hash that is their name.
    hashed = [
        path for path in Path(folder).iterdir() if re.fullmatch(r"[0-9a-f]{8}\.\d+", path.name)
    ]
    return b"\n".join(path.read_bytes() for path in hashed) or None

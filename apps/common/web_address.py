"""Which addresses the server may fetch: the open web, and hosts that an administrator allowed."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from apps.common.errors import ApplicationError

MAX_LENGTH = 4_000
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_.])?")
_SAFE = "/%:@!$&'()*+,;=~-._?#[]"
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_REFUSED = tuple(
    ipaddress.ip_network(network)
    # Special networks that not every supported Python knows to be special.
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address of the web that was checked for its shape: what ``url`` names is ``host``."""

    url: str
    host: str
    port: int

    @property
    def is_allowed(self) -> bool:
        """Whether an administrator allowed this host, wherever it may be."""
        allowed = {entry.lower() for entry in settings.FETCH_ALLOWED_HOSTS}
        return bool({self.host, f"{self.host}:{self.port}"} & allowed)


def parse_address(text: str) -> WebAddress:
    """The address that somebody typed or a file named; nothing is looked up.

    The URL is put together anew from its parts, so that whoever fetches it sees the very host
    that was checked here.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or ""), parts.port
    except ValueError as error:
        raise _bad(text, "it is not written as a web address") from error
    scheme = parts.scheme.lower()
    if scheme not in {"http", "https"}:
        raise _bad(text, "it does not begin with http:// or https://")
    if len(text) > MAX_LENGTH or "\\" in text or any(ord(char) < 33 for char in parts.netloc):
        raise _bad(text, "it is not written as a web address")
    if parts.username is not None or parts.password is not None:
        raise _bad(text, "it holds a name or a password, which would be stored for all to read")
    host = _plain_host(host, text)
    port = port or (443 if scheme == "https" else 80)
    shown = f"[{host}]" if ":" in host else host
    place = shown if port == (443 if scheme == "https" else 80) else f"{shown}:{port}"
    path = quote(parts.path or "/", safe=_SAFE)
    query = f"?{quote(parts.query, safe=_SAFE)}" if parts.query else ""
    return WebAddress(url=f"{scheme}://{place}{path}{query}", host=host, port=port)


def follow(base: WebAddress, location: str) -> WebAddress:
    """Where a redirect leads."""
    return parse_address(urljoin(base.url, location))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open web: not to this machine or a private network."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            ip = ip.ipv4_mapped
        elif ip in _NAT64:
            ip = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        elif ip not in _GLOBAL_UNICAST:
            return False
    is_special = any(ip.version == network.version and ip in network for network in _REFUSED)
    return ip.is_global and not ip.is_multicast and not is_special


def _plain_host(host: str, text: str) -> str:
    """The host in the letters of the name service, or an IPv6 address."""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError as error:
            raise _bad(text, "its host is not an IPv6 address") from error
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _bad(text, "its host is not a name of the web") from error
    if not _HOST.fullmatch(host):
        raise _bad(text, "its host is not a name of the web")
    return host


def _bad(text: str, why: str) -> ApplicationError:
    shown = text if len(text) <= 200 else f"{text[:200]}…"
    return ApplicationError(
        "bad_address", f"{shown} cannot be fetched: {why}. Copy the address once more."
    )

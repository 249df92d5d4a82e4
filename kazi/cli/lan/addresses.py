"""How the other machines of the building reach this one: its private addresses and its local name."""

from __future__ import annotations

import re
import socket
import struct
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network

from kazi.kernel.errors import Refused

PRIVATE = tuple(
    IPv4Network(text)
    for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8")
)
OWN = ("localhost", "127.0.0.1")  # Always served: the machine itself, and the supervisor's look.
# Bridges to containers and virtual machines inside this machine: no phone can reach them.
INSIDE = re.compile(r"(docker|br-|veth|virbr|lxc|podman|cni)")
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS_OF_INTERFACE = 0x8915  # SIOCGIFADDR of Linux's ioctl.


def is_private(address: str) -> bool:
    """Say whether an IPv4 address belongs to a building and never to the internet; a name does not."""
    try:
        return any(IPv4Address(address) in network for network in PRIVATE)
    except ValueError:
        return False


def local_names(addresses: Iterable[str], hostname: str, wished: Iterable[str] = ()) -> list[str]:
    """Return what the certificate is for: addresses of the network first, then names, then ourselves.

    Raises Refused for a wished name that the authority may not speak for.
    """
    found = [a for a in addresses if is_private(a) and not a.startswith("127.")]
    label = hostname.split(".", maxsplit=1)[0].lower()
    if re.fullmatch(LABEL, label) and label != "localhost":
        # By multicast, which Apple's and Windows' machines know; and by routers that name their guests.
        found += [f"{label}.local", f"{label}.lan"]
    for name in wished:
        if not is_private(name) and not re.fullmatch(rf"({LABEL}\.)+(local|lan)", name):
            raise Refused(f"{name} is not a local name: with --lan, KAZI_HOSTS has names in .lan or .local.")
        found.append(name)
    return list(dict.fromkeys([*found, *OWN]))


def addresses_here() -> list[str]:
    """Return the IPv4 addresses of this machine, that of the usual way out first.  Sends nothing."""
    return [*_towards_others(), *_of_interfaces(), *_of_own_name()]


def _towards_others() -> Iterable[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        try:
            line.connect(("10.255.255.255", 9))  # Chooses a route; a datagram socket sends nothing yet.
        except OSError:  # No way out at all: the usual case without internet.
            return
        yield line.getsockname()[0]


def _of_interfaces() -> Iterable[str]:
    try:
        import fcntl
    except ImportError:  # Not a Unix: the machine's own name has to do.
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        for _number, name in socket.if_nameindex():
            if INSIDE.match(name):
                continue
            try:
                said = fcntl.ioctl(line, ADDRESS_OF_INTERFACE, struct.pack("256s", name.encode()[:15]))
            except OSError:  # An interface without an address, or a system that counts otherwise.
                continue
            yield socket.inet_ntoa(said[20:24])


def _of_own_name() -> Iterable[str]:
    try:
        yield from socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return

"""Which IP addresses are the public internet: asked before every connection to a host that a stranger named."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# `is_global` passes multicast and several translation ranges, `is_private` misses shared and relay ranges, and both
# change between Python versions. So this list stands beside `is_global`, after the IANA special-purpose registries.
_NOT_PUBLIC_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers (CGNAT)
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, where clouds keep their metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # multicast tunnelling
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)

# Everything outside is loopback, mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96, 64:ff9b:1::/48),
# discard, unique local, link-local, site-local (fec0::/10), multicast or unassigned.
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")

_NOT_PUBLIC_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments; Teredo, which carries an IPv4 address, is among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # returned testing range
        "3fff::/20",  # documentation
    )
)


def is_allowed(address: Address, allow: Iterable[Network]) -> bool:
    """Whether the operator named a network with this address in it."""
    return any(address in network for network in allow)


def is_public(address: Address, allow: Iterable[Network] = ()) -> bool:
    """Whether a stranger may have us connect to `address`: it is on the public internet, or the operator allows it."""
    if is_allowed(address, allow):
        return True
    if not address.is_global or address.is_multicast:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _GLOBAL_UNICAST_V6 and not any(address in network for network in _NOT_PUBLIC_V6)

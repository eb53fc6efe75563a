from ipaddress import ip_address, ip_network

import pytest

from contentforge_platform.egress.addresses import is_public

NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104 - an address to refuse, nothing binds to it
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.170",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:2::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "feff::1",
    "ff02::1",
    "ff0e::1",
]

PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "100.63.255.255", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450::1"]


@pytest.mark.parametrize("text", NOT_PUBLIC)
def test_an_address_off_the_public_internet_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_an_address_of_the_public_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


def test_an_operator_may_allow_one_network_without_opening_its_neighbours() -> None:
    allow = [ip_network("127.0.0.1/32"), ip_network("fd00::/64")]

    assert is_public(ip_address("127.0.0.1"), allow)
    assert is_public(ip_address("fd00::5"), allow)
    assert not is_public(ip_address("127.0.0.2"), allow)
    assert not is_public(ip_address("fd01::5"), allow)
    assert not is_public(ip_address("::ffff:127.0.0.1"), allow)

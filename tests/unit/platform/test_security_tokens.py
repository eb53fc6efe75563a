"""Access tokens, API keys, opaque tokens and their digests."""

import base64
import json
import time
from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr

from contentforge_platform.ids import SessionId, UserId
from contentforge_platform.security import (
    InvalidToken,
    KeyedHash,
    TokenIssuer,
    is_opaque_token,
    make_api_key,
    make_opaque_token,
    shown_prefix,
    well_formed,
)

OLD, NEW = SecretStr("o" * 20 + "ld-secret-of-forty-chars"), SecretStr("n" * 20 + "ew-secret-of-forty-chars")
USER, SESSION = UserId(uuid4()), SessionId(uuid4())
HOUR = timedelta(hours=1)


def signed_by_us(claims: Mapping[str, object], **header: object) -> str:
    """A token under our own newest key, with claims and header of the test's choice."""
    issuer = TokenIssuer([NEW])
    head = {"alg": "HS256", "kid": issuer._newest, **header}
    return jwt.encode(head, dict(claims), OctKey.import_key(NEW.get_secret_value()), algorithms=["HS256", "HS512"])


def good_claims() -> dict[str, object]:
    now = int(time.time())
    return {"sub": str(USER), "sid": str(SESSION), "aud": "writer", "iat": now, "exp": now + 60, "jti": "1"}


def test_a_token_says_what_was_put_into_it() -> None:
    issuer = TokenIssuer([NEW])
    claims = issuer.read(issuer.issue(USER, SESSION, "generator", lifetime=HOUR, extra={"id": str(USER)}), "generator")

    assert (claims.user, claims.session, claims.audience) == (USER, SESSION, "generator")
    assert claims.expires_at - claims.issued_at == 3600
    assert claims.extra == {"id": str(USER)}


def test_extra_claims_cannot_replace_the_required_ones() -> None:
    issuer = TokenIssuer([NEW])
    token = issuer.issue(USER, SESSION, "cgms", lifetime=HOUR, extra={"sub": str(uuid4()), "aud": "blog"})

    assert issuer.read(token, "cgms").user == USER


def test_a_token_opens_only_the_api_that_issued_it() -> None:
    issuer = TokenIssuer([NEW])
    with pytest.raises(InvalidToken):
        issuer.read(issuer.issue(USER, SESSION, "cgms", lifetime=HOUR), "writer")


def test_a_rotation_ends_no_session_and_a_dropped_secret_ends_all() -> None:
    token = TokenIssuer([OLD]).issue(USER, SESSION, "cgms", lifetime=HOUR)

    assert TokenIssuer([NEW, OLD]).read(token, "cgms").user == USER
    with pytest.raises(InvalidToken):
        TokenIssuer([NEW]).read(token, "cgms")


def test_an_expired_token_is_refused() -> None:
    issuer = TokenIssuer([NEW])
    with pytest.raises(InvalidToken):
        issuer.read(issuer.issue(USER, SESSION, "cgms", lifetime=timedelta(seconds=-1)), "cgms")


@pytest.mark.parametrize("missing", ["sub", "sid", "aud", "iat", "exp", "jti"])
def test_every_required_claim_is_required(missing: str) -> None:
    claims = good_claims()
    assert TokenIssuer([NEW]).read(signed_by_us(claims), "writer").user == USER

    del claims[missing]
    with pytest.raises(InvalidToken):
        TokenIssuer([NEW]).read(signed_by_us(claims), "writer")


@pytest.mark.parametrize(
    "claim",
    [
        {"sub": "nobody"},
        {"sub": 7},
        {"sid": None},
        {"aud": ["writer"]},
        {"exp": "9999999999"},
        {"exp": 1e400},
        {"exp": True},
        {"iat": int(time.time()) + 3600},
        {"jti": ""},
    ],
)
def test_a_claim_of_the_wrong_kind_is_refused(claim: dict[str, object]) -> None:
    with pytest.raises(InvalidToken):
        TokenIssuer([NEW]).read(signed_by_us({**good_claims(), **claim}), "writer")


@pytest.mark.parametrize("header", [{"alg": "HS512"}, {"kid": "other"}, {"kid": 7}, {"kid": None}])
def test_another_algorithm_or_key_name_is_refused(header: dict[str, object]) -> None:
    token = signed_by_us(good_claims())
    _, payload, signature = token.split(".")
    head = {"alg": "HS256", "typ": "JWT", "kid": TokenIssuer([NEW])._newest, **header}
    encoded = base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode()

    with pytest.raises(InvalidToken):
        TokenIssuer([NEW]).read(f"{encoded}.{payload}.{signature}", "writer")


def test_an_unsigned_or_altered_token_is_refused() -> None:
    issuer = TokenIssuer([NEW])
    head, payload, signature = signed_by_us(good_claims()).split(".")
    unsigned = (
        base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": issuer._newest}).encode()).rstrip(b"=").decode()
    )

    for forged in (f"{unsigned}.{payload}.", f"{head}.{payload}.{signature[:-4]}AAAA", f"{head}.{payload}."):
        with pytest.raises(InvalidToken):
            issuer.read(forged, "writer")


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "Ā.Ā.Ā", "\ud800", "x" * 5000, "e30.e30.e30", "[" * 4000])
def test_rubbish_is_refused_like_any_bad_token(text: str) -> None:
    with pytest.raises(InvalidToken):
        TokenIssuer([NEW]).read(text, "writer")


def test_an_api_key_is_recognised_without_a_database() -> None:
    key = make_api_key()

    assert key.startswith("cf_live_")
    assert len(key) == 8 + 40 + 6
    assert well_formed(key)
    assert shown_prefix(key) == key[:12]
    assert make_api_key() != key


def test_a_mistyped_api_key_is_recognised_too() -> None:
    key = make_api_key()
    swapped = key[:20] + ("A" if key[20] != "A" else "B") + key[21:]

    for wrong in (swapped, key[:-1], key + "0", key.replace("cf_live_", "cf_test_"), "", key[:-1] + "é", key + "\n"):
        assert not well_formed(wrong)


def test_an_opaque_token_shows_its_kind_and_nothing_else() -> None:
    token = make_opaque_token("refresh")

    assert token.startswith("cf_refresh_")
    assert is_opaque_token(token, "refresh")
    assert not is_opaque_token(token, "reset")
    assert not is_opaque_token(token[:-1], "refresh")
    assert make_opaque_token("refresh") != token


def test_digests_are_found_again_after_a_pepper_is_rotated() -> None:
    stored = KeyedHash([OLD], "api-key").digest("cf_live_x")
    rotated = KeyedHash([NEW, OLD], "api-key")

    assert len(stored) == 32
    assert stored in rotated.candidates("cf_live_x")
    assert rotated.digest("cf_live_x") == rotated.candidates("cf_live_x")[0] != stored


def test_digests_for_two_purposes_never_meet() -> None:
    assert KeyedHash([OLD], "api-key").digest("x") != KeyedHash([OLD], "refresh").digest("x")


def test_nothing_is_signed_or_digested_without_a_secret() -> None:
    with pytest.raises(ValueError, match="secret"):
        TokenIssuer([])
    with pytest.raises(ValueError, match="pepper"):
        KeyedHash([], "api-key")

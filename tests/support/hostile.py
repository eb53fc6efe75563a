"""Requests that no client would send, made of one that a client would: one twist each."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from support.raw_http import RawRequest

_Twist: TypeAlias = Callable[[RawRequest], RawRequest]
_Named: TypeAlias = tuple[str, _Twist]
_ALL: Final = slice(None)

_LONG: Final = b"x" * 5000
_TORN: Final = b"\xff\xfe\x80"
_HEADERS: Final[Mapping[bytes, tuple[bytes, ...]]] = {
    b"Cookie": (b"contentforge-refresh=" + _TORN, b"=;;=\xed\xa0\x80; \xf0=1; contentforge-refresh", b'a="' + _LONG),
    b"User-Agent": (_TORN, _LONG, b"\xc3\x28\xe2\x80\xae"),
    b"Idempotency-Key": (b"", b"k" * 256, _TORN, b" \t ", _LONG),
    b"If-Match": (b'W/"x', _TORN, b"*,*", b'"' * 999, b'"99999999999999999999999"', b'"\xb2"', b"-1"),
    b"If-None-Match": (b'W/"', _TORN, b"*,,*", b'"' * 999),
    b"If-Modified-Since": (b"yesterday", b"Thu, 99 Foo 99999 99:99:99 GMT", _TORN),
    b"Accept": (b"text/html;q=\xff", b"*/*;q=1e999", b","),
    b"Accept-Language": (b";q=,,*;q=1e999,\xff", b"xx-" + _LONG, b"vi;q=-1, en;q=NaN"),
    b"Accept-Encoding": (b"gzip;q=x, \xff", b"identity;q=0, *;q=0"),
    b"Range": (b"bytes=-", b"bytes=" + b"9" * 30 + b"-", b"bytes=1-0,2-1," * 300, b"bytes=\xb2-", b"lines=0-"),
    b"Prefer": (b"wait=" + b"9" * 30, b"wait=-1;,,=", b"wait=\xb2", b"respond-async, wait=" + _TORN),
    b"Authorization": (b"Bearer " + _TORN, b"Bearer", b"bearer  a.b.c", b"Bearer " + b"e" * 9000, b"\xff"),
    b"X-API-Key": (_TORN, b"cf_live_" + _TORN, b"", b"cf_live_" + b"0" * 46),
    b"X-ContentForge-Code": (_TORN, _LONG),
    b"X-ContentForge-Session": (b"cookie, cookie", _TORN, b""),
    b"Stripe-Signature": (b"t=\xb2,v1=\xff", b"t=" + b"9" * 5000 + b",v1=0", b",=,", b"t=1,v1=" + _TORN),
    b"X-Forwarded-For": (_TORN, b"," * 200, b"999.1.1.1", b"[::1", b"::ffff:0x7f"),
    b"X-Request-ID": (_TORN, _LONG, b"a b\tc"),
    b"Origin": (b"http://[", _TORN, b"null", b"http://a\\b", b"http://" + _LONG),
    b"Host": (b"[", b"[::1", b"", _TORN, b"a b", b"localhost:99999999", b"localhost:x", b"\xc2\xb2.a", b"a@b/c?d#e"),
    b"Content-Encoding": (b"gzip", _TORN),
    b"Expect": (b"100-continue",),
}
_TYPES: Final = (
    *(b"", b";;;", b"text/plain", b"application/xml", b"*/*", _TORN, b"application/json, text/plain"),
    *(b"application/json; charset=utf-16", b"application/json; charset=\xff", b"application/x-www-form-urlencoded"),
    *(b"multipart/form-data", b"multipart/form-data; boundary=", b"multipart/form-data; boundary=" + b"b" * 300),
)
_BODIES: Final = (
    *(b"", b"{", b"[]", b"null", b"7", b'"text"', b"{}{}", b"\0", b"\xef\xbb\xbf{}", '{"a": 1}'.encode("utf-16")),
    *(b'{"a":' * 2000, b"[" * 100_000, b"9" * 6000, b"{" + b",".join(b'"f%d": []' % n for n in range(3000)) + b"}"),
    *(b'{"\\ud800": "\\udfff"}', b'{"\\u0000": "\\u0000"}', b'{"a": \xff}', b'{"a": NaN}', b'{"a": 1e400}'),
    b'{"a": 1, "a": 2}',
)
_VALUES: Final = (
    *(b"null", b"true", b"-1", b"9" * 400, b"1e308", b'""', b"[]", b"{}", b"[[[]]]", b'{"a": {"b": []}}'),
    *(b'"\\u0000"', b'"a\\ud800b"', b'"\\\\%_"', b'"\xff"', b'"\xc2\xa0"', b'"\xd9\xa3"', b'"%b"' % _LONG),
    *(b'"0001-01-01T00:00:00+14:00"', b'"9999-12-31T23:59:59-14:00"', b"9223372036854775808", b'[null, "a", 1, {}]'),
    *(b'"https://[::1"', b'"http://a\\\\@b:99999/"'),
)
_TEXTS: Final = (
    *(b"", b"%00", b"%FF%FE", b"%ED%A0%80", b"%", b"%zz", b"%D9%A3", b"%C2%B2", b"%5C", b"%27%22", _LONG),
    *(b"100000000000000000000", b"-1", b"1e9", b"NaN", b"0000-00-00", b"2026-02-30", b"9" * 5000),
    *(b"9999-12-31T23:59:59-14:00", b"0001-01-01T00:00:00%2B14:00"),
)
_SEGMENTS: Final = ("%00", "%FF", "%ED%A0%80", "..%2f..%2fetc", "%252e", "x" * 3000, ";a=1", "%C2%B2", "\xff", "0")
_METHODS: Final = (
    *(b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS"),
    *(b"TRACE", b"PROPFIND", b"QUERY", b"FOO", b"get"),
)

_B: Final = b"--b\r\n"
_FILE: Final = b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n'
_END: Final = b"\r\n--b--\r\n"
_FORMS: Final = (
    *(b"", _B, b"--b--", _B + _FILE, _B + _FILE + b"\r\n1,2", b"--c\r\n" + _FILE + b"\r\nx" + _END),
    _B + b"\r\nx" + _END,
    _B + b"Content-Disposition: form-data\r\n\r\nx" + _END,
    _B + b"A" * 20_000 + b": b\r\n\r\nx" + _END,
    _B + b'Content-Disposition: form-data; name="file"; filename="\0\xff/../a"\r\n\r\n\x89PNG\r\n' + _END,
    _B + b"Content-Disposition: form-data; name=\"file\"; filename*=utf-16''%FF\r\n\r\nname\nx" + _END,
    _B + _FILE + b"Content-Type: \xff\r\nContent-Transfer-Encoding: base64\r\n\r\n\0\0" + _END,
    _B + b'Content-Disposition: form-data; name="file"\r\n\r\nnot a file' + _END,
    _B + _FILE + b"\r\nname\nA" + b"\r\n" + _B + _FILE + b"\r\nname\nB" + _END,
    b"".join(_B + b'Content-Disposition: form-data; name="f%d"\r\n\r\n\xff\r\n' % n for n in range(1200)) + b"--b--",
)


@dataclass(frozen=True, slots=True)
class Comer:
    """Who sends requests, below which path, and to what."""

    prefix: str
    headers: Mapping[str, str]
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Documented:
    """An operation as the document tells of it.

    Attributes:
        path: with names in braces.
        answers: the statuses.
        example: a body that a client would send, None where there is none.
    """

    method: str
    path: str
    answers: frozenset[int]
    parameters: tuple[str, ...]
    queries: tuple[str, ...]
    fields: tuple[str, ...]
    example: dict[str, Any] | None
    is_form: bool

    def filled(self, comer: Comer) -> RawRequest:
        """A request as a client would send it."""
        target = f"{comer.prefix}{self.path.format_map(_Anything(comer.known))}".encode("latin-1")
        headers = tuple((name.encode(), value.encode()) for name, value in comer.headers.items())
        bare = RawRequest(self.method.encode(), target, headers)
        if self.is_form:
            return bare.carrying(_B + _FILE + b"\r\nname\nKettle" + _END, b"multipart/form-data; boundary=b")
        return bare if self.example is None else bare.carrying(json.dumps(self.example).encode())


class _Anything(dict[str, str]):
    """Values of parameters; where none is known, something."""

    def __missing__(self, key: str) -> str:
        return "00000000-0000-4000-8000-000000000000"


def documented(document: Mapping[str, Any], said: Mapping[str, object]) -> Iterator[Documented]:
    """The operations of a document; `said` are values of fields that lead to something."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            content = told.get("requestBody", {}).get("content", {})
            schema = _resolved(document, content.get("application/json", {}).get("schema", {}))
            properties: dict[str, Any] = schema.get("properties", {})
            required = schema.get("required", ())
            example = {
                name: said[name] if name in said else _some(_resolved(document, one))
                for name, one in properties.items()
                if name in required or name in said
            }
            yield Documented(
                method.upper(),
                path,
                frozenset(int(status) for status in told["responses"]),
                _named_in(told, "path"),
                _named_in(told, "query"),
                tuple(properties),
                example if "application/json" in content else None,
                "multipart/form-data" in content,
            )


def _named_in(told: Mapping[str, Any], where: str) -> tuple[str, ...]:
    return tuple(one["name"] for one in told.get("parameters", ()) if one["in"] == where)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema itself where another one is referred to, the first where there is a choice."""
    if "$ref" in schema:
        return _resolved(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in schema:
        return _resolved(document, schema["anyOf"][0])
    return schema


def _some(schema: Mapping[str, Any]) -> object:
    """Some value that a schema takes."""
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("enum"):
        return schema["enum"][0]
    return {"string": "Kettle", "array": [], "object": {}, "integer": 1, "number": 1, "boolean": True}.get(
        schema.get("type", "")
    )


def twisted(operation: Documented, comer: Comer, share: slice = _ALL) -> Iterator[tuple[str, RawRequest]]:
    """A share of all twists of an operation's request, each with a name that tells it."""
    request = operation.filled(comer)
    every = (*_headers(), *_queries(operation), *_methods(operation), *_bodies(operation))
    for name, twist in every[share]:
        yield name, twist(request)
    paths = [(name, segment) for name in operation.parameters for segment in _SEGMENTS]
    for name, segment in paths[share]:
        elsewhere = replace(comer, known={**comer.known, name: segment})
        yield f"{{{name}}} {segment[:60]!r}", operation.filled(elsewhere)


def _headers() -> Iterator[_Named]:
    for name, values in _HEADERS.items():
        for value in values:
            yield _named(name, value, _with((name, value)))
        yield _named(name, b"twice", _with((name, values[0]), (name, values[-1])))


def _queries(operation: Documented) -> Iterator[_Named]:
    yield "query without names", _asking(b"&&=&%FF=%00&;&" + b"a=1&" * 500)
    for query in operation.queries:
        name = query.encode()
        for text in _TEXTS:
            yield _named(b"?" + name, text, _asking(b"%b=%b" % (name, text)))
        yield _named(b"?" + name, b"twice", _asking(b"%b=1&%b=%%FF" % (name, name)))


def _methods(operation: Documented) -> Iterator[_Named]:
    for method in _METHODS:
        if method.decode() != operation.method:
            yield _named(b"method", method, _by(method))


def _bodies(operation: Documented) -> Iterator[_Named]:
    if operation.is_form:
        for form in _FORMS:
            yield _named(b"form", form, _carrying(form, b"multipart/form-data; boundary=b"))
    if operation.example is None and not operation.is_form:
        return
    for type_ in _TYPES:
        yield _named(b"type", type_, _with((b"Content-Type", type_)))
    for body in _BODIES:
        yield _named(b"body", body, _carrying(body))
    yield "in chunks", lambda request: _in_chunks(request, b"%x\r\n%b\r\n0\r\n\r\n" % (len(request.body), request.body))
    yield "in chunks of no size", lambda request: _in_chunks(request, b"zz\r\n" + request.body)
    for field in operation.fields:
        others = json.dumps({name: one for name, one in (operation.example or {}).items() if name != field}).encode()
        for value in _VALUES:
            body = others[:-1] + (b", " if len(others) > 2 else b"") + b'"%b": %b}' % (field.encode(), value)
            yield _named(field.encode(), value, _carrying(body))


def _in_chunks(request: RawRequest, body: bytes) -> RawRequest:
    return replace(request.bearing((b"Transfer-Encoding", b"chunked")), body=body)


def _named(what: bytes, value: bytes, twist: _Twist) -> _Named:
    return f"{what.decode()} {value[:60]!r}", twist


def _with(*headers: tuple[bytes, bytes]) -> _Twist:
    return lambda request: request.bearing(*headers)


def _asking(query: bytes) -> _Twist:
    return lambda request: request.asking(query)


def _by(method: bytes) -> _Twist:
    return lambda request: replace(request, method=method)


def _carrying(body: bytes, type_: bytes = b"application/json") -> _Twist:
    return lambda request: request.carrying(body, type_)

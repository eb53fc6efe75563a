"""The header `Stripe-Signature`: a moment, and an HMAC-SHA256 over it and the raw body."""

import hashlib
import hmac


def signature_header(body: bytes, secret: str, moment: int) -> str:
    digest = hmac.new(secret.encode(), str(moment).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"

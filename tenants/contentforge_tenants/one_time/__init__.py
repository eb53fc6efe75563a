"""One-time tokens: sent by mail to whoever reads an address, good once and for a while, only digests at rest."""

from contentforge_tenants.one_time.service import (
    InvalidOneTimeToken,
    Purpose,
    end_all,
    forget_old,
    holder,
    is_open,
    issue,
    redeem,
)

__all__ = ["InvalidOneTimeToken", "Purpose", "end_all", "forget_old", "holder", "is_open", "issue", "redeem"]

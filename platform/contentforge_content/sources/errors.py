"""Why a source gives no facts, in words that tell its user what to mend and nothing about our network."""

from contentforge_platform.errors import BusinessError, Invalid


class SourceFailed(BusinessError):
    """The source was reached but nothing can be written from it; the job fails with this reason and costs nothing.

    `reason` is stable: `not_a_page`, `unreadable`, `too_large`, `empty`, `needs_javascript`, `no_product`.
    """

    status = 422
    code = "source_failed"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message, reason=reason)
        self.reason = reason


class CsvRefused(Invalid):
    """No row of this CSV is taken. `row` counts as a spreadsheet does: the header is row 1."""

    code = "csv_refused"

    def __init__(self, message: str, *, row: int) -> None:
        super().__init__(f"Row {row}: {message}", loc=("body", "csv_data"), row=row)
        self.row = row

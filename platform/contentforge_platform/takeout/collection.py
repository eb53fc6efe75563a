"""What of a table is handed out to the organization whose rows they are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Collection:
    """The rows of one table, as JSON lines in one file of an archive.

    Only what stands here ever leaves: digests, secrets and inner states of the product do not.

    Attributes:
        name: the file's name, without extension.
        source: the table, or tables joined, as they stand behind FROM.
        columns: what is handed out of each row, in SQL.
        key: columns by which the rows can be told apart within the organization; they are read in this order.
        tenant: the column that tells the organization.
        files: those of the columns that hold keys of stored objects, as text, a list, or the values of a map; a value
            may be a record with its key as `key`.
    """

    name: str
    source: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ("id",)
    tenant: str = "organization_id"
    files: tuple[str, ...] = ()

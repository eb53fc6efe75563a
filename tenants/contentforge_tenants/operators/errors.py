"""Why a signed-in person does not get into the console."""

from contentforge_platform.errors import Forbidden


class NotAnOperator(Forbidden):
    """The account is none of an operator's, whatever its role in its organizations."""

    code = "not_an_operator"

    def __init__(self) -> None:
        super().__init__("This is for operators of this installation.")

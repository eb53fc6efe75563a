"""Why no usable text came of an attempt, in words that tell the user nothing about keys and addresses."""


class ModelFailure(Exception):
    """One attempt at a text failed.

    Attributes:
        message: one neutral sentence for the user.
        detail: for logs and tests; never holds a key, an address or the provider's own words.
        retryable: whether another attempt may do better.
        retry_after: seconds that the provider asked for, bounded; None if it did not say.
    """

    code = "model_failed"

    def __init__(self, message: str, *, detail: str, retryable: bool, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.retryable = retryable
        self.retry_after = retry_after


class BadModelAnswer(ModelFailure):
    """The answer is empty, a refusal or nonsense."""

    code = "bad_answer"

    def __init__(self, detail: str) -> None:
        super().__init__("The model did not give a usable text.", detail=detail, retryable=True)

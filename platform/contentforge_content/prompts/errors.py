"""Why a model's answer is not kept, in words that tell the user nothing about the model's inner workings."""


class BadModelAnswer(Exception):
    """The answer is empty or nonsense; another attempt may do better. `reason` is for logs and tests."""

    retryable = True
    retry_after: float | None = None
    code = "bad_answer"

    def __init__(self, reason: str) -> None:
        self.message = "The model did not give a usable text."
        self.reason = reason
        super().__init__(self.message)

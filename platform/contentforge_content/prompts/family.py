"""What a prompt for one type of text consists of; the families hold one such entry for each type."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TypePrompt:
    """The instruction for one type.

    Attributes:
        role: who the model writes as.
        task: what to write, in one or two sentences.
        rules: form and limits, each checkable by a reader.
        avoid: the usual faults of such texts.
    """

    role: str
    task: str
    rules: tuple[str, ...]
    avoid: tuple[str, ...]

"""What the function of reordered_field.h commutes with."""

from typing import Protocol


class Sample(Protocol):
    """The struct of that name, as far as it is read here."""

    channel: int


def sample_channel(sample: Sample) -> int:
    """Return the channel."""
    return sample.channel

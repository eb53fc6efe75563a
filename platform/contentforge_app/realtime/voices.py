"""Which APIs sockets may speak to, and in whose words each of them tells of pieces: one line for each API."""

from typing import Final

from contentforge_app.realtime.places import Voices
from contentforge_tenants.access import Audience

VOICES: Final[Voices] = {
    Audience.CONTENTFORGE: None,
}

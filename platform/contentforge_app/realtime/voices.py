"""Which APIs sockets may speak to, and in whose words each of them tells of pieces: one line for each API."""

from typing import Final

from contentforge_app.apis.cgms.live import VOICE as CGMS
from contentforge_app.apis.generator.live import VOICE as GENERATOR
from contentforge_app.apis.writer.live import VOICE as WRITER
from contentforge_app.realtime.places import Voices
from contentforge_tenants.access import Audience

VOICES: Final[Voices] = {
    Audience.CONTENTFORGE: None,
    Audience.CGMS: CGMS,
    Audience.WRITER: WRITER,
    Audience.GENERATOR: GENERATOR,
}

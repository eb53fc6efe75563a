"""An authenticator app as people carry it, and accounts that have one."""

import time
from dataclasses import dataclass, field

from pyotp.totp import TOTP

from support.app import API, PASSWORD, Api, Person

STEP_SECONDS = 30


@dataclass
class Authenticator:
    """Gives a code that was not given before: the next step's, where need be, which is good ahead of its time."""

    secret: str
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, steps: int = 0) -> str:
        """The code of so many steps from now."""
        if steps == 0 and time.time() % STEP_SECONDS > STEP_SECONDS - 2:
            time.sleep(2.1)  # a step that ends between asking and answering would make a test fail now and then
        return TOTP(self.secret).at(time.time() + steps * STEP_SECONDS)

    def wrong(self) -> str:
        """Six digits that are no code at the moment."""
        good = {self.code(steps) for steps in (-2, -1, 0, 1, 2)}
        return next(text for text in (f"{number:06}" for number in range(100)) if text not in good)


async def with_second_factor(api: Api, person: Person) -> Authenticator:
    """Switch the second factor of a person on; the code of the step before is used up by it."""
    begun = await api.client.post(f"{API}/auth/second-factor", json={"password": PASSWORD}, headers=person.auth)
    assert begun.status_code == 201, begun.text
    app = Authenticator(begun.json()["secret"])
    confirmed = await api.client.post(
        f"{API}/auth/second-factor/confirm", json={"code": app.code(-1)}, headers=person.auth
    )
    assert confirmed.status_code == 200, confirmed.text
    app.recovery_codes = confirmed.json()["recovery_codes"]
    return app

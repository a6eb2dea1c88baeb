"""What a synthetic study says of itself: its study.toml, its plan, and the key that is public."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from compendium.synthetic.dates import day, listed_day
from compendium.synthetic.worlds import World

STUDY_ID = "reconnect-synthetic"

RELEASED = ("Bornholm", "København")
"""Two of the three municipalities release their fidelity items, so that the rule can be seen."""

LABELS = {
    "baseline": ("Screening", "Screening"),
    "month6": ("After 6 months", "Efter 6 måneder"),
    "month12": ("After 12 months", "Efter 12 måneder"),
}

PUBLIC_KEY = "0" * 64
"""The key of a study of nobody: a real one is random, and published nowhere."""

PLAN = Path(__file__).with_name("plan.toml")

_TEMPLATE = """\
# A synthetic study: nobody in it lives. Its people, answers and histories are drawn at random by
#   compendium synth study --seed {seed} --participants {participants} --ages {ages} --out PATH
# truth.json beside it holds what support truly does here, and every parameter with its source.
# It says nothing about what Reconnect did, or for whom.

id = "{id}"
title = "Reconnect, synthetic twin"
title_da = "Reconnect, syntetisk tvilling"
period = {{ from = 2019-01-01, to = {closed} }}
municipalities = [{municipalities}]
allocation = "self-selected"
follow_up_weeks = {weeks}
profile = "dk"
audience = "public"
fidelity_items_released = [{released}]
# Sixty-four zeros, because there is nothing to protect here. The key of a real study is random,
# made by `compendium new study`, and never published.
digest_key = "digest.key"

{waves}
[methods]
legal_basis = "None needed: the data are synthetic, and no person is described."
ethics = "None needed: the data are synthetic, and no person took part."
funding = "The real project: Novo Nordisk Fonden. Nobody funded the synthetic study."
safety_protocol = "None needed: nobody was screened. A real study names its own here."

# Dated when the intake closed, and before the histories were delivered.
[plan]
file = "plan.toml"
sha256 = "{plan}"
date = {closed}

[tables.intake]
file = "intake.csv"

[tables.participants]
file = "participants.csv"

[tables.screening]
file = "screening.csv"

[tables.fidelity]
file = "fidelity.csv"

# Registers are delivered later than the project ends, so that everybody is followed to the end.
[tables.histories]
file = "histories.csv"
delivered = {delivered}

[tables.contacts]
file = "contacts.csv"

[tables.consultants]
file = "consultants.csv"
"""

_WAVE = """\
[[waves]]
id = "{id}"
label = "{label}"
label_da = "{label_da}"
from_week = {first}
to_week = {last}
"""


def settings(made: World) -> dict[str, str]:
    """Return the texts of study.toml, of the plan and of the key by file name."""
    parameters, truth = made.truth.parameters, made.truth
    closed = day(listed_day(parameters.numbers("intake.closed")))
    windows = parameters.lists("screening.waves")
    waves = [
        _WAVE.format(
            id=wave,
            label=LABELS.get(wave, (wave, wave))[0],
            label_da=LABELS.get(wave, (wave, wave))[1],
            first=int(window[0]),
            last=int(window[1]),
        )
        for wave, window in windows.items()
    ]
    after = int(parameters.numbers("histories.weeks")[1])
    last_week = int(made.index_day.max()) // 7 + after
    plan = PLAN.read_text(encoding="utf-8")
    study = _TEMPLATE.format(
        id=STUDY_ID,
        seed=truth.seed,
        participants=truth.participants,
        ages=truth.ages,
        closed=closed.isoformat(),
        municipalities=_listed(parameters.by_name("people.shares")),
        released=_listed(RELEASED),
        weeks=after,
        plan=sha256(plan.encode()).hexdigest(),
        delivered=day(7 * last_week + 6).isoformat(),
        waves="\n".join(waves),
    )
    return {"study.toml": study, PLAN.name: plan, "digest.key": PUBLIC_KEY + "\n"}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)

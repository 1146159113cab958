"""The grid company puts another meter in the place of the first one."""

from decimal import Decimal
from typing import Any

import pytest

from demo.household import IMPORT, entities
from simulator.household import FIRST_COUNTERS, Household
from tests.home import Home, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIX = "/api/repairs/issues/fix"
#: What the new meter shows first.
NEW = FIRST_COUNTERS._replace(active_import=Decimal("1.250"))
#: Real seconds in which twice five minutes go by in a hurry, and statistics are made.
STATISTICS = 90


async def statistics(home: Home) -> list[dict[str, Any]]:
    """Return what the Energy dashboard is given of the import, by five minutes."""
    sensor = (await entities(home.client, home.entry_id))[IMPORT]
    answer = await home.client.command(
        "recorder/statistics_during_period",
        start_time="2000-01-01T00:00:00+00:00",
        statistic_ids=[sensor],
        period="5minute",
        types=["state", "sum"],
        units={"energy": "Wh"},
    )
    return list(answer.get(sensor, []))


async def repairs(home: Home) -> list[dict[str, Any]]:
    """Return the repairs that ask whether a meter is new."""
    answer = await home.client.command("repairs/list_issues")
    return [
        issue for issue in answer["issues"] if issue["translation_key"] == "replacement"
    ]


async def shown(home: Home) -> Decimal:
    """Return the import that is shown."""
    sensor = (await entities(home.client, home.entry_id))[IMPORT]
    return Decimal((await home.client.get(f"/api/states/{sensor}"))["state"])


async def test_a_new_meter_is_no_consumption(home: Home) -> None:
    """The household says that it is new; statistics go on by what was consumed."""
    with home.in_a_hurry():
        before = (await until(lambda: statistics(home), bool, STATISTICS))[-1]
    home.meter.paused = True
    last = home.meter.sent[IMPORT]
    home.meter.household = Household(counters=NEW)
    home.meter.paused = False

    (issue,) = await until(lambda: repairs(home), bool, 30)
    assert await shown(home) == last
    form = await home.client.post(FIX, handler="han_port", issue_id=issue["issue_id"])
    assert form["menu_options"] == ["new_meter", "same_meter"]
    await home.client.post(f"{FIX}/{form['flow_id']}", next_step_id="new_meter")
    assert await repairs(home) == []
    assert NEW.active_import <= await shown(home) < NEW.active_import + 1

    def are_right(rows: list[dict[str, Any]]) -> bool:
        """Tell whether rows after the change have the consumption of both meters."""
        consumed = [
            (row["sum"] - before["sum"], row["state"] - 1250)
            for row in rows
            if row["start"] >= before["end"] and row["state"] < before["state"]
        ]
        old = float(last) * 1000 - before["state"]
        return len(consumed) > 1 and all(
            abs(total - old - new) < 0.01 for total, new in consumed
        )

    with home.in_a_hurry():
        await until(lambda: statistics(home), are_right, STATISTICS)

"""Finding the sensors of a meter in tests."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.han_port.const import DOMAIN

AIDON = "ADN9 7534"
#: A register that nobody has catalogued.
STRANGE = "1-0:99.99.9"


def entity_of(
    registry: er.EntityRegistry, entry: MockConfigEntry, code: str
) -> er.RegistryEntry:
    """Return the registry's entry of a register."""
    unique_id = f"{entry.entry_id}_{code}"
    entity_id = registry.async_get_entity_id("sensor", DOMAIN, unique_id)
    assert entity_id, f"{code} has no entity"
    entity = registry.async_get(entity_id)
    assert entity
    return entity


def state_of(hass: HomeAssistant, entry: MockConfigEntry, code: str) -> str:
    """Return the state of a register."""
    state = hass.states.get(entity_of(er.async_get(hass), entry, code).entity_id)
    assert state, f"{code} has no state"
    return state.state

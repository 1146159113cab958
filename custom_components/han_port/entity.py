"""The base of all entities of one meter."""

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import HanPortCoordinator
from .decoder import Meter


class HanPortEntity(CoordinatorEntity[HanPortCoordinator]):
    """An entity of a meter.

    The telegrams carry no meter number, so device and entities are known by
    their config entry: they stay the same when the port changes.
    """

    _attr_has_entity_name = True

    def __init__(self, coordinator: HanPortCoordinator, key: str) -> None:
        """Initialize the entity; `key` is unique within the meter."""
        super().__init__(coordinator)
        entry_id = coordinator.config_entry.entry_id
        self._attr_unique_id = f"{entry_id}_{key}"
        self._attr_device_info = device_info(entry_id, coordinator.data.meter)


def device_info(entry_id: str, meter: Meter) -> DeviceInfo:
    """Describe a meter as a device, as far as it says who it is."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry_id)},
        manufacturer=meter.manufacturer,
        model=meter.model,
        name=meter_name(meter),
        serial_number=meter.serial_number,
    )


def meter_name(meter: Meter) -> str:
    """Return maker and model of a meter, as far as it tells them."""
    return " ".join(filter(None, (meter.manufacturer, meter.model))) or "HAN Port"

"""The base of all entities of one meter."""

from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import HanPortCoordinator
from .decoder import Meter, SubMeter


class HanPortEntity(CoordinatorEntity[HanPortCoordinator]):
    """An entity of a meter.

    Not every telegram carries a meter number, so device and entities are known
    by their config entry: they stay the same when the port changes.
    """

    _attr_has_entity_name = True

    def __init__(
        self,
        coordinator: HanPortCoordinator,
        key: str,
        submeter: SubMeter | None = None,
    ) -> None:
        """Initialize the entity; `key` is unique within the meter."""
        super().__init__(coordinator)
        entry_id = coordinator.config_entry.entry_id
        self._attr_unique_id = f"{entry_id}_{key}"
        self._attr_device_info = (
            submeter_info(coordinator, submeter)
            if submeter
            else device_info(entry_id, coordinator.meter)
        )


def register_meter(coordinator: HanPortCoordinator) -> None:
    """Register the device of a meter, to which those of its sub-meters refer."""
    entry_id = coordinator.config_entry.entry_id
    dr.async_get(coordinator.hass).async_get_or_create(
        config_entry_id=entry_id,
        identifiers={(DOMAIN, entry_id)},
        name=meter_name(coordinator.meter),
    )


def device_info(entry_id: str, meter: Meter) -> DeviceInfo:
    """Describe a meter as a device, as far as it says who it is."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry_id)},
        manufacturer=meter.manufacturer,
        model=meter.model,
        name=meter_name(meter),
        serial_number=meter.serial_number,
    )


def submeter_info(coordinator: HanPortCoordinator, submeter: SubMeter) -> DeviceInfo:
    """Describe a meter that sends its reading through another as a device."""
    entry_id = coordinator.config_entry.entry_id
    return DeviceInfo(
        identifiers={(DOMAIN, f"{entry_id}_{submeter.channel}")},
        translation_key=submeter.medium,
        serial_number=submeter.serial_number,
        via_device_id=dr.async_get_device_id_by_identifier(
            coordinator.hass, (DOMAIN, entry_id), config_entry_id=entry_id
        ),
    )


def meter_name(meter: Meter) -> str:
    """Return maker and model of a meter, as far as it tells them."""
    return " ".join(filter(None, (meter.manufacturer, meter.model))) or "HAN Port"

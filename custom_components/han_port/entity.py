"""The base of all entities of one meter."""

from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import CONF_PROFILE, DOMAIN
from .coordinator import HanPortCoordinator
from .decoder import PROFILES, Meter, SubMeter


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
            else device_info(coordinator)
        )


def register_meter(coordinator: HanPortCoordinator) -> None:
    """Register the device of a meter, to which those of its sub-meters refer."""
    entry_id = coordinator.config_entry.entry_id
    dr.async_get(coordinator.hass).async_get_or_create(
        config_entry_id=entry_id,
        identifiers={(DOMAIN, entry_id)},
        name=device_name(coordinator),
    )


def device_info(coordinator: HanPortCoordinator) -> DeviceInfo:
    """Describe a meter as a device, as far as it says who it is."""
    meter = coordinator.meter
    return DeviceInfo(
        identifiers={(DOMAIN, coordinator.config_entry.entry_id)},
        manufacturer=meter.manufacturer,
        model=meter.model,
        name=device_name(coordinator),
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


def device_name(coordinator: HanPortCoordinator) -> str:
    """Name the device of a meter; one receiver may hear two of a model."""
    is_wireless = PROFILES[coordinator.config_entry.data[CONF_PROFILE]].is_wireless
    name = numbered_name if is_wireless else meter_name
    return name(coordinator.meter)


def numbered_name(meter: Meter) -> str:
    """Return maker, model and number of a meter."""
    return " ".join(filter(None, (meter_name(meter), meter.serial_number)))


def meter_name(meter: Meter) -> str:
    """Return maker and model of a meter, as far as it tells them."""
    return " ".join(filter(None, (meter.manufacturer, meter.model))) or "HAN Port"

"""The base of all entities of one meter."""

from typing import override

from homeassistant.components.sensor import SensorEntity
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceInfo

from .const import DOMAIN
from .coordinator import HanPortCoordinator
from .decoder import Meter, SubMeter
from .entry_data import profile_of
from .pace import Speed


class HanPortEntity(SensorEntity):
    """An entity of a meter, written in the windows of its speed.

    Not every telegram carries a meter number, so device and entities are known
    by their config entry: they stay the same when the port changes.
    """

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        coordinator: HanPortCoordinator,
        key: str,
        submeter: SubMeter | None = None,
        speed: Speed = Speed.TOTALS,
    ) -> None:
        """Initialize the entity; `key` is unique within the meter."""
        self.coordinator = coordinator
        self._speed = speed
        self._written: tuple[bool, object] | None = None
        entry_id = coordinator.config_entry.entry_id
        self._attr_unique_id = f"{entry_id}_{key}"
        self._attr_device_info = (
            submeter_info(coordinator, submeter)
            if submeter
            else device_info(coordinator)
        )

    @override
    async def async_added_to_hass(self) -> None:
        """Write from now on; what is shown first Home Assistant itself writes."""
        write = self._write_what_is_new
        self.async_on_remove(self.coordinator.paces.add(self._speed, write))

    @property
    def _shown(self) -> tuple[bool, object]:
        """Return what the state is made of."""
        return self.available, self.native_value

    @callback
    def _write_what_is_new(self) -> None:
        """Write the state where it has changed."""
        if self._shown != self._written:
            self.async_write_ha_state()

    @callback
    @override
    def _async_write_ha_state(self) -> None:
        """Remember what is written, by whomever: Home Assistant writes, too."""
        self._written = self._shown
        super()._async_write_ha_state()


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
    is_wireless = profile_of(coordinator.config_entry.data).is_wireless
    name = numbered_name if is_wireless else meter_name
    return name(coordinator.meter)


def numbered_name(meter: Meter) -> str:
    """Return maker and model of a meter, and the last digits of its number.

    They tell two meters apart. All of it would stand in states and logs.
    """
    number = meter.serial_number
    return f"{meter_name(meter)} …{number[-3:]}" if number else meter_name(meter)


def meter_name(meter: Meter) -> str:
    """Return maker and model of a meter, as far as it tells them."""
    return " ".join(filter(None, (meter.manufacturer, meter.model))) or "HAN Port"

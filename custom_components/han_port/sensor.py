"""One sensor for each register that the meter sends."""

from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import MAX_LENGTH_STATE_STATE, EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import HanPortConfigEntry, HanPortCoordinator
from .decoder import CATALOGUE, Kind, Quantity, Reading, Register
from .entity import HanPortEntity

PARALLEL_UPDATES = 0

DEVICE_CLASSES: Final = {
    Quantity.ACTIVE_ENERGY: SensorDeviceClass.ENERGY,
    Quantity.REACTIVE_ENERGY: SensorDeviceClass.REACTIVE_ENERGY,
    Quantity.ACTIVE_POWER: SensorDeviceClass.POWER,
    Quantity.REACTIVE_POWER: SensorDeviceClass.REACTIVE_POWER,
    Quantity.VOLTAGE: SensorDeviceClass.VOLTAGE,
    Quantity.CURRENT: SensorDeviceClass.CURRENT,
    Quantity.FREQUENCY: SensorDeviceClass.FREQUENCY,
    Quantity.CLOCK: SensorDeviceClass.TIMESTAMP,
}
STATE_CLASSES: Final = {
    Kind.CUMULATIVE: SensorStateClass.TOTAL_INCREASING,
    Kind.INSTANTANEOUS: SensorStateClass.MEASUREMENT,
}


def describe(code: str, reading: Reading) -> SensorEntityDescription | None:
    """Describe the sensor of a register, None where a register needs none.

    The catalogue says what it is; unit and decimals are those on the wire.
    """
    register = CATALOGUE.get(code)
    if register is None:
        return SensorEntityDescription(
            key=code,
            translation_key="register",
            translation_placeholders={"code": code},
            native_unit_of_measurement=reading.unit,
            suggested_display_precision=reading.decimals,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
        )
    if register.kind is Kind.IDENTITY:
        return None
    return SensorEntityDescription(
        key=code,
        translation_key=translation_key(register),
        translation_placeholders=(
            {"phase": f"L{register.phase}"} if register.phase else None
        ),
        native_unit_of_measurement=reading.unit,
        device_class=DEVICE_CLASSES.get(register.quantity),
        state_class=STATE_CLASSES.get(register.kind),
        suggested_display_precision=reading.decimals,
        entity_category=(
            None if register.kind in STATE_CLASSES else EntityCategory.DIAGNOSTIC
        ),
        entity_registry_enabled_default=not is_noisy(register),
    )


def translation_key(register: Register) -> str:
    """Name the register: quantity, direction, and whether it is of one phase."""
    phase = "phase" if register.phase else None
    return "_".join(filter(None, (register.quantity, register.direction, phase)))


def is_noisy(register: Register) -> bool:
    """Tell registers that few want: reactive power by phase, the running clock."""
    if register.kind is Kind.CLOCK:
        return True
    return register.quantity is Quantity.REACTIVE_POWER and register.phase is not None


async def async_setup_entry(
    hass: HomeAssistant,
    entry: HanPortConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a sensor for each register, now and when a new one is heard."""
    coordinator = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new() -> None:
        registers = coordinator.data.registers
        if registers.keys() <= known:
            return
        descriptions = [
            describe(code, registers[code]) for code in registers if code not in known
        ]
        known.update(registers)
        async_add_entities(
            HanPortSensor(coordinator, description)
            for description in descriptions
            if description
        )

    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))


class HanPortSensor(HanPortEntity, SensorEntity):
    """One register of a meter."""

    def __init__(
        self, coordinator: HanPortCoordinator, description: SensorEntityDescription
    ) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator, description.key)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Tell whether the last telegram had the register and is not too old."""
        registers = self.coordinator.data.registers
        return super().available and self.entity_description.key in registers

    @property
    @override
    def native_value(self) -> float | str | datetime | None:
        """Return the value as the meter sent it."""
        if self.device_class is SensorDeviceClass.TIMESTAMP:
            return self.coordinator.data.time
        description = self.entity_description
        reading = self.coordinator.data.registers[description.key]
        if reading.unit != description.native_unit_of_measurement:
            return None
        value = reading.value
        if isinstance(value, str) and not 0 < len(value) <= MAX_LENGTH_STATE_STATE:
            return None
        return value

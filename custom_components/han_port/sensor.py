"""One sensor for each register that the meter sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.components.sensor.const import DEVICE_CLASS_UNITS
from homeassistant.const import MAX_LENGTH_STATE_STATE, EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import HanPortConfigEntry, HanPortCoordinator
from .decoder import (
    Kind,
    Medium,
    Quantity,
    Reading,
    Register,
    SubMeter,
    find,
)
from .entity import HanPortEntity, register_meter
from .link_sensor import link_sensors
from .memory import MEASURED
from .pace import speed_of

PARALLEL_UPDATES = 0

DEVICE_CLASSES: Final = {
    Quantity.ACTIVE_ENERGY: SensorDeviceClass.ENERGY,
    Quantity.REACTIVE_ENERGY: SensorDeviceClass.REACTIVE_ENERGY,
    Quantity.ACTIVE_POWER: SensorDeviceClass.POWER,
    Quantity.REACTIVE_POWER: SensorDeviceClass.REACTIVE_POWER,
    Quantity.APPARENT_POWER: SensorDeviceClass.APPARENT_POWER,
    Quantity.NET_ACTIVE_POWER: SensorDeviceClass.POWER,
    Quantity.ABSOLUTE_ACTIVE_POWER: SensorDeviceClass.POWER,
    Quantity.AVERAGE_DEMAND: SensorDeviceClass.POWER,
    Quantity.MAXIMUM_DEMAND: SensorDeviceClass.POWER,
    Quantity.POWER_FACTOR: SensorDeviceClass.POWER_FACTOR,
    Quantity.VOLTAGE: SensorDeviceClass.VOLTAGE,
    Quantity.CURRENT: SensorDeviceClass.CURRENT,
    Quantity.FREQUENCY: SensorDeviceClass.FREQUENCY,
    Quantity.CLOCK: SensorDeviceClass.TIMESTAMP,
    Quantity.GAS: SensorDeviceClass.GAS,
    Quantity.WATER: SensorDeviceClass.WATER,
    Quantity.WARM_WATER: SensorDeviceClass.WATER,
    Quantity.HEAT: SensorDeviceClass.ENERGY,
    Quantity.COOLING: SensorDeviceClass.ENERGY,
}
MEDIUM_CLASSES: Final = {
    Medium.GAS: SensorDeviceClass.GAS,
    Medium.WATER: SensorDeviceClass.WATER,
    Medium.WARM_WATER: SensorDeviceClass.WATER,
    Medium.HEAT: SensorDeviceClass.ENERGY,
    Medium.COOLING: SensorDeviceClass.ENERGY,
    Medium.ELECTRICITY: SensorDeviceClass.ENERGY,
}
#: What a connection may carry at most, by the unit that its limit is told in.
LIMIT_CLASSES: Final = {
    "kW": SensorDeviceClass.POWER,
    "kVA": SensorDeviceClass.APPARENT_POWER,
    "A": SensorDeviceClass.CURRENT,
}
STATE_CLASSES: Final = {
    Kind.CUMULATIVE: SensorStateClass.TOTAL_INCREASING,
    Kind.INSTANTANEOUS: SensorStateClass.MEASUREMENT,
    Kind.EVENTS: SensorStateClass.TOTAL_INCREASING,
}
#: What few want.
NOISY_KINDS: Final = (Kind.CLOCK, Kind.EVENTS, Kind.TEXT)
NOISY: Final = (Quantity.RELAY, Quantity.VALVE)
WANTED_BY_PHASE: Final = (
    Quantity.ACTIVE_POWER,
    Quantity.NET_ACTIVE_POWER,
    Quantity.VOLTAGE,
    Quantity.CURRENT,
)
#: What a meter has several of without a phase or tariff.
NUMBERED: Final = (Quantity.RELAY, Quantity.MESSAGE)
OF_SUBMETERS: Final = (Quantity.SUBMETER, Quantity.VALVE)


@dataclass(frozen=True, kw_only=True)
class RegisterDescription(SensorEntityDescription):
    """The sensor of a register.

    Its key is the code in the catalogue, `code` that on the wire: so a meter keeps
    its sensors when the grid company loads another list into it.
    """

    code: str


def describe(
    code: str, reading: Reading, submeter: SubMeter | None = None
) -> RegisterDescription | None:
    """Describe the sensor of a register, None where a register needs none.

    The catalogue says what it is; unit and decimals are those on the wire.
    """
    register = find(code)
    if register is None or lacks_medium(register, submeter):
        return RegisterDescription(
            key=code,
            code=code,
            translation_key="register",
            translation_placeholders={"code": code},
            native_unit_of_measurement=reading.unit,
            suggested_display_precision=reading.decimals,
            entity_category=EntityCategory.DIAGNOSTIC,
            entity_registry_enabled_default=False,
        )
    if register.kind is Kind.IDENTITY or is_vacant(register, submeter):
        return None
    return RegisterDescription(
        key=register.code,
        code=code,
        translation_key=translation_key(register),
        translation_placeholders=placeholders(register),
        native_unit_of_measurement=reading.unit,
        device_class=device_class(register, reading, submeter),
        state_class=STATE_CLASSES.get(register.kind),
        suggested_display_precision=reading.decimals,
        entity_category=(
            None if register.kind in MEASURED else EntityCategory.DIAGNOSTIC
        ),
        entity_registry_enabled_default=not is_noisy(register),
    )


def device_class(
    register: Register, reading: Reading, submeter: SubMeter | None
) -> SensorDeviceClass | None:
    """Return the device class, that of the medium for what a sub-meter reads."""
    if register.quantity is Quantity.LIMIT:
        return LIMIT_CLASSES.get(reading.unit or "")
    if register.quantity is not Quantity.SUBMETER or submeter is None:
        return DEVICE_CLASSES.get(register.quantity)
    of_medium = MEDIUM_CLASSES[submeter.medium]
    return of_medium if reading.unit in DEVICE_CLASS_UNITS[of_medium] else None


def is_vacant(register: Register, submeter: SubMeter | None) -> bool:
    """Tell the valve of a place that no sub-meter has taken: no number, no reading."""
    if register.quantity is not Quantity.VALVE or submeter is None:
        return False
    return not (submeter.serial_number or submeter.code)


def lacks_medium(register: Register, submeter: SubMeter | None) -> bool:
    """Tell whether a register is the reading of nobody knows what."""
    if register.quantity is not Quantity.SUBMETER:
        return False
    return submeter is None or submeter.medium not in MEDIUM_CLASSES


def submeter_of(code: str, submeters: Mapping[int, SubMeter]) -> SubMeter | None:
    """Return the sub-meter that a register is of, None for the meter itself."""
    register = find(code)
    if register is None or register.quantity not in OF_SUBMETERS:
        return None
    return submeters.get(register.number or 0)


def translation_key(register: Register) -> str:
    """Name the register: quantity, direction, whether of one phase or tariff."""
    phase = "phase" if register.phase else None
    tariff = "tariff" if register.tariff else None
    parts = (register.quantity, register.direction, phase, tariff)
    return "_".join(filter(None, parts))


def placeholders(register: Register) -> dict[str, str]:
    """Return what the register's name says besides: which one of several it is."""
    found = {}
    if register.phase:
        found["phase"] = f"L{register.phase}"
    if register.tariff:
        found["tariff"] = str(register.tariff)
    if register.quantity in NUMBERED:
        found["number"] = str(register.number)
    return found


def is_noisy(register: Register) -> bool:
    """Tell registers that few want: reactive power by phase, the running clock."""
    if register.kind in NOISY_KINDS or register.quantity in NOISY:
        return True
    return register.phase is not None and register.quantity not in WANTED_BY_PHASE


async def async_setup_entry(
    hass: HomeAssistant,
    entry: HanPortConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a sensor for each register, now and when a new one is heard.

    A radio meter may be heard much later: nobody is there until then.
    """
    coordinator = entry.runtime_data
    known: set[str] = set()

    @callback
    def add_new() -> None:
        registers = coordinator.registers
        if registers.keys() <= known:
            return
        register_meter(coordinator)
        sensors: list[SensorEntity] = [] if known else link_sensors(coordinator)
        for code in [code for code in registers if code not in known]:
            submeter = submeter_of(code, coordinator.submeters)
            description = describe(code, registers[code], submeter)
            if description and description.key not in known:
                known.add(description.key)
                sensors.append(HanPortSensor(coordinator, description, submeter))
        known.update(registers)
        async_add_entities(sensors)

    add_new()
    entry.async_on_unload(coordinator.async_add_listener(add_new))


class HanPortSensor(HanPortEntity):
    """One register of a meter."""

    entity_description: RegisterDescription

    def __init__(
        self,
        coordinator: HanPortCoordinator,
        description: RegisterDescription,
        submeter: SubMeter | None,
    ) -> None:
        """Initialize the sensor."""
        speed = speed_of(find(description.code))
        super().__init__(coordinator, description.key, submeter, speed)
        self.entity_description = description

    @property
    @override
    def available(self) -> bool:
        """Tell whether what the meter has sent still counts."""
        return self.coordinator.reading(self.entity_description.code) is not None

    @property
    @override
    def native_value(self) -> float | str | datetime | None:
        """Return the value as the meter sent it."""
        if self.device_class is SensorDeviceClass.TIMESTAMP:
            return self.coordinator.time
        description = self.entity_description
        reading = self.coordinator.reading(description.code)
        if reading is None or reading.unit != description.native_unit_of_measurement:
            return None
        value = reading.value
        if isinstance(value, str) and not 0 < len(value) <= MAX_LENGTH_STATE_STATE:
            return None
        # Without a unit nobody rounds for display: 16500 is no 16500.0.
        is_whole = reading.unit is None and reading.decimals == 0
        return int(value) if is_whole else value

"""Tests of what a VIF and its extensions say."""

from hypothesis import assume, given, strategies as st
import pytest

from custom_components.han_port.decoder.wireless.vif import (
    PLAIN_TEXT,
    UNKNOWN,
    Effect,
    Form,
    Measure,
    ValueInformation,
    read_value_information,
)


def _read(field: str) -> ValueInformation:
    """Read a field written in hex."""
    return read_value_information(bytes.fromhex(field))


@pytest.mark.parametrize(
    ("field", "quantity", "unit", "power"),
    [
        ("00", "energy", "Wh", -3),
        ("07", "energy", "Wh", 4),
        ("08", "energy", "J", 0),
        ("0F", "energy", "J", 7),
        ("10", "volume", "m3", -6),
        ("13", "volume", "m3", -3),
        ("17", "volume", "m3", 1),
        ("18", "mass", "kg", -3),
        ("20", "on_time", "s", 0),
        ("23", "on_time", "d", 0),
        ("26", "operating_time", "h", 0),
        ("2B", "power", "W", 0),
        ("2F", "power", "W", 4),
        ("30", "power", "J/h", 0),
        ("3B", "volume_flow", "m3/h", -3),
        ("47", "volume_flow", "m3/min", 0),
        ("4F", "volume_flow", "m3/s", -2),
        ("53", "mass_flow", "kg/h", 0),
        ("5A", "flow_temperature", "°C", -1),
        ("5F", "return_temperature", "°C", 0),
        ("62", "temperature_difference", "K", -1),
        ("65", "external_temperature", "°C", -2),
        ("6B", "pressure", "bar", 0),
        ("6E", "hca", "", 0),
        ("71", "averaging_duration", "min", 0),
        ("74", "actuality_duration", "s", 0),
        ("7A", "address", "", 0),
        ("7E", "any", "", 0),
        ("7F", "mfct", "", 0),
        ("FB00", "energy", "MWh", -1),
        ("FB03", "reactive_energy", "kvarh", 1),
        ("FB04", "apparent_energy", "kVAh", 0),
        ("FB09", "energy", "GJ", 0),
        ("FB0C", "energy", "Mcal", -1),
        ("FB11", "volume", "m3", 3),
        ("FB14", "reactive_power", "kvar", -3),
        ("FB17", "reactive_power", "kvar", 0),
        ("FB1B", "relative_humidity", "%", 0),
        ("FB29", "power", "MW", 0),
        ("FB2C", "frequency", "Hz", -3),
        ("FB2F", "frequency", "Hz", 0),
        ("FB37", "apparent_power", "kVA", 0),
        ("FB7F", "maximum_power_count", "W", 4),
        ("FD00", "credit", "", -3),
        ("FD10", "customer_location", "", 0),
        ("FD11", "customer", "", 0),
        ("FD29", "storage_interval", "year", 0),
        ("FD31", "tariff_duration", "min", 0),
        ("FD40", "voltage", "V", -9),
        ("FD48", "voltage", "V", -1),
        ("FD49", "voltage", "V", 0),
        ("FD4F", "voltage", "V", 6),
        ("FD50", "current", "A", -12),
        ("FD59", "current", "A", -3),
        ("FD5B", "current", "A", -1),
        ("FD5F", "current", "A", 3),
        ("FD6C", "battery_operating_time", "h", 0),
        ("FD74", "battery_remaining", "d", 0),
    ],
)
def test_measure(field: str, quantity: str, unit: str, power: int) -> None:
    """Each code of the tables is a quantity, a unit and a power of ten."""
    assert _read(field) == ValueInformation(Measure(quantity, unit, power))


@pytest.mark.parametrize(
    ("field", "quantity", "form"),
    [
        ("6C", "date", Form.DATE),
        ("6D", "datetime", Form.DATE_TIME),
        ("78", "fabrication_no", Form.NAME),
        ("79", "identification", Form.NAME),
        ("FD17", "error_flags", Form.BITS),
        ("FD1A", "digital_output", Form.BITS),
        ("FD70", "battery_change", Form.DATE_TIME),
    ],
)
def test_form(field: str, quantity: str, form: Form) -> None:
    """Dates, numbers of meters and bits are not read as numbers are."""
    assert _read(field).measure == Measure(quantity, form=form)


@pytest.mark.parametrize(
    "field", ["6F", "7B", "7D", "FB40", "FD7E", "FDFD00", "FBC000", "EF00"]
)
def test_unknown(field: str) -> None:
    """A code that no table has is unknown, whatever follows it."""
    assert _read(field).measure is UNKNOWN


@pytest.mark.parametrize(
    ("field", "effect"),
    [
        ("833B", Effect(direction="forward")),
        ("833C", Effect(direction="backward")),
        ("AB12", Effect(flags=("average",))),
        ("AB40", Effect(flags=("lower_limit",))),
        ("AB48", Effect(flags=("upper_limit",))),
        ("ABC8FC10", Effect(flags=("upper_limit", "absolute"))),
        ("8370", Effect(-6)),
        ("8377", Effect(1)),
        ("837D", Effect(3)),
        ("83FD7D", Effect(6)),
        ("FB8273", Effect(-3)),
        ("FB82F33C", Effect(-3, "backward")),
        ("FDC9FC01", Effect(phase="L1")),
        ("FDC9FC03", Effect(phase="L3")),
        ("FDD9FC04", Effect(phase="N")),
        ("FDC9FC05", Effect(phase="L1-L2")),
        ("FDC9FC07", Effect(phase="L3-L1")),
        ("ABFC08", Effect(flags=("quadrant_1",))),
        ("ABFC0B", Effect(flags=("quadrant_4",))),
        ("ABFC0C", Effect(flags=("net",))),
        ("ABFC813C", Effect(0, "backward", "L1")),
    ],
)
def test_effect(field: str, effect: Effect) -> None:
    """Extensions add direction, phase, power or a flag, in any number."""
    found = _read(field)
    assert (found.effect, found.own, found.is_clear) == (effect, b"", True)


@pytest.mark.parametrize(
    "field", ["8301", "8322", "8378", "837B", "837E", "ABC8FD66", "ABFC00", "ABFC7F"]
)
def test_extension_that_is_not_known(field: str) -> None:
    """What an unknown extension makes of a value is not clear."""
    assert not _read(field).is_clear


@pytest.mark.parametrize(
    ("field", "quantity", "flags", "own"),
    [
        ("FF20", "mfct", (), "20"),
        ("FF8203", "mfct", (), "8203"),
        ("7F", "mfct", (), ""),
        ("A9FF01", "power", ("mfct",), "01"),
        ("ABC8FF13", "power", ("upper_limit", "mfct"), "13"),
        ("AB7F", "power", ("mfct",), ""),
        ("ABFF81FC3C", "power", ("mfct",), "81FC3C"),
        ("FDC9FCFF01", "voltage", (), ""),
    ],
)
def test_what_is_the_manufacturers_own(
    field: str, quantity: str, flags: tuple[str, ...], own: str
) -> None:
    """All behind FF belongs to the manufacturer, but not an FF behind FC."""
    found = _read(field)
    assert found.measure.quantity == quantity
    assert (found.effect, found.own) == (Effect(flags=flags), bytes.fromhex(own))


@pytest.mark.parametrize(
    ("field", "unit", "direction"),
    [
        ("7C0325574B", "KW%", None),
        ("FC03634B573C", "WKc", "backward"),
        ("7C00", "", None),
    ],
)
def test_unit_in_plain_text(field: str, unit: str, direction: str | None) -> None:
    """A unit may be written out, its extensions behind it."""
    found = _read(field)
    assert found.measure == Measure("plain_text", unit)
    assert found.effect.direction == direction


@given(st.lists(st.integers(0x80, 0xFF), max_size=10), st.integers(0, 0x7F))
def test_any_chain(extended: list[int], last: int) -> None:
    """Whatever a chain of extensions holds, it is read."""
    field = bytes([*extended, last])
    assume(field[0] not in PLAIN_TEXT)
    assert read_value_information(field).measure.quantity

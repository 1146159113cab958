"""Makers of meters by their FLAG id, three letters that the DLMS association keeps."""

from typing import Final

#: FLAG id in capitals -> maker of the meter, or the brand that had it made.
_MAKERS: Final = {
    "ADN": "Aidon",
    "AID": "Aidon",
    "AMB": "Amber",
    "APA": "Apator",
    "APT": "Apator",
    "AXI": "Axioma",
    "CTA": "ZIV",
    "DEV": "Develco",
    "DME": "Diehl",
    "EBZ": "eBZ",
    "EFE": "Engelmann",
    "EGM": "Elgama",
    "ELL": "Sagemcom",
    "ELS": "Elster",
    "ELV": "Elvaco",
    "EMB": "Landis+Gyr",
    "EMH": "EMH",
    "ENE": "Sagemcom",
    "EST": "Sagemcom",
    "ESY": "EasyMeter",
    "FLU": "Sagemcom",
    "GRE": "Sagemcom",
    "HLY": "Holley",
    "HYD": "Diehl",
    "INE": "Innotas",
    "ISK": "Iskraemeco",
    "ITW": "Itron",
    "KAM": "Kamstrup",
    "KFM": "Kaifa",
    "KMP": "Kamstrup",
    "KPL": "Sanxing",
    "LGF": "Landis+Gyr",
    "LGZ": "Landis+Gyr",
    "LUG": "Landis+Gyr",
    "LUX": "Sagemcom",
    "NES": "NES",
    "QDS": "Qundis",
    "SAG": "Sagemcom",
    "SEN": "Sensus",
    "SON": "Sontex",
    "TCH": "Techem",
    "WSE": "Wasion",
    "XMX": "Landis+Gyr",
    "ZRI": "Zenner",
    "ZRM": "Minol",
}


def maker(text: str | None) -> str | None:
    """Return the maker by the FLAG id that a text begins with."""
    return _MAKERS.get(text[:3].upper()) if text else None

"""Texts and icons: every language is whole, and all keys are those of the code."""

import re

from homeassistant.generated.countries import COUNTRIES
import pytest

from custom_components.han_port.config_flow import PROGRESS
from custom_components.han_port.decoder import (
    PROFILES,
    RECEIVERS,
    Ciphering,
    Medium,
)
from custom_components.han_port.forms import LISTEN
from custom_components.han_port.link import Problem
from custom_components.han_port.options import RANGES
from custom_components.han_port.radio import RECEIVER_MISSING
from custom_components.han_port.radio_flow import PHASES
from custom_components.han_port.repairs import REPAIRS
from custom_components.han_port.watches import Watch
from tests.languages import LANGUAGES, flat, placeholders_of, texts_of
from tests.tree import INTEGRATION

#: What the frontend calls "Submit", and "Enter manually" in the list of ports.
BUTTONS = {
    "da": ("Indsend", "Indtast manuelt"),
    "de": ("OK", "Manuell eingeben"),
    "en": ("Submit", "Enter manually"),
    "et": ("Esita", "Sisesta käsitsi"),
    "fi": ("Lähetä", "Syötä manuaalisesti"),
    "lt": ("Pateikti", "Įveskite rankiniu būdu"),
    "nb": ("Send inn", "Angi manuelt"),
    "pl": ("Zatwierdź", "Wprowadź ręcznie"),
    "sv": ("Bekräfta", "Ange manuellt"),
}

#: What stands before and after a quotation, in one language or another.
QUOTES = '"”„“«»'

#: What a telegram that is not there, or not right, is called.
TROUBLES = {
    "silence",
    "noise",
    "checksum",
    "encrypted",
    "unknown_list",
    "wrong_key",
    "wrong_authentication_key",
    "wrong_profile",
    RECEIVER_MISSING,
}
#: What only a config flow says.
FLOW_TROUBLES = {
    "invalid_key",
    "invalid_radio_key",
    "invalid_system_title",
    "meter_not_heard",
    "no_meters",
    "no_new_meter",
    "no_profile",
    "nothing_encrypted",
    "other_meter_key",
    "receiver_cuts",
    "unsupported",
    "unverified",
}
KEYS = {"encryption_key", "authentication_key", "system_title"}


def test_languages_are_those_of_the_leaflets() -> None:
    """Each language of the test has its file; no other file stands there."""
    paths = (INTEGRATION / "translations").iterdir()
    assert sorted(path.name for path in paths) == [f"{name}.json" for name in LANGUAGES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    """Nothing is missing and nothing is left over."""
    assert dict(flat(texts_of(language))).keys() == dict(flat(texts_of("en"))).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_sameplaceholders_of(language: str) -> None:
    """What the code fills in appears in each language, under a proper name."""
    english = dict(flat(texts_of("en")))
    for key, text in flat(texts_of(language)):
        names = placeholders_of(text)
        assert names == placeholders_of(english[key]), key
        assert all(name.isidentifier() for name in names), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_as_hassfest_wants_them(language: str) -> None:
    """No address, no HTML, no placeholder in quotes, no blank around."""
    for key, text in flat(texts_of(language)):
        assert text, key
        assert text == text.strip(), key
        assert not re.search(r"://|www\.", text), key
        assert not re.search(r"</?[A-Za-z]", text), key
        assert not re.search(r"'\{\w*\}'", text), key
        assert "[%" not in text, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_keys_are_as_hassfest_wants_them(language: str) -> None:
    """Small letters, digits, single dashes or underscores between them."""
    for path, _ in flat(texts_of(language)):
        for key in path.split("."):
            assert re.fullmatch(r"[a-z0-9]+(?:[-_][a-z0-9]+)*", key), path


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {"en"}))
def test_sentences_are_translated(language: str) -> None:
    """No sentence is left in English."""
    english = dict(flat(texts_of("en")))
    for key, text in flat(texts_of(language)):
        if text.endswith("."):
            assert text != english[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_described(language: str) -> None:
    """Each field of a form says what to put in, and no other is described."""
    steps = texts_of(language)["config"]["step"]
    assert {"user", "reconfigure", "confirm"} <= set(steps)
    for name, step in steps.items():
        assert set(step.get("data", {})) == set(step.get("data_description", {})), name


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("user", {"port", "profile"}),
        ("keys", KEYS),
        ("reconfigure", {"port", "profile", *KEYS}),
        ("reauth_confirm", KEYS),
        ("confirm", {"profile", "energy_dashboard"}),
        ("receiver", {"receiver"}),
        ("meters", {"meter"}),
        ("meter_key", {"encryption_key"}),
    ],
)
def test_fields_of_the_forms(step: str, fields: set[str]) -> None:
    """Their names are fixed: Home Assistant knows a port by `port`."""
    assert set(texts_of("en")["config"]["step"][step]["data"]) == fields


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", ["keys", "reconfigure", "reauth_confirm"])
def test_keys_have_the_names_that_households_are_told(language: str, step: str) -> None:
    """Letters of grid companies abbreviate them in three ways."""
    labels = texts_of(language)["config"]["step"][step]["data"]
    assert labels["encryption_key"].endswith("(EK / GUEK / GPK60)")
    assert labels["authentication_key"].endswith("(AK / GAK / GPK61)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_tell_where_keys_come_from(language: str) -> None:
    """The text of the grid company has its place in each form that needs keys."""
    steps = texts_of(language)["config"]["step"]
    for step in ("keys", "meter_key", "reauth_confirm"):
        assert "keys_source" in placeholders_of(steps[step]["description"])


def test_sources_of_keys_are_of_profiles_that_encrypt() -> None:
    """Each profile of which all meters encrypt has its own, the others share one."""
    sources = set(texts_of("en")["selector"]["keys_source"]["options"]) - {"other"}
    always = {
        profile.id
        for profile in PROFILES.values()
        if profile.ciphering is Ciphering.ALWAYS
    }
    assert always <= sources
    assert all(PROFILES[source].ciphering is not Ciphering.NEVER for source in sources)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_switches_the_port_on_is_told_where_it_matters(language: str) -> None:
    """Before one begins, and when a port or a radio is silent."""
    texts = texts_of(language)["config"]
    told = {key for key, text in flat(texts) if "activation" in placeholders_of(text)}
    assert told == {"step.user.description", "error.silence", "error.no_meters"}


def test_who_switches_the_port_on_is_told_by_profile_or_country() -> None:
    """Each text is of one of them; every country of the leaflets has its own."""
    tellers = set(texts_of("en")["selector"]["activation"]["options"]) - {"other"}
    assert tellers <= {*PROFILES, *map(str.lower, COUNTRIES)}
    assert {"ee", "fi", "pl", "se", "kamstrup_se", "kuopio", "wmbus"} <= tellers


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_quoted_can_be_clicked(language: str) -> None:
    """It is a button of the frontend, an option, or an option up to its colon."""
    texts = texts_of(language)
    names = [text for _, text in flat(texts["selector"])]
    clickable = {*BUTTONS[language], *names, *(name.split(":")[0] for name in names)}
    quoted = {
        words
        for _, text in flat(texts)
        for words in re.findall(rf"[{QUOTES}]([^{QUOTES}]+)[{QUOTES}]", text)
    }
    assert len(quoted) > 3
    assert quoted <= clickable


def test_every_problem_has_its_text() -> None:
    """The form tells each problem in words of its own."""
    errors = texts_of("en")["config"]["error"]
    assert set(errors) == {*Problem, *TROUBLES, *FLOW_TROUBLES}
    assert len(set(errors.values())) == len(errors)


def test_every_problem_at_start_has_its_text() -> None:
    """An entry that cannot start says why; a profile that nothing fits is wrong."""
    exceptions = texts_of("en")["exceptions"]
    assert set(exceptions) == {*Problem, *TROUBLES}


def test_progress_texts_are_those_of_the_flow() -> None:
    """While it listens, the flow tells what it hears."""
    assert set(texts_of("en")["config"]["progress"]) == {*PROGRESS, *PHASES}


def test_reasons_to_abort_have_theirtexts_of() -> None:
    """Those that the flow names, and the two that Home Assistant does."""
    modules = [INTEGRATION / name for name in ("config_flow.py", "discovery.py")]
    sources = [module.read_text(encoding="utf-8") for module in modules]
    reasons = set(re.findall(r'reason="(\w+)"', "".join(sources)))
    assert len(reasons) > 1
    reasons |= {"reauth_successful", "reconfigure_successful"}
    assert set(texts_of("en")["config"]["abort"]) == reasons


def test_every_profile_can_be_chosen_by_name() -> None:
    """The selector has the name of each row of the table, and no other."""
    options = texts_of("en")["selector"]["profile"]["options"]
    assert options == {profile.id: profile.name for profile in PROFILES.values()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_profiles_can_be_told_apart(language: str) -> None:
    """No two profiles have the same name."""
    options = texts_of(language)["selector"]["profile"]["options"]
    assert len(set(options.values())) == len(options)


def test_every_receiver_can_be_chosen_by_name() -> None:
    """The selector has each kind by the name that its sensor shows."""
    options = texts_of("en")["selector"]["receiver"]["options"]
    names = {kind: receiver.name for kind, receiver in RECEIVERS.items()}
    assert options == {"auto": "Detect automatically", **names}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("select", ["receiver", "medium", "station"])
def test_words_of_the_radio_can_be_told_apart(language: str, select: str) -> None:
    """No two receivers, media or states of a meter have the same word."""
    options = texts_of(language)["selector"][select]["options"]
    assert len(set(options.values())) == len(options)


def test_words_about_a_radio_meter() -> None:
    """What a list of meters says of each, and what stands beside it."""
    selectors = texts_of("en")["selector"]
    assert set(selectors["medium"]["options"]) == set(Medium)
    words = selectors["station"]["options"]
    ages, states = {"seconds", "minutes"}, {"encrypted", "plain", "cut"}
    assert set(words) == {*ages, *states, LISTEN, "none"}
    assert all(placeholders_of(words[age]) == {"age"} for age in ages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_form_tells_of_the_radio(language: str) -> None:
    """Who has a receiver finds the profile by the name that the form calls it."""
    texts = texts_of(language)
    profile = texts["selector"]["profile"]["options"]["wmbus"]
    form = texts["config"]["step"]["user"]["description"]
    assert profile.partition(":")[0] in form


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_of_the_options_says_which_numbers_there_may_be(language: str) -> None:
    """Of each kind of number, with the least and the most."""
    errors = texts_of(language)["options"]["error"]
    assert {kind: placeholders_of(text) for kind, text in errors.items()} == {
        allowed.kind: {f"{allowed.kind}_least", f"{allowed.kind}_most"}
        for allowed in RANGES.values()
    }


def test_every_repair_has_its_text() -> None:
    """It names the meter that it is about, and says what to do."""
    issues = texts_of("en")["issues"]
    keys = {kind.key for kind in Watch.__subclasses__()} - {"clock"}
    assert set(issues) == keys | {"clock_ahead", "clock_behind", "unheard"}
    for key, texts in issues.items():
        assert "name" in placeholders_of(texts["title"]), key
        assert ("fix_flow" in texts) == (key in REPAIRS), key
        assert ("description" in texts) == (key not in REPAIRS), key


def test_repairs_have_the_texts_of_their_steps() -> None:
    """Each form and menu, and why there may be nothing to repair any more."""
    flows = {
        key: texts["fix_flow"]
        for key, texts in texts_of("en")["issues"].items()
        if key in REPAIRS
    }
    steps = {key: set(flow["step"]) for key, flow in flows.items()}
    assert steps == {
        "dashboard": {"init"},
        "line": {"confirm"},
        "profile": {"init"},
        "replacement": {"init"},
    }
    aborts = {key: set(flow["abort"]) for key, flow in flows.items()}
    assert aborts == {
        "dashboard": {"gone", "kept", "refused"},
        "line": {"gone"},
        "profile": {"gone", "kept"},
        "replacement": {"gone", "kept", "not_read"},
    }
    menu = flows["profile"]["step"]["init"]
    assert set(menu["menu_options"]) == {"better_profile", "present_profile"}
    assert placeholders_of(menu["description"]) == {"name", "found", "saved"}
    menu = flows["dashboard"]["step"]["init"]
    assert set(menu["menu_options"]) == {"onto_dashboard", "off_dashboard"}
    assert placeholders_of(menu["description"]) == {"name"}
    menu = flows["replacement"]["step"]["init"]
    assert set(menu["menu_options"]) == {"new_meter", "same_meter"}
    levels = {"name", "register", "before", "after"}
    assert placeholders_of(menu["description"]) == levels

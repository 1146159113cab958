"""The rules of Home Assistant's quality scale, by tier, and our tests of each.

A test is written as `module::function`.
"""

from typing import Final

BRONZE: Final = {
    "action-setup": (
        "test_capture::test_action_is_there_without_an_entry",
        "test_quality::test_actions_are_registered_once",
    ),
    "appropriate-polling": ("test_quality::test_nothing_is_polled",),
    "brands": ("test_icon::test_is_a_square_of_the_size_its_name_says",),
    "common-modules": ("test_quality::test_common_modules",),
    "config-flow": (
        "test_quality::test_flow_has_its_steps",
        "test_translations::test_every_field_is_described",
        "test_translations::test_fields_of_the_forms",
    ),
    "config-flow-test-coverage": ("test_quality::test_coverage_is_demanded",),
    "dependency-transparency": ("test_quality::test_nothing_is_installed",),
    "docs-actions": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-conditions": ("test_quality::test_what_is_exempt_is_not_there",),
    "docs-high-level-description": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-installation-instructions": (
        "test_documents::test_has_what_a_rule_asks_for",
    ),
    "docs-removal-instructions": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-triggers": ("test_quality::test_what_is_exempt_is_not_there",),
    "entity-event-setup": ("test_quality::test_entities_listen_while_they_are_there",),
    "entity-unique-id": ("test_quality::test_entities_have_a_name_of_their_own",),
    "has-entity-name": (
        "test_entity::test_meter_is_one_device",
        "test_quality::test_entities_have_a_name_of_their_own",
    ),
    "runtime-data": ("test_quality::test_runtime_data_is_kept_in_the_entry",),
    "test-before-configure": ("test_quality::test_flow_listens_before_it_saves",),
    "test-before-setup": (
        "test_init::test_not_ready_without_a_telegram",
        "test_init::test_not_ready_without_the_port",
    ),
    "unique-config-entry": (
        "test_config_flow_keys::test_meter_is_known_on_any_port",
        "test_config_flow_ports::test_port_belongs_to_one_meter",
        "test_quality::test_flow_knows_a_meter_again",
    ),
}
SILVER: Final = {
    "action-exceptions": (
        "test_capture::test_entries_that_cannot_be_heard",
        "test_between_tries::test_port_is_missing",
        "test_capture::test_seconds_out_of_range",
    ),
    "config-entry-unloading": (
        "test_init::test_set_up_and_unload",
        "test_quality::test_entry_can_be_unloaded",
    ),
    "docs-configuration-parameters": (
        "test_documents::test_has_what_a_rule_asks_for",
        "test_documents::test_tells_the_defaults_of_options",
    ),
    "docs-installation-parameters": (
        "test_documents::test_has_what_a_rule_asks_for",
        "test_documents::test_names_fields_as_the_forms_do",
    ),
    "entity-unavailable": (
        "test_coordinator_totals::test_each_kind_grows_old_by_a_timer_of_its_own",
        "test_coordinator_totals::test_register_that_disappears",
    ),
    "integration-owner": ("test_manifest::test_says_whose_it_is",),
    "log-when-unavailable": (
        "test_coordinator::test_meter_on_a_terminal_pauses",
        "test_coordinator::test_meter_on_the_network_pauses",
    ),
    "parallel-updates": ("test_quality::test_updates_are_not_limited",),
    "reauthentication-flow": (
        "test_config_flow_reauth::test_right_keys_end_it",
        "test_quality::test_flow_has_its_steps",
    ),
    "test-coverage": ("test_quality::test_coverage_is_demanded",),
}
GOLD: Final = {
    "devices": (
        "test_entity::test_maker_and_model",
        "test_entity::test_serial_number",
        "test_entity::test_submeters_are_devices_of_their_own",
    ),
    "diagnostics": (
        "test_diagnostics::test_download",
        "test_secrecy::test_diagnostics_keep_the_keys",
    ),
    "discovery": ("test_discovery::test_meter_at_a_cable_becomes_an_entry",),
    "discovery-update-info": (
        "test_discovery_moves::test_entry_follows_its_meter_to_another_cable",
    ),
    "docs-data-update": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-examples": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-known-limitations": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-supported-devices": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-supported-functions": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-troubleshooting": ("test_documents::test_has_what_a_rule_asks_for",),
    "docs-use-cases": ("test_documents::test_has_what_a_rule_asks_for",),
    "dynamic-devices": ("test_entity::test_submeter_that_is_heard_later",),
    "entity-category": (
        "test_link_sensor::test_link_sensors_are_diagnostic_and_off",
        "test_sensor::test_dutch_meter",
    ),
    "entity-device-class": (
        "test_energy::test_dashboard_accepts_the_meter",
        "test_sensor::test_every_meter_has_the_same_sensors",
        "test_sensor::test_other_measured_values",
    ),
    "entity-disabled-by-default": (
        "test_link_sensor::test_link_sensors_are_diagnostic_and_off",
        "test_sensor::test_uncatalogued_register_is_disabled",
    ),
    "entity-translations": (
        "test_sensor::test_names_follow_the_translations",
        "test_names::test_every_sensor_has_a_name",
    ),
    "exception-translations": (
        "test_quality::test_errors_have_a_text_of_ours",
        "test_translations::test_every_problem_at_start_has_its_text",
    ),
    "icon-translations": (
        "test_names::test_icons_are_for_sensors_without_a_device_class",
    ),
    "reconfiguration-flow": (
        "test_config_flow_reconfigure::test_another_port_keeps_entities_and_device",
        "test_quality::test_flow_has_its_steps",
    ),
    "repair-issues": (
        "test_translations::test_every_repair_has_its_text",
        "test_silence::test_household_is_told",
    ),
    "stale-devices": (
        "test_stale_devices::test_gas_meter_that_is_heard_stays",
        "test_stale_devices::test_silent_gas_meter_goes_and_may_come_back",
    ),
}
PLATINUM: Final = {
    "async-dependency": ("test_quality::test_nothing_is_installed",),
    "inject-websession": ("test_quality::test_what_is_exempt_is_not_there",),
    "strict-typing": (
        "test_quality::test_entry_is_typed",
        "test_quality::test_type_of_the_entry",
        "test_quality::test_types_are_strict",
    ),
}
TIERS: Final = {"Bronze": BRONZE, "Silver": SILVER, "Gold": GOLD, "Platinum": PLATINUM}
RULES: Final = BRONZE | SILVER | GOLD | PLATINUM

package io.polymeter.config;

/// Checks what no single key shows.
final class SettingsChecks {

    private SettingsChecks() {}

    static void check(Settings settings, Problems problems) {
        if (settings.meters().isEmpty() && !problems.given("meters")) {
            problems.error("", "no meters are configured");
        }
    }
}

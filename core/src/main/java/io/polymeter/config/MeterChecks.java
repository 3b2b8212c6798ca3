package io.polymeter.config;

import io.polymeter.config.yaml.Problems;

/// Checks one meter.
final class MeterChecks {

    private final Problems problems;
    private final String path;

    MeterChecks(Problems problems, String path) {
        this.problems = problems;
        this.path = path;
    }

    void check(String name, MeterSettings meter) {
        if (name.equals(OutputSettings.ALL)) {
            problems.keyError(path, "'all' means every meter and cannot be a meter's name");
        }
        profile(meter);
        phase(meter);
        if (meter.maxSkew() != null
                && (meter.source() == null || !meter.source().isComputed())) {
            problems.keyError(path + ".max-skew", "only applies to 'sum'");
        }
        meter.freshFor().forEach((group, limit) -> {
            String at = path + ".fresh-for." + group;
            ValueChecks.positive(limit, problems.given(at) ? at : path + ".fresh-for", problems);
        });
        Correction.check(meter.correct(), path + ".correct", problems);
        meter.source().check(path, meter, problems);
    }

    private void profile(MeterSettings meter) {
        boolean given = problems.given(path + ".profile");
        switch (meter.source().profileUse()) {
            case REQUIRED -> {
                if (!given) {
                    problems.keyError(path, "needs the key 'profile': a known device, a profile file, or auto");
                }
            }
            case OPTIONAL -> {}
            case NONE -> {
                if (given) {
                    problems.keyError(path + ".profile", "only applies to modbus, http and mqtt sources");
                }
            }
        }
    }

    private void phase(MeterSettings meter) {
        LinePhase inner = meter.source().phase();
        if (inner != null && meter.phase() != null && inner != meter.phase()) {
            problems.error(
                    path + "." + meter.source().kind() + ".phase", "differs from the meter's phase " + meter.phase());
        }
    }
}

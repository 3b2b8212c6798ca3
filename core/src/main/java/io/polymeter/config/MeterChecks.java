package io.polymeter.config;

import io.polymeter.config.yaml.Problems;
import io.polymeter.message.Message;

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
            problems.keyError(
                    path, Message.of("all-means-every-meter", "'all' means every meter and cannot be a meter's name"));
        }
        profile(meter);
        phase(meter);
        if (meter.maxSkew() != null
                && (meter.source() == null || !meter.source().isComputed())) {
            problems.keyError(path + ".max-skew", Message.of("only-applies-sum", "only applies to 'sum'"));
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
                    problems.keyError(
                            path,
                            Message.of(
                                    "needs-key-profile-known",
                                    "needs the key 'profile': a known device, a profile file, or auto"));
                }
            }
            case OPTIONAL -> {}
            case NONE -> {
                if (given) {
                    problems.keyError(
                            path + ".profile",
                            Message.of("only-applies-modbus-http", "only applies to modbus, http and mqtt sources"));
                }
            }
        }
    }

    private void phase(MeterSettings meter) {
        LinePhase inner = meter.source().phase();
        if (inner != null && meter.phase() != null && inner != meter.phase()) {
            problems.error(
                    path + "." + meter.source().kind() + ".phase",
                    Message.of("differs-from-meter-phase", "differs from the meter's phase {phase}", meter.phase()));
        }
    }
}

package io.polymeter.config;

import io.polymeter.config.net.Endpoint;
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
            problems.keyError(path, "'all' stands for every meter and cannot be the name of one");
        }
        profile(meter);
        phase(meter);
        if (meter.maxSkew() != null && !(meter.source() instanceof SumSource)) {
            problems.keyError(path + ".max-skew", "is for 'sum' alone");
        }
        meter.freshFor().forEach((group, limit) -> {
            String at = path + ".fresh-for." + group;
            SettingsChecks.positive(limit, problems.given(at) ? at : path + ".fresh-for", problems);
        });
        if (meter.source() instanceof ModbusSource modbus) {
            modbus(modbus, path + ".modbus");
        }
        if (meter.source() instanceof HttpSource http) {
            SettingsChecks.positive(http.every(), path + ".http.every", problems);
        }
    }

    private void profile(MeterSettings meter) {
        boolean given = problems.given(path + ".profile");
        switch (meter.source()) {
            case ModbusSource _ -> {
                if (!given) {
                    problems.keyError(path, "needs the key 'profile': a known device, a file of your own, or auto");
                }
            }
            case SimulateSource _ -> {}
            case OpenhabSource _, HomeassistantSource _, MqttSource _, HttpSource _, SumSource _ -> {
                if (given) {
                    problems.keyError(path + ".profile", "is for modbus sources; this source names its values itself");
                }
            }
            case StreamSource _, SpeedwireSource _ -> {
                if (given) {
                    problems.keyError(
                            path + ".profile", "is for modbus sources; this meter says itself what it measures");
                }
            }
        }
    }

    private void phase(MeterSettings meter) {
        boolean openhab = meter.source() instanceof OpenhabSource;
        LinePhase inner = meter.source() instanceof OpenhabSource source
                ? source.phase()
                : meter.source() instanceof HomeassistantSource source ? source.phase() : null;
        if (inner != null && meter.phase() != null && inner != meter.phase()) {
            problems.error(
                    path + (openhab ? ".openhab.phase" : ".homeassistant.phase"),
                    "differs from the meter's phase " + meter.phase());
        }
    }

    private void modbus(ModbusSource source, String at) {
        boolean push = problems.given(at + ".push");
        boolean poll = problems.given(at + ".poll");
        boolean from = problems.given(at + ".from");
        if (!push && !poll) {
            problems.keyError(at, "needs 'poll' (we read the device) or 'push' (it writes to us), or both");
        }
        if (from && !push) {
            problems.keyError(at + ".from", "says who may write to 'push', and there is no 'push'");
        }
        if (push && !poll && !from && source.push() instanceof Endpoint.Net) {
            problems.keyError(at + ".push", "needs the key 'from': who may write; 'any' lets everybody");
        }
        SettingsChecks.reachable(source.poll(), at + ".poll", problems);
        SettingsChecks.serialUnit(source.push(), source.unit(), at, problems);
        SettingsChecks.serialUnit(source.poll(), source.unit(), at, problems);
        SettingsChecks.positive(source.every(), at + ".every", problems);
        SettingsChecks.positive(source.timeout(), at + ".timeout", problems);
        boolean rtu = source.push() instanceof Endpoint.Rtu || source.poll() instanceof Endpoint.Rtu;
        if (source.serial() != null && !rtu) {
            problems.keyError(at + ".serial", "is for rtu endpoints alone");
        }
        boolean tls = source.push() instanceof Endpoint.Tls || source.poll() instanceof Endpoint.Tls;
        if (source.tls() != null && !tls) {
            problems.keyError(at + ".tls", "is for tls endpoints alone");
        }
    }
}

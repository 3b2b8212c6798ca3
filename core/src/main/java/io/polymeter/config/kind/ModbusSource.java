package io.polymeter.config.kind;

import io.polymeter.config.EndpointUse;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.SerialSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.message.Message;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A Modbus device that writes to us, is read by us, or both. At least one of `push` and `poll` is given.
@Key(doc = "A Modbus device that is polled, pushes its registers, or both.")
public record ModbusSource(
        @Key(doc = "Endpoint the device writes to (FC06, FC16, FC23).", example = "tcp://0.0.0.0:5020") @Nullable
        Endpoint push,

        @Key(
                doc = "Clients that may write: addresses, networks, host names, or `any`.",
                absent = "the poll host",
                example = "[192.168.178.100]")
        List<AddressRange> from,

        @Key(
                doc = "Endpoint of the device to poll for everything it does not push.",
                example = "tcp://192.168.178.100:502")
        @Nullable
        Endpoint poll,

        @ValueRange(min = 0, max = 255) @Key(doc = "The device's unit id; 1 to 247 on a serial line.", fallback = "1")
        int unit,

        @Key(
                doc = "Which device of a SunSpec chain: its number from 1, a model such as 203, `meter`, `inverter`,"
                        + " or its name or serial number.",
                absent = "the first",
                example = "2")
        @Nullable
        String device,

        @Key(
                doc = "Poll interval of the group `live`; other groups keep the profile's intervals.",
                absent = "the profile's",
                example = "1s")
        @Nullable
        Duration every,

        @Key(doc = "Response timeout.", absent = "1s, less once the device is known to reply faster", example = "3s")
        @Nullable
        Duration timeout,

        @ValueRange(min = 1, max = 125)
        @Key(
                doc = "Most registers per read request; a number, and a value with its scale factor, come from one"
                        + " request even where they are longer.",
                absent = "the profile's, or less if the device refuses it",
                example = "50")
        @Nullable
        Integer maxRead,

        @Key(doc = "Pause between requests.", absent = "the profile's", example = "10ms") @Nullable
        Duration pause,

        @Key(doc = "Pause between connecting and the first request.", fallback = "0s")
        Duration connectDelay,

        @Key(doc = "Serial parameters of an rtu endpoint.", absent = "the profile's") @Nullable
        SerialSettings serial,

        @Key(doc = "TLS credentials of a tls endpoint.") @Nullable
        TlsSettings tls)
        implements SourceSettings {

    @Override
    public List<String> places() {
        return Stream.of(push, poll)
                .filter(Objects::nonNull)
                .map(Endpoint::toString)
                .toList();
    }

    @Override
    public List<EndpointUse> endpoints() {
        return Stream.of(
                        push == null ? null : EndpointUse.server(push, "modbus.push"),
                        poll == null ? null : EndpointUse.client(poll, "modbus.poll"))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public String connection() {
        return "Modbus " + (poll != null ? poll : push) + ", unit " + unit;
    }

    @Override
    public String profileInterface() {
        return "modbus";
    }

    @Override
    public ProfileUse profileUse() {
        return ProfileUse.REQUIRED;
    }

    @Override
    public boolean canBeAsked() {
        return poll != null;
    }

    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        String at = path + ".modbus";
        boolean pushed = problems.given(at + ".push");
        boolean polled = problems.given(at + ".poll");
        ways(at, pushed, polled, problems);
        ValueChecks.reachable(poll, at + ".poll", problems);
        ValueChecks.notUdp(poll, at + ".poll", problems);
        ValueChecks.notUdp(push, at + ".push", problems);
        ValueChecks.serialUnit(push, unit, at, problems);
        ValueChecks.serialUnit(poll, unit, at, problems);
        ValueChecks.positive(every, at + ".every", problems);
        ValueChecks.positive(timeout, at + ".timeout", problems);
        boolean rtu = push instanceof Endpoint.Rtu || poll instanceof Endpoint.Rtu;
        if (device != null && (device.isBlank() || device.strip().matches("0+"))) {
            problems.keyError(
                    at + ".device",
                    Message.of(
                            "expected-number-from-1",
                            "expected a number from 1, a model, or a name, found '{device}'",
                            device));
        }
        if (device != null && !polled) {
            problems.keyError(at + ".device", Message.of("requires-poll", "requires 'poll'"));
        }
        if (serial != null && !rtu) {
            problems.keyError(
                    at + ".serial", Message.of("only-applies-rtu-endpoints", "only applies to rtu endpoints"));
        }
        boolean secured = push instanceof Endpoint.Tls || poll instanceof Endpoint.Tls;
        if (tls != null && !secured) {
            problems.keyError(at + ".tls", Message.of("only-applies-tls-endpoints", "only applies to tls endpoints"));
        }
    }

    private void ways(String at, boolean pushed, boolean polled, Problems problems) {
        boolean named = problems.given(at + ".from");
        if (!pushed && !polled) {
            problems.keyError(
                    at,
                    Message.of(
                            "needs-poll-read-device",
                            "needs 'poll' (read the device), 'push' (the device writes), or both"));
        }
        if (named && !pushed) {
            problems.keyError(at + ".from", Message.of("requires-push", "requires 'push'"));
        }
        if (pushed && !polled && !named && push instanceof Endpoint.Net) {
            problems.keyError(
                    at + ".push",
                    Message.of(
                            "needs-key-from-clients",
                            "needs the key 'from': the clients that may write; 'any' allows all"));
        }
    }
}

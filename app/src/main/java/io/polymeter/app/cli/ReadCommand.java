package io.polymeter.app.cli;

import io.polymeter.app.cli.client.DocumentAccess;
import io.polymeter.app.cli.client.EndpointClients;
import io.polymeter.app.cli.client.ReadSubject;
import io.polymeter.app.cli.report.CommandFailure;
import io.polymeter.app.cli.report.ReadReport;
import io.polymeter.app.log.Logs;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.modbus.poll.DeviceProbe;
import io.polymeter.link.modbus.poll.ReadPlan;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.point.Readings;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.sunspec.DeviceChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `polymeter read ENDPOINT`.
@Command(
        name = "read",
        description = "Read decoded values (--profile) or raw registers (--registers) from a device.",
        footer = {
            "",
            "Examples:",
            "  polymeter read tcp://192.168.178.100 --profile kostal-ksem",
            "  polymeter read tcp://192.168.178.80 --unit 2 --profile auto",
            "  polymeter read http://192.168.1.9 --profile shelly-pro-3em",
            "  polymeter read https://192.168.1.8 --profile enphase-envoy --token",
            "  polymeter read mqtt://192.168.1.5 --profile victron-mqtt-grid --set portal=c0619ab12345",
            "  polymeter read rtu:///dev/ttyUSB0 --line 38400-8N2 --registers 0..27 --watch"
        })
final class ReadCommand extends BaseCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "ENDPOINT",
            description =
                    "tcp://HOST[:PORT], tls://HOST[:PORT], rtu:///dev/…, rtu+tcp://HOST:PORT, http://HOST[:PORT], or"
                            + " mqtt://BROKER[:PORT].")
    String endpoint = "";

    @Option(names = "--unit", paramLabel = "N", description = "Unit id; default: the profile's, otherwise 1.")
    @Nullable
    Integer unit;

    @Option(
            names = "--profile",
            paramLabel = "P",
            description =
                    "The device; see: polymeter profiles, or a file of your own. `auto` identifies it: SunSpec chain, then"
                            + " known meters.")
    @Nullable
    String profileName;

    @Option(
            names = "--device",
            paramLabel = "D",
            description =
                    "Which device of a SunSpec chain: its number from 1, a model, `meter`, `inverter`, or its name.")
    @Nullable
    String chainDevice;

    @Option(
            names = "--registers",
            paramLabel = "FROM..TO",
            description = "Raw registers to read, zero-based, e.g. 0..147.")
    @Nullable
    String registers;

    @Option(names = "--function", paramLabel = "3|4", description = "Function code for --registers; default: 3.")
    @Nullable
    Integer function;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file that holds the TLS credentials for tls:// endpoints.")
    @Nullable
    Path config;

    @Option(
            names = "--line",
            paramLabel = "BAUD-8PS",
            description = "Serial parameters, e.g. 38400-8N2; default: the profile's, otherwise 9600-8N1.")
    @Nullable
    String serial;

    @Mixin
    DocumentAccess access = new DocumentAccess();

    @Option(names = "--watch", description = "Repeat every second until interrupted, in place on a terminal.")
    boolean watch;

    @Option(names = "--json", description = "Print JSON, one document per line.")
    boolean json;

    @Option(names = "--timeout", paramLabel = "MS", description = "Response timeout in milliseconds; default: 1000.")
    int timeout = 1_000;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (endpoint.matches("(https?|mqtts?)://.*")) {
            return documents();
        }
        if (access.isGiven()) {
            throw CommandFailure.usage("--username, --password, --token and --set are for http:// and mqtt:// alone");
        }
        Endpoint device = EndpointClients.endpoint(endpoint);
        checkOptions();
        Profile profile = profileName == null ? null : named(profileName);
        Range range = registers == null ? null : range(registers);
        int asked = unit != null ? unit : profile != null ? profile.wire().unit() : 1;
        if (asked < 0 || asked > 255) {
            throw CommandFailure.usage("--unit must be 0 to 255, found " + asked);
        }
        if (device.isSerial() && asked > 247) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("polymeter: warning: unit id " + asked
                    + " is reserved on a serial line, which has 1 to 247: not every device takes it");
            err.flush();
        }
        SerialParameters line = EndpointClients.line(serial, profile);
        boolean debug = Cli.of(spec).debug;
        Logs.start(debug ? Logs.Verbosity.DEBUG : Logs.Verbosity.WARNING, ZoneId.systemDefault(), debug);
        try (ModbusClient client = EndpointClients.open(
                device,
                Duration.ofMillis(timeout),
                line,
                () -> TrustCommand.state(config, Cli.of(spec).kinds()))) {
            int code = function == null ? 3 : function;
            TerminalView view = TerminalView.of(
                    spec.commandLine().getOut(), spec.commandLine().getErr(), watch && !json);
            Reading reading = new Reading(client, asked, code, new LinkedHashMap<>());
            ReadSubject subject = profile == null
                    ? null
                    : new ReadSubject(
                            profile,
                            new DeviceProbe(client, asked),
                            chainDevice == null ? null : new DeviceChoice(chainDevice.strip()));
            while (true) {
                once(reading, subject, range, view);
                if (!watch || Cli.lost(spec.commandLine())) {
                    return 0;
                }
                Ticker.SYSTEM.sleep(Duration.ofSeconds(1));
            }
        }
    }

    private void checkOptions() {
        if ((profileName == null) == (registers == null)) {
            throw CommandFailure.usage("use --profile NAME for values or --registers 0..147 for raw registers");
        }
        if (chainDevice != null && (profileName == null || chainDevice.isBlank())) {
            throw CommandFailure.usage("--device requires --profile, e.g. --profile auto --device 2");
        }
        if (function != null && profileName != null) {
            throw CommandFailure.usage("--function requires --registers; a profile has its own function code");
        }
        if (function != null && function != 3 && function != 4) {
            throw CommandFailure.usage(
                    "--function must be 3 (holding registers) or 4 (input registers), found " + function);
        }
        if (timeout < 1 || timeout > 60_000) {
            throw CommandFailure.usage("--timeout must be 1 to 60000 ms, found " + timeout);
        }
    }

    /// A device that answers documents.
    private int documents() throws InterruptedException {
        if (profileName == null || registers != null) {
            throw CommandFailure.usage("use --profile NAME for a device that answers documents");
        }
        Profile profile = ProfilesCommand.find(profileName);
        boolean debug = Cli.of(spec).debug;
        Logs.start(debug ? Logs.Verbosity.DEBUG : Logs.Verbosity.ERROR, ZoneId.systemDefault(), debug);
        while (true) {
            Readings readings = DocumentRead.of(profile, profileName, access.source(endpoint), Cli.of(spec));
            PrintWriter out = spec.commandLine().getOut();
            out.print(json ? DocumentRead.json(profile, readings) : DocumentRead.table(readings));
            out.flush();
            if (!watch || Cli.lost(spec.commandLine())) {
                return 0;
            }
        }
    }

    private static Profile named(String name) {
        return name.equals(MeterSettings.AUTO) ? Catalog.builtIn().auto() : ProfilesCommand.find(name);
    }

    /// Reads once. Who watches hears of a lost reply and goes on: devices restart, and inverters sleep.
    private void once(Reading reading, @Nullable ReadSubject subject, @Nullable Range range, TerminalView view)
            throws IOException, InterruptedException {
        List<String> notes = new ArrayList<>();
        try {
            String shown = subject != null ? values(reading, told(subject, notes), notes) : words(reading, range);
            deviations(reading, notes);
            view.show(shown, notes);
        } catch (IOException | CommandFailure e) {
            if (!watch || e instanceof CommandFailure failure && failure.exitCode() == CommandFailure.USAGE) {
                view.keep(notes);
                throw e;
            }
            if (subject != null) {
                subject.forget();
            }
            notes.add("polymeter: " + CommandFailure.words(e) + "; retrying in 1 s");
            view.keep(notes);
        }
    }

    /// What is tolerated of the device.
    private static void deviations(Reading reading, List<String> notes) {
        reading.client().deviations().forEach(deviation -> notes.add("polymeter: " + deviation.wording()));
    }

    private static Profile told(ReadSubject subject, List<String> notes) throws IOException, InterruptedException {
        Profile profile = subject.profile();
        subject.notes().lines().forEach(note -> notes.add("polymeter: " + note));
        return profile;
    }

    private String values(Reading reading, Profile profile, List<String> notes)
            throws IOException, InterruptedException {
        RegisterImage image = RegisterImage.EMPTY;
        reading.refused().clear();
        for (ReadPlan.Batch batch : ReadPlan.of(profile, span -> true).batches()) {
            for (ReadPlan.Ask ask : batch.asks()) {
                image = reading.into(
                        image, ask.range(), true, profile.wire().functions().getFirst());
            }
        }
        reading.refused()
                .forEach((why, ranges) ->
                        notes.add("the device refuses registers " + String.join(", ", ranges) + ": " + why));
        if (image.segments().isEmpty()) {
            throw CommandFailure.failed("the device refuses everything that " + profile.id() + " has");
        }
        return json ? ReadReport.json(profile, image) : ReadReport.table(profile, image);
    }

    private String words(Reading reading, @Nullable Range range) throws IOException, InterruptedException {
        Range wanted = java.util.Objects.requireNonNull(range);
        RegisterImage image = RegisterImage.EMPTY;
        for (int at = wanted.address(); at < wanted.end(); at += 125) {
            image = reading.into(image, new Range(at, Math.min(125, wanted.end() - at)), false, reading.function());
        }
        return json ? ReadReport.json(wanted, image, reading.function()) : ReadReport.words(wanted, image);
    }

    /// `0..147`, `0-147` or `512`, both ends included.
    private static Range range(String text) {
        String[] ends = text.strip().split("\\.\\.|-", 2);
        try {
            int from = Integer.parseInt(ends[0].strip());
            int to = ends.length == 1 ? from : Integer.parseInt(ends[1].strip());
            if (to >= Range.TABLE) {
                throw new IllegalArgumentException("behind the last register");
            }
            return new Range(from, to - from + 1);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(
                    "--registers " + text + " is not a run of addresses from 0 to 65535 such as 0..147");
        }
    }

    /// One device being read.
    private record Reading(ModbusClient client, int unit, int function, Map<String, List<String>> refused) {

        RegisterImage into(RegisterImage image, Range range, boolean goOn, int code)
                throws IOException, InterruptedException {
            Request request = range.function(code) == 4
                    ? new Request.ReadInputRegisters(range.onWire(), range.count())
                    : new Request.ReadHoldingRegisters(range.onWire(), range.count());
            Response response = client.send(unit, request);
            return switch (response) {
                case Response.ReadRegisters(int _, var words) -> image.with(range.address(), words, System.nanoTime());
                case Response.Refusal refusal -> refused(image, range, goOn, said(refusal.code()));
                case Response.VendorRefusal refusal ->
                    refused(image, range, goOn, "exception " + refusal.number() + " (the vendor's own)");
                case Response other -> throw CommandFailure.failed("the device answered a read with " + other);
            };
        }

        private RegisterImage refused(RegisterImage image, Range range, boolean goOn, String why) {
            if (!goOn) {
                throw CommandFailure.failed("the device refuses registers " + range + ": " + why);
            }
            refused.computeIfAbsent(why, _ -> new ArrayList<>()).add(range.toString());
            return image;
        }

        private static String said(ExceptionCode code) {
            String hint = code == ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND ? "; is the unit id right?" : "";
            return "exception " + code.code() + " (" + ReadReport.words(code) + ")" + hint;
        }
    }
}

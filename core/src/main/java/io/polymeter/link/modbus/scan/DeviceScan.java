package io.polymeter.link.modbus.scan;

import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Identification;
import io.polymeter.link.modbus.poll.Candidates;
import io.polymeter.link.modbus.poll.DeviceProbe;
import io.polymeter.message.Message;
import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.client.ConnectionException;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.modbus.net.Ticker;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Probed;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.ChainDevice;
import io.polymeter.sunspec.DeviceChoice;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks what answers behind one connection, one request after the other.
final class DeviceScan {

    /// A device that shows the same at so many unit ids takes no notice of them.
    private static final int ALIKE = 3;

    private static final Duration RECOVERY = Duration.ofMillis(200);

    private final ModbusClient client;
    private final Endpoint endpoint;
    private final @Nullable SerialParameters line;
    private final Ticker ticker;

    /// @param line of a serial port, null elsewhere
    DeviceScan(ModbusClient client, Endpoint endpoint, @Nullable SerialParameters line, Ticker ticker) {
        this.client = client;
        this.endpoint = endpoint;
        this.line = line;
        this.ticker = ticker;
    }

    /// What the units are that answer.
    ///
    /// @param progress hears of each unit that was asked
    /// @throws ConnectionException if there is no connection at all, or what comes is no Modbus
    List<ScanFinding> units(ScanTerms terms, Runnable progress) throws IOException, InterruptedException {
        List<ScanFinding> found = new ArrayList<>();
        int alike = 0;
        for (int unit : terms.units()) {
            List<ScanFinding> here = patiently(unit, found.isEmpty());
            ScanFinding finding = here.isEmpty() ? null : here.getFirst();
            progress.run();
            ScanFinding first = found.isEmpty() ? null : found.getFirst();
            if (finding != null && (first == null || !finding.looksLike(first))) {
                found.addAll(here);
            } else if (finding != null && first != null && ++alike == ALIKE && !terms.all()) {
                found.set(0, first.with(Message.of("seen-other-units", "answers the same at other unit ids")));
                return found;
            }
        }
        return found;
    }

    /// A device that was there a moment ago and takes no connection now is given another chance.
    private List<ScanFinding> patiently(int unit, boolean first) throws IOException, InterruptedException {
        try {
            return unit(unit);
        } catch (ConnectionException e) {
            if (first && e instanceof ConnectFailedException) {
                throw e;
            }
            ticker.sleep(RECOVERY);
            try {
                return unit(unit);
            } catch (ConnectionException again) {
                if (first) {
                    throw again;
                }
                return List.of();
            }
        }
    }

    /// What answers at a unit id: more than one where its chain has more than one device.
    private List<ScanFinding> unit(int unit) throws IOException, InterruptedException {
        DeviceProbe survey = new DeviceProbe(client, unit);
        Chain[] seen = {null};
        ScanFinding first = first(survey, unit, seen);
        Chain chain = seen[0];
        if (first == null || chain == null) {
            return first == null ? List.of() : List.of(first);
        }
        Profile auto = Catalog.builtIn().auto();
        List<ChainDevice> devices = chain.devices();
        List<ScanFinding> found = new ArrayList<>();
        boolean several = devices.stream().filter(ChainDevice::measures).count() > 1;
        for (int number = 1; several && number <= devices.size(); number++) {
            if (!devices.get(number - 1).measures()) {
                continue;
            }
            if (chain.isFirst(number)) {
                found.add(auto.equals(first.identification().profile()) ? first.at(number) : first);
            } else {
                found.add(finding(
                                unit,
                                auto,
                                names(survey, chain.at(number).expand(auto)),
                                List.of(Message.of(
                                        "seen-chain-device",
                                        "device {number} of the SunSpec chain, which has {names}",
                                        number,
                                        DeviceChoice.offered(devices, List.of()))))
                        .at(number));
            }
        }
        return found.isEmpty() ? List.of(first) : found;
    }

    /// @param seen takes the chain, where there is one
    private @Nullable ScanFinding first(DeviceProbe survey, int unit, @Nullable Chain[] seen)
            throws IOException, InterruptedException {
        List<Message> evidence = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Chain chain = null;
        try {
            chain = survey.chain(Catalog.builtIn().auto());
            seen[0] = chain;
            if (chain != null) {
                evidence.add(chain.message());
                evidence.addAll(chain.wrongModels());
                names.addAll(names(survey, chain.expand(Catalog.builtIn().auto())));
            }
            Candidates candidates = survey.candidates(
                    chain == null
                            ? Catalog.builtIn().probed()
                            : Catalog.builtIn().certain());
            evidence.addAll(candidates.evidence());
            if (candidates.certain()) {
                Profile certain = profile(candidates.fitting().getFirst());
                if (names.isEmpty()) {
                    names.addAll(names(survey, certain));
                }
                return finding(unit, certain, names, evidence);
            }
            if (chain != null) {
                return finding(unit, Catalog.builtIn().auto(), names, evidence);
            }
            return likely(candidates, unit);
        } catch (NoResponseException | DeviceProbe.NobodyThereException e) {
            if (chain == null) {
                return null;
            }
            evidence.add(Message.of("seen-fell-silent", "fell silent: {why}", Message.of(e)));
        } catch (ConnectionException e) {
            throw e;
        } catch (IOException e) {
            evidence.add(Message.of(e));
        }
        return finding(unit, chain == null ? null : Catalog.builtIn().auto(), names, evidence);
    }

    /// What it calls itself. A device that does not say, or refuses to, is found all the same.
    private static List<String> names(DeviceProbe survey, Profile profile) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>();
        for (Quantity quantity : List.of(Quantity.MANUFACTURER, Quantity.MODEL, Quantity.SERIAL)) {
            Row row = profile.rows().stream()
                    .filter(known -> known.point() == Point.of(quantity))
                    .findFirst()
                    .orElse(null);
            if (row != null) {
                String text = text(survey, row, profile.wire().functions().getFirst());
                if (!text.isEmpty()) {
                    names.add(text);
                }
            }
        }
        return names;
    }

    private static String text(DeviceProbe survey, Row row, int function) throws IOException, InterruptedException {
        try {
            String text = Codec.text(row, survey.read(row.range(), function));
            return text == null ? "" : printable(text);
        } catch (NoResponseException | ConnectionException e) {
            throw e;
        } catch (IOException refused) {
            return "";
        }
    }

    /// What a device says may be anything; it is printed into a terminal and a file.
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e\\xa1-\\xff]", "?").strip();
    }

    /// A device that answers, and that nothing names: it may be one of these, the most specific first.
    private ScanFinding likely(Candidates candidates, int unit) {
        if (candidates.isEmpty()) {
            return finding(
                    unit,
                    null,
                    List.of(),
                    List.of(Message.of("seen-unknown", "answers Modbus, and is nothing that is known here")));
        }
        Profile best = profile(candidates.fitting().getFirst());
        return finding(
                unit,
                Identification.certain(best, List.of(), candidates.evidence())
                        .among(candidates.fitting().stream().map(Probed::id).toList(), candidates.decides()));
    }

    private static Profile profile(Probed known) {
        return Catalog.builtIn().find(known.id()).orElseThrow();
    }

    private ScanFinding finding(int unit, @Nullable Profile profile, List<String> names, List<Message> evidence) {
        return finding(unit, Identification.certain(profile, names, evidence));
    }

    private ScanFinding finding(int unit, Identification identification) {
        return new ScanFinding(endpoint, unit, line, identification, 0);
    }
}

package io.polymeter.link.modbus.poll;

import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ConnectionException;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.point.Quantity;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Group;
import io.polymeter.profile.Probe;
import io.polymeter.profile.Probed;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Row;
import io.polymeter.profile.SunspecModel;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.ChainDevice;
import io.polymeter.sunspec.ChainWalk;
import io.polymeter.sunspec.DeclaredChain;
import io.polymeter.sunspec.DeviceChoice;
import io.polymeter.sunspec.Model;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks a device what it is, one request after the other: its SunSpec chain, and the registers by which known
/// meters tell what they are. Reads only.
///
/// Whatever a device answers, a survey ends: a chain has at most [ChainWalk#MAX_MODELS] models, and each probe is
/// one request.
public final class DeviceProbe {

    /// Most registers of one read (Modbus Application Protocol V1.1b3, section 6.3).
    private static final int MAX_REGISTERS = 125;

    /// To so many reads a device that answers others may be silent.
    private static final int SILENCES = 3;

    private static final Group NAMES = new Group("identity", null, Duration.ofHours(1), false);
    private static final Set<Quantity> NAMED = Set.of(Quantity.MANUFACTURER, Quantity.MODEL, Quantity.SERIAL);

    private final ModbusClient client;
    private final int unit;
    private final Map<Asked, Answered> answers = new HashMap<>();
    private boolean heard;
    private int silences;

    /// @param unit whom it asks, 0 to 255
    public DeviceProbe(ModbusClient client, int unit) {
        this.client = client;
        this.unit = unit;
    }

    /// The device does not answer in this unit's name: a gateway says so.
    public static final class NobodyThereException extends CodedIoException {

        private static final long serialVersionUID = 1;

        private NobodyThereException(Message said) {
            super(said);
        }
    }

    /// Finds out what the device is: by its SunSpec chain, else by the registers in which known meters differ.
    ///
    /// @return null where nothing known fits
    /// @throws NobodyThereException if a gateway says that it does not reach the unit
    /// @throws IOException if the device does not answer, or breaks off within the chain; or, in words for
    ///     people, if it may be one of several
    public @Nullable IdentifiedDevice identify() throws IOException, InterruptedException {
        Profile auto = Catalog.builtIn().auto();
        Chain walked = chain(auto);
        if (walked != null) {
            return new IdentifiedDevice(auto, walked);
        }
        Candidates candidates = candidates(Catalog.builtIn().certain());
        if (candidates.certain()) {
            return as(
                    Catalog.builtIn().find(candidates.fitting().getFirst().id()).orElseThrow());
        }
        if (!candidates.isEmpty()) {
            throw new CodedIoException(Message.of(
                    "device-may-be",
                    "the device at unit {unit} may be one of {profiles}; set the profile; to tell: {how}",
                    unit,
                    candidates.fitting().stream().map(Probed::id).collect(Collectors.joining(", ")),
                    candidates.decides()));
        }
        return null;
    }

    /// The device as one of which the profile is known, with its chain where it has one.
    ///
    /// @throws IOException as [#identify]
    public IdentifiedDevice as(Profile profile) throws IOException, InterruptedException {
        return new IdentifiedDevice(profile, chain(profile));
    }

    /// The device as a profile describes it; where its chain has other models than the profile declares, as they are.
    ///
    /// @param choice the device of its chain that is meant, null for the one that the profile describes
    /// @throws IOException as [#identify]; or, in words for people, if it is another device
    public IdentifiedDevice compared(Profile profile, @Nullable DeviceChoice choice)
            throws IOException, InterruptedException {
        DeclaredChain expected = profile.sunspec() == null ? DeclaredChain.of(profile) : null;
        if (expected == null) {
            IdentifiedDevice there = as(profile);
            return choice == null ? there : choose(there, choice);
        }
        Profile walking = expected.walked(profile);
        IdentifiedDevice there = as(walking);
        Chain walked = there.chain();
        if (walked == null) {
            throw new CodedIoException(Message.of(
                    "no-chain-not-a", "no SunSpec chain at unit {unit}: not a {device}", unit, profile.title()));
        }
        if (choice != null) {
            IdentifiedDevice chosen = choose(there, choice);
            if (!expected.describes(
                    java.util.Objects.requireNonNull(chosen.chain()).chosen())) {
                throw another(profile, chosen);
            }
            return chosen;
        }
        if (expected.matches(walked)) {
            return new IdentifiedDevice(profile, walked);
        }
        List<ChainDevice> devices = walked.devices();
        for (int number = 1; number <= devices.size(); number++) {
            if (expected.describes(devices.get(number - 1))) {
                return walked.isFirst(number) ? there : new IdentifiedDevice(walking, walked.at(number));
            }
        }
        throw another(profile, there);
    }

    private ReadFaults.OtherDeviceException another(Profile profile, IdentifiedDevice there) {
        return new ReadFaults.OtherDeviceException(Message.of(
                "device-is-not",
                "the device at unit {unit} is not a {device}: {found}; set `profile: auto`, or another one",
                unit,
                profile.title(),
                there.words()));
    }

    /// Another device of the same chain.
    ///
    /// @throws IOException as [#identify]; or, in words for people, if the chain has no such device
    public IdentifiedDevice choose(IdentifiedDevice device, DeviceChoice choice)
            throws IOException, InterruptedException {
        Chain chain = device.chain();
        List<List<String>> names =
                chain != null && choice.needsNames() ? names(chain, device.profile()) : List.<List<String>>of();
        int number = chain == null ? 0 : choice.in(chain.devices(), names);
        if (chain == null || number == 0) {
            throw choice.missing(chain, names);
        }
        return new IdentifiedDevice(device.profile(), chain.at(number));
    }

    /// What each device of a chain calls itself: manufacturer, model and serial number, without what it does not say.
    public List<List<String>> names(Chain chain, Profile profile) throws IOException, InterruptedException {
        int function = profile.wire().functions().getFirst();
        List<List<String>> names = new ArrayList<>();
        for (ChainDevice device : chain.devices()) {
            names.add(device.isNamed() ? names(device.models().getFirst(), function) : List.of());
        }
        return names;
    }

    private List<String> names(Model common, int function) throws IOException, InterruptedException {
        RegisterImage image;
        try {
            image = read(common.body(), function);
        } catch (NoResponseException | ConnectionException e) {
            throw e;
        } catch (IOException refused) {
            return List.of();
        }
        SunspecModel.Place place = new SunspecModel.Place(common.address(), common.length(), "");
        List<String> names = new ArrayList<>();
        for (Row row : SunspecModel.of(Model.COMMON).orElseThrow().rows(place, NAMES)) {
            String text =
                    row.point() == null || !NAMED.contains(row.point().quantity()) ? null : Codec.text(row, image);
            if (text != null && !text.isBlank()) {
                names.add(text.replaceAll("[^\\x20-\\x7e\\xa1-\\xff]", "?").strip());
            }
        }
        return names;
    }

    /// The chain where this profile has it, null where there is none.
    ///
    /// @throws IOException as [#identify]
    public @Nullable Chain chain(Profile profile) throws IOException, InterruptedException {
        Profile.Chain where = profile.sunspec();
        return where == null
                ? null
                : chain(where.bases(), profile.wire().functions().getFirst()).orElse(null);
    }

    /// Walks the device's chain; empty where there is no marker.
    ///
    /// @param function 3 or 4
    /// @throws NobodyThereException if a gateway says that it does not reach the unit
    /// @throws IOException if the device does not answer, or breaks off within the chain
    Optional<Chain> chain(List<Integer> bases, int function) throws IOException, InterruptedException {
        ChainWalk walk = new ChainWalk(bases);
        for (Range next = walk.next(); next != null; next = walk.next()) {
            tell(walk, next, ask(next, function));
            heard = true;
        }
        return walk.chain();
    }

    private static void tell(ChainWalk walk, Range asked, Response response) throws IOException {
        switch (response) {
            case Response.ReadRegisters(int _, Words words) when words.count() == asked.count() -> walk.received(words);
            case Response.Refusal(int _, ExceptionCode code)
            when isBusy(code) -> throw new ReadFaults.DeviceBusyException(said(asked, response));
            case Response.Refusal(int _, ExceptionCode code)
            when code == ExceptionCode.ILLEGAL_DATA_ADDRESS || walk.isAtMarker() && isFinal(code) -> walk.refused();
            case Response _ when walk.isSearching() -> walk.refused();
            case Response.VendorRefusal _ when walk.isAtMarker() -> walk.refused();
            case Response other ->
                throw new CodedIoException(
                        walk.isAtMarker()
                                ? said(asked, other)
                                : Message.of(
                                        "chain-incomplete",
                                        "the SunSpec chain is incomplete: {why}",
                                        said(asked, other)));
        }
    }

    /// What the device may be. A device that answers some reads, and is silent to others, is not disturbed for long.
    ///
    /// @param known what it is compared with
    /// @throws NobodyThereException if a gateway says that it does not reach the unit
    /// @throws IOException if the device does not answer
    public Candidates candidates(List<Probed> known) throws IOException, InterruptedException {
        List<Probed> fitting = new ArrayList<>();
        for (Probed one : known) {
            if (fits(one)) {
                fitting.add(one);
            }
        }
        Candidates found = Candidates.of(fitting);
        if (found.certain() || found.fitting().size() < 2) {
            return found;
        }
        Map<String, Integer> answered = new HashMap<>();
        for (Map.Entry<Profile, Range> alone : found.alone().entrySet()) {
            Profile profile = alone.getKey();
            int rank =
                    switch (asked(alone.getValue(), profile.wire().functions().getFirst())) {
                        case Answered.Words _ -> 1;
                        case Answered.NoSuchAddress _ -> -1;
                        case Answered.Otherwise _ -> 0;
                    };
            answered.put(profile.id(), rank);
        }
        return found.ranked(answered);
    }

    private boolean fits(Probed known) throws IOException, InterruptedException {
        for (Probe probe : known.probes()) {
            if (!fits(probe, known.function())) {
                return false;
            }
        }
        return true;
    }

    private boolean fits(Probe probe, int function) throws IOException, InterruptedException {
        return switch (asked(probe.range(), function)) {
            case Answered.Words(Words words) -> words.count() == probe.range().count() && probe.fits(words);
            case Answered.NoSuchAddress _ -> probe.fits(null);
            case Answered.Otherwise _ -> false;
        };
    }

    /// What a device said to a question that it was asked once.
    private sealed interface Answered {
        record Words(io.polymeter.modbus.Words words) implements Answered {}

        record NoSuchAddress() implements Answered {}

        record Otherwise() implements Answered {}
    }

    /// What the device answers to a read. Each register is asked for once: many profiles look at the same one.
    private Answered asked(Range range, int function) throws IOException, InterruptedException {
        Asked question = new Asked(range, range.function(function));
        Answered known = answers.get(question);
        if (known == null) {
            known = answered(range, function);
            answers.put(question, known);
        }
        return known;
    }

    private Answered answered(Range range, int function) throws IOException, InterruptedException {
        try {
            Response response = ask(range, function);
            heard = true;
            return switch (response) {
                case Response.ReadRegisters(int _, Words words) -> new Answered.Words(words);
                case Response.Refusal(int _, ExceptionCode code)
                when code == ExceptionCode.ILLEGAL_DATA_ADDRESS -> new Answered.NoSuchAddress();
                case Response _ -> new Answered.Otherwise();
            };
        } catch (NoResponseException e) {
            silences++;
            if (!heard || silences > SILENCES) {
                throw e;
            }
            return new Answered.Otherwise();
        }
    }

    private record Asked(Range range, int function) {}

    /// The registers of a run, in as many requests as it takes.
    ///
    /// @throws IOException if the device refuses, or does not answer
    public RegisterImage read(Range range, int function) throws IOException, InterruptedException {
        RegisterImage image = RegisterImage.EMPTY;
        for (int at = range.address(); at < range.end(); at += MAX_REGISTERS) {
            Range part = new Range(at, Math.min(MAX_REGISTERS, range.end() - at));
            Response response = ask(part, function);
            if (!(response instanceof Response.ReadRegisters(int _, Words words) && words.count() == part.count())) {
                throw new CodedIoException(said(part, response));
            }
            image = image.with(at, words, 0);
        }
        return image;
    }

    private Response ask(Range range, int function) throws IOException, InterruptedException {
        Request request = range.function(function) == 4
                ? new Request.ReadInputRegisters(range.onWire(), range.count())
                : new Request.ReadHoldingRegisters(range.onWire(), range.count());
        Response response = client.send(unit, request);
        if (response instanceof Response.Refusal(int _, ExceptionCode code) && isGateways(code)) {
            throw new NobodyThereException(
                    Message.of("unit-not-there", "unit {unit} is not there: {why}", unit, said(range, response)));
        }
        return response;
    }

    /// Devices without SunSpec refuse the marker's address in several ways; some refusals only mean: not now.
    private static boolean isFinal(ExceptionCode code) {
        return code == ExceptionCode.ILLEGAL_FUNCTION
                || code == ExceptionCode.ILLEGAL_DATA_VALUE
                || code == ExceptionCode.NEGATIVE_ACKNOWLEDGE;
    }

    private static boolean isBusy(ExceptionCode code) {
        return code == ExceptionCode.ACKNOWLEDGE || code == ExceptionCode.SERVER_DEVICE_BUSY;
    }

    private static boolean isGateways(ExceptionCode code) {
        return code == ExceptionCode.GATEWAY_PATH_UNAVAILABLE || code == ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND;
    }

    private static Message said(Range range, Response response) {
        Object what = switch (response) {
            case Response.Refusal(int _, ExceptionCode code) ->
                Message.of("exception-code", "exception {number}", code.code());
            case Response.VendorRefusal refusal -> Message.of("exception-code", "exception {number}", refusal.number());
            case Response other -> other.toString();
        };
        return Message.of("registers-answered-with", "registers {range} are answered with {what}", range, what);
    }
}

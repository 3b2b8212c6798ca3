package io.polymeter.link.modbus.poll;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.NoResponseException;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Probe;
import io.polymeter.profile.Probed;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.ChainWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public static final class NobodyThereException extends IOException {

        private static final long serialVersionUID = 1;

        private NobodyThereException(String message) {
            super(message);
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
            throw new IOException("the device at unit " + unit + " may be "
                    + candidates.fitting().stream().map(Probed::id).collect(Collectors.joining(" or "))
                    + "; set the profile; to tell: " + candidates.decides());
        }
        return null;
    }

    /// The device as one of which the profile is known, with its chain where it has one.
    ///
    /// @throws IOException as [#identify]
    public IdentifiedDevice as(Profile profile) throws IOException, InterruptedException {
        return new IdentifiedDevice(profile, chain(profile));
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
            when code == ExceptionCode.ILLEGAL_DATA_ADDRESS || walk.isAtMarker() && isFinal(code) -> walk.refused();
            case Response.VendorRefusal _ when walk.isAtMarker() -> walk.refused();
            case Response other ->
                throw new IOException(
                        (walk.isAtMarker() ? "" : "the SunSpec chain is incomplete: ") + said(asked, other));
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
        return Candidates.of(fitting);
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
                throw new IOException(said(part, response));
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
            throw new NobodyThereException("unit " + unit + " is not there: " + said(range, response));
        }
        return response;
    }

    /// Devices without SunSpec refuse the marker's address in several ways; some refusals only mean: not now.
    private static boolean isFinal(ExceptionCode code) {
        return code == ExceptionCode.ILLEGAL_FUNCTION
                || code == ExceptionCode.ILLEGAL_DATA_VALUE
                || code == ExceptionCode.NEGATIVE_ACKNOWLEDGE;
    }

    private static boolean isGateways(ExceptionCode code) {
        return code == ExceptionCode.GATEWAY_PATH_UNAVAILABLE || code == ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND;
    }

    private static String said(Range range, Response response) {
        String what = switch (response) {
            case Response.Refusal(int _, ExceptionCode code) -> "exception " + code.code();
            case Response.VendorRefusal refusal -> "exception " + refusal.number();
            case Response other -> other.toString();
        };
        return "registers " + range + " are answered with " + what;
    }
}

package io.polymeter.link.modbus.poll;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.sunspec.Chain;
import io.polymeter.sunspec.ChainWalk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks a device what it is, one request after the other: its SunSpec chain, and the registers by which known
/// meters tell what they are. Reads only.
///
/// Whatever a device answers, a survey ends: a chain has at most [ChainWalk#MAX_MODELS] models, and each probe is
/// one request.
public final class DeviceProbe {

    /// Most registers of one read (Modbus Application Protocol V1.1b3, section 6.3).
    private static final int MAX_REGISTERS = 125;

    private final ModbusClient client;
    private final int unit;

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

    /// Finds out what the device is: by its SunSpec chain, else by the probes of known meters.
    ///
    /// @return null where nothing known fits
    /// @throws NobodyThereException if a gateway says that it does not reach the unit
    /// @throws IOException if the device does not answer, or breaks off within the chain
    public @Nullable IdentifiedDevice identify() throws IOException, InterruptedException {
        Profile auto = Catalog.builtIn().auto();
        Chain walked = chain(auto);
        if (walked != null) {
            return new IdentifiedDevice(auto, walked);
        }
        Profile meter = certain();
        return meter == null ? null : as(meter);
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

    /// The known meter whose probes say for certain that it is this one; null where there is none.
    ///
    /// @throws IOException as [#identify]
    public @Nullable Profile certain() throws IOException, InterruptedException {
        for (Profile meter : Catalog.builtIn().probed()) {
            if (meter.isCertain() && fits(meter)) {
                return meter;
            }
        }
        return null;
    }

    /// The known meters that it may be by its values, the most specific first.
    ///
    /// @throws IOException as [#identify]
    public List<Profile> likely() throws IOException, InterruptedException {
        List<Profile> fitting = new ArrayList<>();
        for (Profile meter : Catalog.builtIn().probed()) {
            if (!meter.isCertain() && fits(meter)) {
                fitting.add(meter);
            }
        }
        fitting.sort(Comparator.comparingInt(meter -> -meter.probes().size()));
        return fitting;
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
                throw new IOException((walk.isAtMarker() ? "" : "the SunSpec chain breaks off: ") + said(asked, other));
        }
    }

    /// True where all the probes of a profile fit; false also for a profile that has none.
    ///
    /// @throws NobodyThereException if a gateway says that it does not reach the unit
    /// @throws IOException if the device does not answer
    boolean fits(Profile profile) throws IOException, InterruptedException {
        for (Profile.Probe probe : profile.probes()) {
            Range range = probe.row().range();
            int function = profile.wire().functions().getFirst();
            boolean fits = ask(range, function) instanceof Response.ReadRegisters(int _, Words words)
                    && words.count() == range.count()
                    && probe.fits(RegisterImage.EMPTY.with(range.address(), words, 0));
            if (!fits) {
                return false;
            }
        }
        return !profile.probes().isEmpty();
    }

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
        Request request = function == 4
                ? new Request.ReadInputRegisters(range.address(), range.count())
                : new Request.ReadHoldingRegisters(range.address(), range.count());
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

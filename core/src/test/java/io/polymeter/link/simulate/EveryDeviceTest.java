package io.polymeter.link.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.config.Role;
import io.polymeter.link.modbus.poll.Candidates;
import io.polymeter.link.modbus.poll.DeviceProbe;
import io.polymeter.link.modbus.poll.ReadPlan;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.profile.Catalog;
import io.polymeter.profile.Codec;
import io.polymeter.profile.Probed;
import io.polymeter.profile.Profile;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every device of the catalog that has registers, simulated: all of it can be read, and it is told from every other.
class EveryDeviceTest {

    private static final Catalog CATALOG = Catalog.builtIn();
    private static final double NOON = 12 * 3_600;

    static List<String> devices() {
        return CATALOG.all()
                .filter(profile -> profile.documents().isEmpty())
                .map(Profile::id)
                .toList();
    }

    /// A device that has the registers of a profile, with the values of a summer's noon.
    private record Device(Profile profile, RegisterImage image) implements ModbusClient {

        static Device of(String id) {
            Profile profile = CATALOG.find(id).orElseThrow();
            Scenario day = Scenario.named("summer-day/" + meter(profile.about().role()))
                    .orElseThrow();
            return new Device(
                    profile,
                    Codec.of(profile).encode(Objects.requireNonNull(day.player().step(NOON, 1, 1)), 1));
        }

        private static String meter(@Nullable Role role) {
            return switch (role == null ? Role.GRID : role) {
                case GRID -> "grid";
                case PRODUCER -> "pv";
                case STORAGE -> "battery";
                case CONSUMER -> "house";
                case VEHICLE -> "wallbox";
            };
        }

        @Override
        public Response send(int unit, Request request) {
            return switch (request) {
                case Request.ReadHoldingRegisters(int address, int count) -> read(3, new Range(address, count));
                case Request.ReadInputRegisters(int address, int count) -> read(4, new Range(address, count));
                default -> new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
            };
        }

        private Response read(int function, Range asked) {
            Range own = new Range(Range.table(function) + asked.address(), asked.count());
            boolean usual = profile.wire().functions().contains(function);
            if (!usual && !profile.tables().contains(function)) {
                return new Response.Refusal(function, ExceptionCode.ILLEGAL_FUNCTION);
            }
            Range range = has(own) || !usual ? own : asked;
            if (!has(range)) {
                return new Response.Refusal(function, ExceptionCode.ILLEGAL_DATA_ADDRESS);
            }
            boolean whole = profile.rowsIn(range.address(), range.count()).stream()
                    .allMatch(row ->
                            image.covers(row.range().address(), row.range().count()));
            if (!whole) {
                return new Response.Refusal(function, ExceptionCode.SERVER_DEVICE_FAILURE);
            }
            byte[] bytes = new byte[2 * range.count()];
            image.copy(range.address(), range.count(), bytes);
            return new Response.ReadRegisters(function, Words.wrap(bytes));
        }

        private boolean has(Range range) {
            for (int at = range.address(); at < range.end(); at++) {
                if (profile.spanAt(at).isEmpty() && !profile.isHole(at, 1)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void close() {}
    }

    /// A device of which nothing is known: each register of it has a number.
    private record Unknown(IntUnaryOperator register) implements ModbusClient {

        @Override
        public Response send(int unit, Request request) {
            return switch (request) {
                case Request.ReadHoldingRegisters(int address, int count) -> words(3, address, count);
                case Request.ReadInputRegisters(int address, int count) -> words(4, address, count);
                default -> new Response.Refusal(request.functionCode(), ExceptionCode.ILLEGAL_FUNCTION);
            };
        }

        private Response words(int function, int address, int count) {
            int[] words = new int[count];
            for (int i = 0; i < count; i++) {
                words[i] = register.applyAsInt(address + i);
            }
            return new Response.ReadRegisters(function, Words.of(words));
        }

        @Override
        public void close() {}
    }

    private static Candidates candidates(ModbusClient device) throws Exception {
        return new DeviceProbe(device, 1).candidates(CATALOG.probed());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void allOfItCanBeRead(String id) throws Exception {
        Device device = Device.of(id);
        List<String> refused = new ArrayList<>();
        for (ReadPlan.Batch batch :
                ReadPlan.of(device.profile(), span -> !span.optional()).batches()) {
            for (ReadPlan.Ask ask : batch.asks()) {
                if (!(device.read(
                                        ask.range()
                                                .function(device.profile()
                                                        .wire()
                                                        .functions()
                                                        .getFirst()),
                                        new Range(
                                                ask.range().onWire(),
                                                ask.range().count()))
                                instanceof Response.ReadRegisters)
                        && canBeSimulated(device.profile(), ask.range())) {
                    refused.add(ask.range().toString());
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    /// Where several fit, the first is what `scan` proposes: the one whose own registers are answered.
    @Test
    void theFirstCandidateIsTheDeviceItselfWhereARegisterTells() throws Exception {
        for (String id :
                List.of("eastron-sdm630", "eastron-sdm54", "eastron-sdm72d-m-v2", "eastron-sdm120", "chint-dtsu666")) {
            assertThat(candidates(Device.of(id)).fitting().getFirst().id()).isEqualTo(id);
        }
    }

    /// What has neither a point nor a fixed content, nobody can show but the device itself.
    private static boolean canBeSimulated(Profile profile, Range range) {
        return profile.rowsIn(range.address(), range.count()).stream()
                .allMatch(row -> Codec.of(profile).shows(row) || row.fixed() != null);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void itsKnownReadersAreAnswered(String id) {
        Device device = Device.of(id);
        assertThat(device.profile().about().readers())
                .allSatisfy(reader -> assertThat(device.read(reader.function(), new Range(reader.at(), reader.count())))
                        .isInstanceOf(Response.ReadRegisters.class));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void itIsAmongTheCandidatesAndNoOtherIsCertain(String id) throws Exception {
        Candidates found = candidates(Device.of(id));
        Profile profile = CATALOG.find(id).orElseThrow();
        List<String> ids = found.fitting().stream().map(Probed::id).toList();
        if (!profile.probes().isEmpty()) {
            assertThat(ids).contains(id);
            assertThat(found.certain() || !found.decides().isEmpty()).isTrue();
        }
        if (found.certain()) {
            assertThat(ids).containsExactly(id);
        }
    }

    @Test
    void whatNamesItselfIsCertainUnlessItHasABrother() throws Exception {
        TreeSet<String> doubtful = new TreeSet<>();
        for (Probed named : CATALOG.certain()) {
            if (!candidates(Device.of(named.id())).certain()) {
                doubtful.add(named.id());
            }
        }
        assertThat(doubtful).isEmpty();
    }

    @Test
    void anUnknownDeviceIsUnknown() throws Exception {
        List<IntUnaryOperator> strange = new ArrayList<>(
                List.of(_ -> 0, _ -> 1, _ -> 0xffff, _ -> 0x7fff, _ -> 0x8000, at -> at, at -> at >> 8));
        for (long seed = 0; seed < 20; seed++) {
            long salt = seed;
            strange.add(at -> new Random(salt * 65_537 + at).nextInt(0x10000));
        }
        for (IntUnaryOperator register : strange) {
            assertThat(candidates(new Unknown(register)).fitting())
                    .extracting(Probed::id)
                    .isEmpty();
        }
    }
}

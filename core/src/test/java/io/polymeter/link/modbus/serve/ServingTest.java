package io.polymeter.link.modbus.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.capture.FrameRing;
import io.polymeter.capture.Traffic;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.modbus.Answer;
import io.polymeter.modbus.DeviceObjects;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.net.ListenException;
import io.polymeter.modbus.server.ServerCounters;
import io.polymeter.point.Point;
import io.polymeter.profile.Profile;
import io.polymeter.profile.Profiles;
import io.polymeter.register.Encoding;
import io.polymeter.register.Range;
import io.polymeter.register.RegisterImage;
import io.polymeter.runtime.ManualClock;
import io.polymeter.runtime.ManualContext;
import io.polymeter.store.Meter;
import io.polymeter.store.MeterStore;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The parts that serve registers, one by one: who writes ([PushSource]), who is known at an
/// endpoint ([RegisterServer], [SeenEndpoint]), and what is said about all of them.
@Timeout(20)
class ServingTest {

    private static final Point POWER = Point.parse("active-power").orElseThrow();
    private static final Request READ = new Request.ReadHoldingRegisters(0, 1);

    private final ManualClock clock = new ManualClock();
    private final ManualContext context = new ManualContext(clock);
    private final Profile profile = new Profiles()
            .span(0, 4, Profiles.LIVE, false)
            .span(10, 2, Profiles.ENERGY, false)
            .row(0, Encoding.I32, POWER, 1)
            .row(2, Encoding.U16)
            .build();
    private final Meter meter = new MeterStore().add("grid", profile);

    private record Client(@Nullable InetAddress address, String name) implements Peer {
        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public void close() {}
    }

    private static final Peer KSEM = new Client(InetAddress.ofLiteral("192.0.2.5"), "192.0.2.5:41000");

    private PushSource source(TrafficListener listener) {
        PushSource.Terms terms = new PushSource.Terms(
                "grid.push",
                "tcp://0.0.0.0:502",
                meter,
                profile,
                new AllowList(List.of(AddressRange.parse("192.0.2.5"))),
                Duration.ofSeconds(15));
        return new PushSource(terms, clock, context.health(), listener);
    }

    @Test
    void aValueIsReceivedOnceAllItsRegistersAre() {
        List<PushSource> heard = new ArrayList<>();
        TrafficRelay relay = new TrafficRelay();
        PushSource source = source(relay);
        relay.to(new TrafficListener() {
            @Override
            public void received(PushSource from) {
                heard.add(from);
            }
        });
        clock.advance(Duration.ofSeconds(7));
        assertThat(source.lastInstant()).isNull();
        assertThat(source.write(0, Words.of(0), KSEM)).isNull();
        assertThat(meter.state().readings().has(POWER)).isFalse();
        assertThat(source.write(1, Words.of(1_500), KSEM)).isNull();
        assertThat(meter.state().readings().value(POWER)).isEqualTo(1_500);
        assertThat(meter.state().readings().instant(POWER))
                .isEqualTo(Duration.ofSeconds(7).toNanos());
        assertThat(source.lastInstant()).isEqualTo(Duration.ofSeconds(7).toNanos());
        assertThat(heard).containsExactly(source);
        assertThat(source.samples()).isEqualTo(1);
        assertThat(source.pushedWithin(new Range(0, 2), 1)).isTrue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(source.pushedWithin(new Range(0, 2), Duration.ofSeconds(1).toNanos()))
                .isFalse();
    }

    @Test
    void twoSendersDoNotCompleteEachOthersValues() {
        PushSource source = source(TrafficListener.NONE);
        source.write(0, Words.of(0), KSEM);
        source.write(1, Words.of(1_500), new Client(InetAddress.ofLiteral("192.0.2.5"), "192.0.2.5:41001"));
        assertThat(meter.state().readings().has(POWER)).isFalse();
    }

    @Test
    void whatTheDeviceDoesNotHaveAndWhoMayNotWriteIsRefusedAndCounted() {
        PushSource source = source(TrafficListener.NONE);
        assertThat(source.write(3, Words.of(1, 2), KSEM)).isEqualTo(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        assertThat(source.write(50, Words.of(1), KSEM)).isEqualTo(ExceptionCode.ILLEGAL_DATA_ADDRESS);
        assertThat(source.refuseSender(KSEM)).isEqualTo(ExceptionCode.ILLEGAL_FUNCTION);
        assertThat(context.health().counters())
                .containsEntry("refused", 3L)
                .containsEntry("refused-address", 2L)
                .containsEntry("refused-sender", 1L);
        assertThat(source.description().text()).isEqualTo("is written to at tcp://0.0.0.0:502 by 192.0.2.5");
    }

    @Test
    void aDeviceThatTellsWhatItPushesIsCountedByWholeSamples() {
        SampleCounter each = new SampleCounter(profile);
        RegisterImage change = RegisterImage.EMPTY.with(0, Words.of(1, 2), 0);
        assertThat(each.completes(RegisterImage.EMPTY)).isFalse();
        assertThat(each.completes(change)).isTrue();
        Profile telling = new Profile(
                "t",
                "T",
                profile.wire(),
                profile.groups(),
                profile.spans(),
                profile.rows(),
                null,
                new Profile.Telemetry("ESP"));
        SampleCounter whole = new SampleCounter(telling);
        assertThat(whole.completes(change)).isFalse();
        assertThat(whole.completes(RegisterImage.EMPTY.with(2, Words.of(3), 0))).isTrue();
        assertThat(whole.completes(change)).isFalse();
        assertThat(whole.count()).isEqualTo(1);
    }

    @Test
    void aUnitThatIsNotServedIsUnknownOnTcpAndSilentOnABus() {
        RegisterServer net = new RegisterServer(clock, false);
        RegisterServer bus = new RegisterServer(clock, true);
        PushSource source = source(TrafficListener.NONE);
        net.route(Map.of(
                1, new UnitHandler(null, List.of(source), null), 240, new UnitHandler(null, List.of(source), null)));
        assertThat(net.units().text()).isEqualTo("units 1, 240");
        assertThat(net.serves(240)).isTrue();
        assertThat(net.serves(2)).isFalse();
        assertThat(net.admits(InetAddress.ofLiteral("192.0.2.5"))).isTrue();
        assertThat(net.admits(InetAddress.ofLiteral("192.0.2.6"))).isFalse();
        assertThat(net.handle(2, READ, KSEM))
                .isEqualTo(new Response.Refusal(3, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND));
        assertThat(bus.handle(2, READ, KSEM)).isEqualTo(Answer.SILENCE);
        assertThat(net.unknownUnits()).isEqualTo(1);
        assertThat(net.handle(1, new Request.WriteMultipleRegisters(0, Words.of(0, 9)), KSEM))
                .isEqualTo(new Response.WriteMultiple(16, 0, 2));
        assertThat(net.answerWithin()).isPositive();
    }

    @Test
    void anEndpointIsSeenOnlyWhileItIsRecorded() {
        EndpointHandler server = new RegisterServer(clock, false);
        Traffic traffic = new Traffic();
        SeenEndpoint seen = new SeenEndpoint(server, traffic, Endpoint.parse("tcp://0.0.0.0:502"));
        FrameRing ring = new FrameRing(() -> Instant.EPOCH, 1 << 16);
        seen.handle(5, READ, KSEM);
        traffic.start(ring);
        assertThat(seen.handle(5, READ, KSEM)).isEqualTo(server.handle(5, READ, KSEM));
        assertThat(ring.size()).isEqualTo(2);
        assertThat(seen.unknownUnits()).isEqualTo(3);
        assertThat(seen.serves(5)).isFalse();
        assertThat(seen.units()).isEqualTo(server.units());
        assertThat(seen.answerWithin()).isEqualTo(server.answerWithin());
        assertThat(seen.admits(InetAddress.ofLiteral("192.0.2.5"))).isFalse();
    }

    @Test
    void whoIsTurnedAwayIsNotedOnce() {
        Link endpoint = new Link() {
            @Override
            public String name() {
                return "tcp://h";
            }

            @Override
            public Message description() {
                return Message.verbatim("serves");
            }

            @Override
            public void run(Context ignored) {
                throw new AssertionError("who looks at its rejections does not run the link");
            }
        };
        RejectionLog log = new RejectionLog(endpoint, context);
        RegisterServer nobody = new RegisterServer(clock, false);
        InetAddress stranger = InetAddress.ofLiteral("192.0.2.77");
        assertThat(ServedPort.admits(nobody, stranger, log)).isFalse();
        assertThat(ServedPort.admits(nobody, stranger, log)).isFalse();
        clock.atMost(0);
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(log::tell);
        assertThat(context.health().troubles())
                .singleElement()
                .satisfies(told -> assertThat(told.field()).isEqualTo("192.0.2.77"))
                .satisfies(told -> assertThat(told.count()).isEqualTo(2));
    }

    @Test
    void aPortIsOpenedWhereItsHostIsAndItsCountsAreNamed() throws IOException {
        Endpoint endpoint = Endpoint.parse("tcp://127.0.0.1:502");
        assertThat(ServedPort.address(endpoint, "127.0.0.1", 502))
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 502));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ServedPort.address(endpoint, "no host", 502))
                .withMessage("cannot listen on tcp://127.0.0.1:502: the host name is unknown");
        Map<String, Long> counters = new HashMap<>();
        ServedPort.count(new ServerCounters(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), counters);
        assertThat(counters)
                .containsOnly(
                        Map.entry("not-admitted", 3L),
                        Map.entry("protocol-errors", 6L),
                        Map.entry("requests", 8L),
                        Map.entry("refusals", 9L),
                        Map.entry("silent", 10L),
                        Map.entry("failures", 11L));
    }

    @Test
    void whoCannotListenIsToldWhatHelps() {
        InetSocketAddress low = new InetSocketAddress(InetAddress.getLoopbackAddress(), 502);
        ListenException denied = ListenException.of(low, new BindException("Permission denied"));
        ListenException taken = ListenException.of(low, new BindException("Address already in use"));
        assertThat(PortAdvice.of(denied, 502, 't').text())
                .contains("CAP_NET_BIND_SERVICE", "net.ipv4.ip_unprivileged_port_start=502");
        assertThat(PortAdvice.of(taken, 502, 'u').text()).endsWith("; `ss -lunp` shows which");
    }

    @Test
    void aDeviceSaysWhoItIsInLatinLetters() {
        DeviceObjects objects =
                ServerIdentification.of(profile, Map.of("manufacturer", "Zähler €", "model", "m".repeat(300)));
        Response answer = objects.answer(new Request.ReadDeviceIdentification(2, 0));
        assertThat(answer).isInstanceOfSatisfying(Response.DeviceIdentification.class, said -> {
            assertThat(said.objects())
                    .containsEntry(0, "Zähler ?")
                    .containsEntry(1, "test")
                    .containsEntry(4, "Test");
        });
        assertThat(objects.answer(new Request.ReadDeviceIdentification(4, 5)).toString())
                .contains("m".repeat(200));
    }

    @Test
    void aSimulatedInverterSleepsAtNight() {
        Point state = Point.parse("state").orElseThrow();
        SimulatedDevice inverter = new SimulatedDevice(meter, 1, true);
        SimulatedDevice plain = new SimulatedDevice(meter, 0, false);
        assertThat(inverter.isAwake(0)).isFalse();
        assertThat(inverter.isAsleep(0)).isFalse();
        assertThat(plain.isAwake(0)).isTrue();
        meter.update(before ->
                before.with(before.measured().toBuilder().put(state, 4, 0).build()));
        assertThat(inverter.isAwake(1)).isTrue();
        assertThat(inverter.isAwake(Duration.ofSeconds(2).toNanos())).isFalse();
        assertThat(inverter.isAsleep(Duration.ofSeconds(2).toNanos())).isTrue();
        meter.update(before ->
                before.with(before.measured().toBuilder().put(state, 2, 0).build()));
        assertThat(inverter.isAsleep(1)).isTrue();
        assertThat(SimulatedDevice.of(meter, profile).sleeps()).isFalse();
    }

    @Test
    void namesAreLookedUpAgainSoonWhereOneIsUnknown() {
        NameResolutionLink link = new NameResolutionLink(List.of(AddressRange.parse("localhost")));
        clock.atMost(1);
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> link.run(context));
        assertThat(clock.slept()).containsExactly(Duration.ofMinutes(1));
        assertThat(context.health().status().state()).isEqualTo(Health.State.UP);
        assertThat(link.description().text()).isEqualTo("looks up localhost");
    }

    @Test
    void whatIsLoggedOfSamplesIsOneLineEach() {
        Profile telling = new Profile(
                "t",
                "T",
                profile.wire(),
                profile.groups(),
                profile.spans(),
                profile.rows(),
                null,
                new Profile.Telemetry("ESP"));
        Meter pushed = new MeterStore().add("grid", telling);
        PushSource source = new PushSource(
                new PushSource.Terms(
                        "grid.push", "tcp://h", pushed, telling, new AllowList(List.of()), Duration.ofSeconds(15)),
                clock,
                context.health(),
                TrafficListener.NONE);
        TelemetryLog log =
                new TelemetryLog(new TelemetryLog.Terms(List.of(source), List.of(), Duration.ofMinutes(1)), clock);
        assertThat(log.statistics(source))
                .isEqualTo("[STATISTICS] Received (from ESP): 0 | Served (to nobody): 0 | Last Update: never");
        source.write(0, Words.of(0, 5, 7), KSEM);
        assertThat(log.statistics(source))
                .isEqualTo("[STATISTICS] Received (from ESP): 1 | Served (to nobody): 0 | Last Update:"
                        + " 1970-01-01T00:00:00Z");
        assertThat(Objects.requireNonNull(log.description().text())).isEqualTo("logs samples and reads");
    }
}

package io.polymeter.link.modbus.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.capture.Channel;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.net.AddressRange;
import io.polymeter.config.net.Endpoint;
import io.polymeter.config.yaml.Problem;
import io.polymeter.config.yaml.Problems;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.modbus.client.UnfitReplyException;
import io.polymeter.modbus.fault.Wording;
import io.polymeter.modbus.serial.SerialParameters;
import io.polymeter.runtime.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One connection for all who talk to a device, and what its settings say at two places ([EndpointSharing]).
class SharedClientTest {

    private static final Request READ = new Request.ReadHoldingRegisters(0, 1);

    private final List<Device> opened = new ArrayList<>();
    private final SharedClient shared = new SharedClient(() -> {
        Device device = new Device();
        opened.add(device);
        return device;
    });

    private static final class Device implements ModbusClient {
        private @Nullable IOException failure;
        private Response reply = new Response.ReadRegisters(3, Words.of(1));
        private boolean closed;

        @Override
        public Response send(int unit, Request request) throws IOException {
            if (failure != null) {
                throw failure;
            }
            return reply;
        }

        @Override
        public List<Deviation> deviations() {
            return List.of(new Deviation(Deviation.Kind.ECHO, 1, 0));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void twoUsersHaveOneConnectionUntilTheLastIsGone() throws Exception {
        ModbusClient one = shared.open();
        ModbusClient other = shared.open();
        assertThat(opened).hasSize(1);
        assertThat(one.send(1, READ)).isEqualTo(new Response.ReadRegisters(3, Words.of(1)));
        assertThat(one.deviations()).hasSize(1);
        one.close();
        one.close();
        assertThat(opened.getFirst().closed).isFalse();
        other.close();
        assertThat(opened.getFirst().closed).isTrue();
        shared.open();
        assertThat(opened).hasSize(2);
    }

    @Test
    void aReplyThatDoesNotFitIsNoFailureOfTheConnectionAndALostLineIs() throws Exception {
        ModbusClient one = shared.open();
        opened.getFirst().failure = new UnfitReplyException(Wording.of("too-few", "too few"));
        assertThatExceptionOfType(UnfitReplyException.class).isThrownBy(() -> one.send(1, READ));
        assertThat(opened.getFirst().closed).isFalse();
        shared.open();
        assertThat(opened).hasSize(1);
        opened.getFirst().failure = new IOException("unplugged");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> one.send(1, READ));
        assertThat(opened.getFirst().closed).isTrue();
        shared.open();
        assertThat(opened).hasSize(2);
    }

    @Test
    void repliesOfAGatewayAreNoRepliesOfItsUnit() throws Exception {
        ModbusClient client = shared.open();
        client.send(5, READ);
        opened.getFirst().reply = new Response.Refusal(3, ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
        client.send(5, READ);
        opened.getFirst().reply = new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_ADDRESS);
        client.send(5, READ);
        assertThat(shared.replies()).isEqualTo(3);
        assertThat(shared.replies(5)).isEqualTo(2);
        assertThat(shared.replies(6)).isZero();
        ManualClock clock = new ManualClock();
        shared.awaitReply(clock, 5, Duration.ofSeconds(3));
        assertThat(clock.slept()).containsExactly(Duration.ofSeconds(3));
    }

    private final Problems problems = new Problems("f");
    private final EndpointSharing sharing = new EndpointSharing(problems);

    private List<String> told() {
        return problems.sorted().stream().map(Problem::message).toList();
    }

    private void written(String who, String from) {
        sharing.written(
                Endpoint.parse("tcp://0.0.0.0:502"),
                1,
                new EndpointSharing.Writer(who, List.of(AddressRange.parse(from))),
                who);
    }

    @Test
    void onePlaceIsWrittenByOneSender() {
        written("a", "192.0.2.1");
        written("b", "192.0.2.2");
        assertThat(told()).isEmpty();
        written("c", "192.0.2.2");
        assertThat(told())
                .containsExactly("c and b are both pushed at tcp://0.0.0.0:502 unit 1 by the same sender; use another"
                        + " unit id or port for one of them");
        written("d", "any");
        assertThat(told()).hasSize(4);
    }

    @Test
    void aLineHasOneRateAndAPortOneCertificate() {
        Endpoint line = Endpoint.parse("rtu:///dev/a");
        sharing.line(line, SerialParameters.STANDARD, "one");
        sharing.line(line, SerialParameters.STANDARD, "two");
        sharing.line(Endpoint.parse("tcp://h"), new SerialParameters(300, SerialParameters.Parity.NONE, 1), "x");
        assertThat(told()).isEmpty();
        sharing.line(line, new SerialParameters(300, SerialParameters.Parity.NONE, 1), "three");
        assertThat(told()).hasSize(1).first().asString().contains("rtu:///dev/a is used at ", " by one");
        Endpoint tls = Endpoint.parse("tls://h");
        sharing.secured(tls, null, "four");
        sharing.secured(tls, null, "five");
        sharing.secured(tls, new TlsSettings(Path.of("t"), null, null), "six");
        assertThat(told()).hasSize(2).contains("tls://h:802 has different TLS settings in four");
    }

    @ParameterizedTest
    @CsvSource({"tcp://h, TCP", "tls://h, TLS", "udp://h, UDP", "rtu:///dev/a, RTU", "rtu+tcp://h:1, RTU_OVER_TCP"})
    void anEndpointIsRecordedByItsTransport(String endpoint, Channel.Transport transport) {
        assertThat(Transports.kind(Endpoint.parse(endpoint))).isEqualTo(transport);
    }
}

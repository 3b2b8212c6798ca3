package io.polymeter.link.modbus.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.link.modbus.connect.ClientOpener;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.runtime.ManualClock;
import io.polymeter.runtime.ManualContext;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Writes that are passed on to the device, one by one, and never late: [WriteForwarder].
@Timeout(20)
class WriteForwarderTest {

    private static final Peer KSEM = new Peer() {
        @Override
        public InetAddress address() {
            return InetAddress.ofLiteral("192.0.2.5");
        }

        @Override
        public @Nullable X509Certificate certificate() {
            return null;
        }

        @Override
        public String name() {
            return "192.0.2.5:41000";
        }

        @Override
        public void close() {}
    };

    private final ManualClock clock = new ManualClock();
    private final ManualContext context = new ManualContext(clock);

    private static final class Device implements ModbusClient {
        private final List<Request> asked = new ArrayList<>();
        private final List<Object> replies = new ArrayList<>();
        private boolean closed;

        @Override
        public Response send(int unit, Request request) throws IOException {
            asked.add(request);
            Object reply = replies.removeFirst();
            if (reply instanceof IOException failure) {
                throw failure;
            }
            return (Response) reply;
        }

        @Override
        public List<Deviation> deviations() {
            return List.of();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private WriteForwarder forwarder(ClientOpener opener, int unit) {
        return new WriteForwarder(new WriteForwarder.Terms("pv.writes", "tcp://h:502", () -> unit), opener, clock);
    }

    /// Carries out what waits; the second wait ends it.
    private void carryOut(WriteForwarder forwarder) {
        clock.atMost(clock.slept().size());
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> forwarder.run(context));
    }

    @Test
    void aWriteIsAnsweredAsTheDeviceAnswersIt() {
        Device device = new Device();
        WriteForwarder forwarder = forwarder(() -> device, 7);
        Request write = new Request.WriteMultipleRegisters(5, Words.of(1, 2));
        CompletableFuture<Response> answer = forwarder.forward(write, KSEM);
        CompletableFuture<Response> refused = forwarder.forward(write, KSEM);
        device.replies.add(new Response.WriteMultiple(16, 5, 2));
        device.replies.add(new Response.Refusal(16, ExceptionCode.SERVER_DEVICE_BUSY));
        carryOut(forwarder);
        assertThat(answer).isCompletedWithValue(new Response.WriteMultiple(16, 5, 2));
        assertThat(refused).isCompletedWithValue(new Response.Refusal(16, ExceptionCode.SERVER_DEVICE_BUSY));
        assertThat(device.closed).isTrue();
        assertThat(context.health().counters()).containsEntry("writes", 1L).containsEntry("refused-by-device", 1L);
        assertThat(forwarder.description().text()).isEqualTo("passes writes on to tcp://h:502 unit 7");
    }

    @Test
    void aDeviceWithoutFunctionSixIsWrittenWithSixteen() {
        Device device = new Device();
        WriteForwarder forwarder = forwarder(() -> device, 7);
        var written = forwarder.write(5, 9).toCompletableFuture();
        device.replies.add(new Response.Refusal(6, ExceptionCode.ILLEGAL_FUNCTION));
        device.replies.add(new Response.WriteMultiple(16, 5, 1));
        carryOut(forwarder);
        assertThat(written).isCompletedWithValue("");
        var again = forwarder.write(5, 10).toCompletableFuture();
        device.replies.add(new Response.WriteMultiple(16, 5, 1));
        carryOut(forwarder);
        assertThat(again).isCompletedWithValue("");
        assertThat(device.asked)
                .containsExactly(
                        new Request.WriteSingleRegister(5, 9),
                        new Request.WriteMultipleRegisters(5, Words.of(9)),
                        new Request.WriteMultipleRegisters(5, Words.of(10)));
        assertThat(context.health().troubles()).hasSize(1);
    }

    @Test
    void aWriteThatCameTooLateOrCannotBeDoneIsRefused() {
        WriteForwarder unreachable = forwarder(
                () -> {
                    throw new ConnectFailedException(
                            "h", 502, ConnectFailedException.Reason.REFUSED, new ConnectException());
                },
                7);
        CompletableFuture<Response> late = unreachable.forward(new Request.WriteSingleRegister(1, 1), KSEM);
        clock.advance(Duration.ofSeconds(4));
        CompletableFuture<Response> failed = unreachable.forward(new Request.WriteSingleRegister(1, 1), KSEM);
        carryOut(unreachable);
        assertThat(late).isCompletedWithValue(new Response.Refusal(6, ExceptionCode.SERVER_DEVICE_BUSY));
        assertThat(failed).isCompletedWithValue(new Response.Refusal(6, ExceptionCode.GATEWAY_PATH_UNAVAILABLE));
        WriteForwarder nowhere = forwarder(Device::new, -1);
        var unknown = nowhere.write(1, 1).toCompletableFuture();
        carryOut(nowhere);
        assertThat(unknown).isCompletedWithValue("exception 10");
        assertThat(nowhere.description().text()).isEqualTo("passes writes on to tcp://h:502");
    }

    @Test
    void moreWritesThanCanWaitAreRefusedAtOnceAndNobodyWaitsForEver() {
        WriteForwarder forwarder = forwarder(
                () -> {
                    throw new InterruptedException();
                },
                7);
        List<CompletableFuture<Response>> answers = new ArrayList<>();
        for (int i = 0; i < 33; i++) {
            answers.add(forwarder.forward(new Request.WriteSingleRegister(1, i), KSEM));
        }
        assertThat(answers.getLast()).isCompletedWithValue(new Response.Refusal(6, ExceptionCode.SERVER_DEVICE_BUSY));
        assertThat(answers.getFirst()).isNotDone();
        carryOut(forwarder);
        assertThat(answers).allMatch(CompletableFuture::isDone);
    }
}

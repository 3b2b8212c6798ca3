package io.polymeter.modbus.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.Answer;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.RequestHandler;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestAnswererTest {

    private static final Response ONE = new Response.ReadRegisters(3, Words.of(7));

    private final LiveServerCounters tally = new LiveServerCounters();
    private final List<String> failures = new ArrayList<>();

    @Test
    void aRequestGoesToTheHandlerWithItsUnit() {
        RequestAnswerer answerer = answerer((unit, request, _) -> {
            assertThat(unit).isEqualTo(17);
            assertThat(request).isEqualTo(new Request.ReadHoldingRegisters(1, 1));
            return ONE;
        });
        assertThat(answerer.answer(17, pdu("03 00 01 00 01"))).isEqualTo(ONE);
        assertThat(answerer.function()).isEqualTo(3);
        assertThat(tally.snapshot().requests()).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void whatIsNoRequestIsRefusedAndNeverReachesTheHandler() {
        RequestAnswerer answerer = answerer((_, _, _) -> {
            throw new AssertionError("asked");
        });
        assertThat(answerer.answer(1, pdu("03 00 01 00 00")))
                .isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_DATA_VALUE));
        assertThat(answerer.answer(1, pdu("83 00 01 00 00")))
                .isEqualTo(new Response.Refusal(3, ExceptionCode.ILLEGAL_FUNCTION));
        assertThat(failures).isEmpty();
    }

    @Test
    void whatGoesWrongInsideIsADeviceFailureAndIsTold() {
        RequestAnswerer answerer = answerer((_, _, _) -> {
            throw new IllegalStateException("defect");
        });
        assertThat(answerer.answer(1, pdu("04 00 01 00 01")))
                .isEqualTo(new Response.Refusal(4, ExceptionCode.SERVER_DEVICE_FAILURE));
        assertThat(failures).containsExactly("answering function 4 to tester: defect");
        assertThat(tally.snapshot().failures()).isEqualTo(1);
    }

    @Test
    void aLaterAnswerThatEndsBadlyIsADeviceFailureOfTheFunctionAsked() {
        RequestAnswerer answerer = answerer((_, _, _) -> ONE);
        Response failed = new Response.Refusal(6, ExceptionCode.SERVER_DEVICE_FAILURE);
        assertThat(answerer.settle(6, ONE, null)).isEqualTo(ONE);
        assertThat(answerer.settle(6, null, new IllegalStateException("lost"))).isEqualTo(failed);
        assertThat(answerer.settle(6, null, null)).isEqualTo(failed);
        assertThat(answerer.settle(6, new Answer.Later(new CompletableFuture<>()), null))
                .isEqualTo(failed);
        assertThat(tally.snapshot().failures()).isEqualTo(3);
    }

    @Test
    void refusalsAreCountedWhenTheyAreWritten() {
        RequestAnswerer answerer = answerer((_, _, _) -> ONE);
        ByteBuffer out = ByteBuffer.allocate(1_000);
        answerer.encode(5, 9, ONE, out);
        answerer.encode(6, 9, new Response.Refusal(43, ExceptionCode.SERVER_DEVICE_FAILURE), out);
        assertThat(HexFormat.of().formatHex(out.array(), 0, out.position()))
                .isEqualTo("0005000000050903020007" + "00060000000309ab04");
        assertThat(tally.snapshot().refusals()).isEqualTo(1);
    }

    @Test
    void openIsWhatWasTakenAndHasNotEnded() {
        tally.accepted.add(5);
        tally.closed.add(2);
        tally.notAdmitted.add(3);
        tally.overLimit.add(4);
        tally.timedOut.add(6);
        tally.protocolErrors.add(7);
        tally.handshakeFailures.add(8);
        tally.requests.add(9);
        tally.refusals.add(10);
        tally.silent.add(11);
        tally.failures.add(12);
        assertThat(tally.snapshot()).isEqualTo(new ServerCounters(3, 5, 3, 4, 6, 7, 8, 9, 10, 11, 12));
    }

    private RequestAnswerer answerer(RequestHandler handler) {
        Peer peer = new Peer() {
            @Override
            public InetAddress address() {
                return InetAddress.getLoopbackAddress();
            }

            @Override
            public @Nullable X509Certificate certificate() {
                return null;
            }

            @Override
            public String name() {
                return "tester";
            }

            @Override
            public void close() {}
        };
        return new RequestAnswerer(
                handler, tally, (what, cause) -> failures.add(what + ": " + cause.getMessage()), peer);
    }

    private static ByteBuffer pdu(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}

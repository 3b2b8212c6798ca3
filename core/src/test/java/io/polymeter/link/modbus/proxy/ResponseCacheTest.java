package io.polymeter.link.modbus.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// An answer is given once more while it is young, and to the same question alone.
class ResponseCacheTest {

    private static final long MILLI = 1_000_000;
    private static final Request READ = new Request.ReadHoldingRegisters(10, 2);
    private static final Response ANSWER = new Response.ReadRegisters(3, Words.of(1, 2));

    private final ResponseCache recent = new ResponseCache(Duration.ofMillis(500));

    private static PendingRequest asks(int unit, Request request) {
        return PendingRequest.of("a", unit, request, 0);
    }

    @Test
    void itAgesFromTheMomentTheDeviceWasAsked() {
        recent.keep(asks(1, READ), ANSWER, 1000 * MILLI);
        assertThat(recent.find(1, READ, 1500 * MILLI)).isEqualTo(ANSWER);
        assertThat(recent.find(1, READ, 1500 * MILLI + 1)).isNull();
    }

    @Test
    void anotherQuestionHasNoAnswer() {
        recent.keep(asks(1, READ), ANSWER, 0);
        assertThat(recent.find(2, READ, 0)).isNull();
        assertThat(recent.find(1, new Request.ReadHoldingRegisters(10, 1), 0)).isNull();
        assertThat(recent.find(1, new Request.ReadInputRegisters(10, 2), 0)).isNull();
    }

    @Test
    void refusalsAndWritesAreNotKept() {
        recent.keep(asks(1, READ), new Response.Refusal(3, ExceptionCode.SERVER_DEVICE_BUSY), 0);
        assertThat(recent.find(1, READ, 0)).isNull();
        Request write = new Request.WriteSingleRegister(10, 2);
        recent.keep(asks(1, write), new Response.WriteSingleRegister(10, 2), 0);
        assertThat(recent.find(1, write, 0)).isNull();
    }

    @Test
    void afterAWriteNothingIsTrueAnyMore() {
        recent.keep(asks(1, READ), ANSWER, 0);
        recent.forget();
        assertThat(recent.find(1, READ, 0)).isNull();
    }

    @Test
    void withoutACacheNothingIsKept() {
        ResponseCache none = new ResponseCache(Duration.ZERO);
        none.keep(asks(1, READ), ANSWER, 0);
        assertThat(none.find(1, READ, 0)).isNull();
    }

    @Test
    void whoReadsEverythingDoesNotFillTheMemoryAndTheOldMakesRoom() {
        for (int address = 0; address < 10_000; address++) {
            recent.keep(asks(1, new Request.ReadHoldingRegisters(address, 1)), ANSWER, 0);
        }
        int kept = 0;
        for (int address = 0; address < 10_000; address++) {
            kept += recent.find(1, new Request.ReadHoldingRegisters(address, 1), 0) == null ? 0 : 1;
        }
        assertThat(kept).isEqualTo(256);
        recent.keep(asks(1, new Request.ReadHoldingRegisters(20_000, 1)), ANSWER, 600 * MILLI);
        assertThat(recent.find(1, new Request.ReadHoldingRegisters(20_000, 1), 600 * MILLI))
                .isNotNull();
    }
}

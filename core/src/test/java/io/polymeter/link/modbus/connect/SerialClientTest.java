package io.polymeter.link.modbus.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A serial line has one thread of its own, whoever asks.
@Timeout(10)
class SerialClientTest {

    private static final Request READ = new Request.ReadHoldingRegisters(0, 1);

    private boolean closed;

    private SerialClient client(Callable<Response> reply) {
        return new SerialClient(new ModbusClient() {
            @Override
            public Response send(int unit, Request request) throws IOException, InterruptedException {
                try {
                    return reply.call();
                } catch (IOException | InterruptedException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public List<Deviation> deviations() {
                return List.of(new Deviation(Deviation.Kind.ECHO, 2, 0));
            }

            @Override
            public void close() {
                closed = true;
            }
        });
    }

    @Test
    void everyExchangeIsOnOneThreadThatIsNobodysElse() throws Exception {
        List<Thread> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
        SerialClient client = client(() -> {
            threads.add(Thread.currentThread());
            return new Response.ReadRegisters(3, Words.of(1));
        });
        assertThat(client.send(1, READ)).isEqualTo(new Response.ReadRegisters(3, Words.of(1)));
        client.send(1, READ);
        assertThat(threads).hasSize(2).doesNotContain(Thread.currentThread());
        assertThat(threads.getFirst()).isSameAs(threads.getLast());
        assertThat(client.deviations()).hasSize(1);
        client.close();
        assertThat(closed).isTrue();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> client.send(1, READ))
                .withMessage("the serial line was closed");
    }

    @Test
    void aFailureIsTheCallersAndAnInterruptEndsTheWait() {
        SerialClient broken = client(() -> {
            throw new IOException("unplugged");
        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> broken.send(1, READ))
                .withMessage("unplugged");
        broken.close();
        SerialClient defect = client(() -> {
            throw new IllegalStateException("defect");
        });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> defect.send(1, READ));
        defect.close();
        SerialClient waiting = client(() -> {
            Thread.currentThread().join();
            return new Response.ReadRegisters(3, Words.of(1));
        });
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> waiting.send(1, READ));
        waiting.close();
    }
}

package io.polymeter.link.modbus.connect;

import io.polymeter.message.CodedIoException;
import io.polymeter.message.Message;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A client whose exchanges run on a platform thread of its own: reading a serial port blocks the thread below a
/// virtual one, and there are only as many of those as processors.
final class SerialClient implements ModbusClient {

    private final ModbusClient client;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("rtu-client-", 0).factory());

    SerialClient(ModbusClient client) {
        this.client = client;
    }

    @Override
    public Response send(int unit, Request request) throws IOException, InterruptedException {
        Future<Response> exchange;
        try {
            exchange = thread.submit(() -> client.send(unit, request));
        } catch (RejectedExecutionException e) {
            throw new CodedIoException(Message.of("line-closed", "the serial line was closed"), e);
        }
        try {
            return exchange.get();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            exchange.cancel(true);
            throw e;
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        return switch (cause) {
            case IOException e -> e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> new IOException("the exchange on the serial line was interrupted", cause);
        };
    }

    @Override
    public List<Deviation> deviations() {
        return client.deviations();
    }

    @Override
    public void close() {
        client.close();
        thread.shutdownNow();
    }
}

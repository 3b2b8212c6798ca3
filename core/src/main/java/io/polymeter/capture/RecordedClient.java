package io.polymeter.capture;

import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.client.Deviation;
import io.polymeter.modbus.client.ModbusClient;
import java.io.IOException;
import java.util.List;

/// Shows what passes through a client.
final class RecordedClient implements ModbusClient {

    private final ModbusClient client;
    private final Traffic traffic;
    private final Channel channel;

    RecordedClient(ModbusClient client, Traffic traffic, Channel channel) {
        this.client = client;
        this.traffic = traffic;
        this.channel = channel;
    }

    @Override
    public Response send(int unit, Request request) throws IOException, InterruptedException {
        if (!traffic.recorded()) {
            return client.send(unit, request);
        }
        Traffic.Replied replied = traffic.request(channel, new Traffic.Asked(unit, request));
        Response response = client.send(unit, request);
        replied.with(response);
        return response;
    }

    @Override
    public List<Deviation> deviations() {
        return client.deviations();
    }

    @Override
    public void close() {
        client.close();
    }
}

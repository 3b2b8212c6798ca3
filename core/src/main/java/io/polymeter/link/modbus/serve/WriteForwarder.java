package io.polymeter.link.modbus.serve;

import io.polymeter.link.Clock;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.RegisterWriter;
import io.polymeter.link.Trouble;
import io.polymeter.link.modbus.connect.ClientOpener;
import io.polymeter.link.modbus.connect.ClientTerms;
import io.polymeter.link.modbus.connect.ModbusSite;
import io.polymeter.link.modbus.connect.SharedClient;
import io.polymeter.message.Message;
import io.polymeter.modbus.ExceptionCode;
import io.polymeter.modbus.Peer;
import io.polymeter.modbus.Request;
import io.polymeter.modbus.Response;
import io.polymeter.modbus.Words;
import io.polymeter.modbus.client.ConnectFailedException;
import io.polymeter.modbus.client.ModbusClient;
import io.polymeter.register.Range;
import io.polymeter.sunspec.Model;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Passes writes on to a device, one after the other in the order in which they came, over the connection that it
/// is polled on. The answer is the device's own. What is read changes with the next poll alone: a write is no
/// measurement.
public final class WriteForwarder implements Link, RegisterWriter, WriteAccess.Passage {

    /// Writes that may wait; a device that is slow for longer is busy (exception code 6).
    private static final int WAITING = 32;

    /// A write that waited longer is not carried out any more: whoever asked has given up, or asked again.
    private static final Duration OLDEST = Duration.ofSeconds(3);

    private final Terms terms;
    private final ClientOpener opener;
    private final Clock clock;
    private final Clock.Signal arrived;
    /// Whether the device takes function code 16 in place of 6. For the link's thread alone.
    private boolean sixRefused;

    private final Queue<Order> orders = new ArrayBlockingQueue<>(WAITING);

    /// @param name of the link, e.g. `grid.writes`
    /// @param endpoint for people
    /// @param unit the device's unit id, -1 while nobody knows
    record Terms(String name, String endpoint, WrittenDevice unit) {}

    private record Order(Request request, long asked, CompletableFuture<Response> answer) {
        void refuse(ExceptionCode code) {
            answer.complete(new Response.Refusal(request.functionCode(), code));
        }
    }

    /// @param opener gives the device's only connection
    WriteForwarder(Terms terms, ClientOpener opener, Clock clock) {
        this.terms = terms;
        this.opener = opener;
        this.clock = clock;
        this.arrived = clock.signal();
    }

    /// Adds the link that passes writes on to a meter, and offers it to outputs of other kinds.
    ///
    /// @param device the connection that the meter is polled on
    /// @param unit the device's unit id, -1 while nobody knows
    public static WriteForwarder build(String meter, WrittenDevice unit, ClientTerms device, ModbusSite site) {
        Terms terms = new Terms(meter + ".writes", device.endpoint().toString(), unit);
        SharedClient client = site.client(device);
        WriteForwarder forwarder = site.link(
                terms.name(),
                List.of(terms, client),
                WriteForwarder.class,
                _ -> new WriteForwarder(terms, client, site.clock()));
        site.offer(meter, forwarder);
        return forwarder;
    }

    @Override
    public String name() {
        return terms.name();
    }

    @Override
    public Message description() {
        int unit = terms.unit().getAsInt();
        return unit < 0
                ? Message.of("link-forwards", "passes writes on to {endpoint}", terms.endpoint())
                : Message.of(
                        "link-forwards-unit", "passes writes on to {endpoint} unit {unit}", terms.endpoint(), unit);
    }

    @Override
    public Set<String> events() {
        return Set.of("writes", "too-late", "refused-by-device", "failures", "other-models");
    }

    @Override
    public CompletableFuture<Response> forward(Request request, Peer peer) {
        return queue(request);
    }

    private CompletableFuture<Response> queue(Request request) {
        Order order = new Order(request, clock.received(), new CompletableFuture<>());
        if (orders.offer(order)) {
            arrived.raise();
        } else {
            order.refuse(ExceptionCode.SERVER_DEVICE_BUSY);
        }
        return order.answer();
    }

    @Override
    public CompletionStage<String> write(int address, int... words) {
        Request request = words.length == 1
                ? new Request.WriteSingleRegister(address, words[0])
                : new Request.WriteMultipleRegisters(address, Words.of(words));
        return queue(request)
                .thenApply(response -> response instanceof Response.Refusal refusal
                        ? "exception " + refusal.code().code()
                        : "");
    }

    @Override
    public void run(Context context) throws Exception {
        report(context, Health.State.UP, description());
        try {
            while (true) {
                arrived.await(Duration.ofDays(1));
                carryOutAll(context);
            }
        } finally {
            for (Order left = orders.poll(); left != null; left = orders.poll()) {
                left.refuse(ExceptionCode.GATEWAY_PATH_UNAVAILABLE);
            }
        }
    }

    /// The connection is given back when nothing is left to do: it must not outlive the polling.
    private void carryOutAll(Context context) throws InterruptedException {
        ModbusClient client = null;
        try {
            for (Order order = orders.poll(); order != null; order = orders.poll()) {
                client = carryOut(order, client, context);
            }
        } finally {
            if (client != null) {
                client.close();
            }
        }
    }

    /// Some devices write single registers by function code 16 alone. That is found out, and remembered.
    private Response write(ModbusClient client, int unit, Request request, Context context)
            throws IOException, InterruptedException {
        if (!(request instanceof Request.WriteSingleRegister(int address, int value))) {
            return client.send(unit, request);
        }
        if (!sixRefused) {
            Response response = client.send(unit, request);
            boolean unknown = response instanceof Response.Refusal(int _, ExceptionCode code)
                    && code == ExceptionCode.ILLEGAL_FUNCTION;
            if (!unknown) {
                return response;
            }
        }
        Response response = client.send(unit, new Request.WriteMultipleRegisters(address, Words.of(value)));
        if (response instanceof Response.Refusal(int _, ExceptionCode code)) {
            return new Response.Refusal(request.functionCode(), code);
        }
        if (response instanceof Response.WriteMultiple) {
            sixRefused = true;
            trouble(
                    context,
                    Trouble.note(
                            "function-6",
                            Message.of(
                                    "refuses-function-6",
                                    "the device refuses function code 6; it is written with function code 16")));
            return new Response.WriteSingleRegister(address, value);
        }
        return response;
    }

    /// Why a write is not carried out; null: it is. The model that is written to must still stand where it
    /// stood when the chain was walked: a device that has got another firmware since has another register
    /// there.
    private @Nullable ExceptionCode refusal(ModbusClient client, int unit, Request request)
            throws IOException, InterruptedException {
        Range written = UnitHandler.written(request);
        Model model = written == null ? null : terms.unit().modelAt(written.address());
        if (model == null) {
            return null;
        }
        Range header = model.header();
        return switch (client.send(unit, new Request.ReadHoldingRegisters(header.address(), header.count()))) {
            case Response.Refusal(int _, ExceptionCode code) -> code;
            case Response.ReadRegisters(int _, Words words)
            when words.count() == 2 && words.get(0) == model.id() && words.get(1) == model.said() -> null;
            default -> ExceptionCode.SERVER_DEVICE_BUSY;
        };
    }

    private @Nullable ModbusClient carryOut(Order order, @Nullable ModbusClient known, Context context)
            throws InterruptedException {
        if (clock.nanos() - order.asked() > OLDEST.toNanos()) {
            context.health().count("too-late");
            order.refuse(ExceptionCode.SERVER_DEVICE_BUSY);
            return known;
        }
        int unit = terms.unit().getAsInt();
        if (unit < 0) {
            order.refuse(ExceptionCode.GATEWAY_PATH_UNAVAILABLE);
            return known;
        }
        ModbusClient client = known;
        try {
            if (client == null) {
                client = opener.open();
            }
            ExceptionCode refusal = refusal(client, unit, order.request());
            if (refusal != null) {
                context.health().count("other-models");
                order.refuse(refusal);
                return client;
            }
            Response response = write(client, unit, order.request(), context);
            context.health().count(response instanceof Response.Refusal ? "refused-by-device" : "writes");
            order.answer().complete(response);
            return client;
        } catch (IOException e) {
            context.health().count("failures");
            order.refuse(
                    e instanceof ConnectFailedException
                            ? ExceptionCode.GATEWAY_PATH_UNAVAILABLE
                            : ExceptionCode.GATEWAY_TARGET_FAILED_TO_RESPOND);
            if (client != null) {
                client.close();
            }
            return null;
        } finally {
            // An interrupt or a failure inside must not leave anybody waiting.
            order.refuse(ExceptionCode.GATEWAY_PATH_UNAVAILABLE);
        }
    }
}

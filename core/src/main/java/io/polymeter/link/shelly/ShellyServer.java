package io.polymeter.link.shelly;

import io.polymeter.config.kind.ShellySink;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.json.JsonException;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputCounters.Reason;
import io.polymeter.link.face.Inquiry;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.link.shelly.ShellyMethods.Caller;
import io.polymeter.view.ShownValues;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Answers whoever asks a Shelly, whichever way. Any thread; whoever asks for the power may wait for a new one.
///
/// Over UDP a refusal is silence: batteries that ask there understand nothing else.
final class ShellyServer {

    private static final String RPC = "/rpc";
    private static final String TABLE = "/emdata/0/data.csv";

    private final ShellyDevice device;
    private final ShownMeter meter;
    private final ShellyMethods methods;
    private final FirstGeneration first;

    ShellyServer(ShellyDevice device, ShownMeter meter, ShellyMethods methods, FirstGeneration first) {
        this.device = device;
        this.meter = meter;
        this.methods = methods;
        this.first = first;
    }

    /// True where an answer may wait.
    boolean waits() {
        return meter.waits();
    }

    private static Inquiry whenNew(String method, Inquiry inquiry) {
        return ShellyMethods.tellsPower(method) ? inquiry.whenNew() : inquiry;
    }

    /// What it shows itself as.
    ShellyDevice device() {
        return device;
    }

    /// What it shows.
    ShownMeter meter() {
        return meter;
    }

    /// Answers over HTTP.
    HttpAnswer http(HttpCall call) {
        Inquiry inquiry = meter.asked(call.from(), call.method() + call.path());
        Caller caller = new Caller(host(call.local()));
        if (call.path().equals("/shelly")) {
            inquiry.told();
            return reply(200, device.info().build());
        }
        if (device.model() == ShellySink.Model.GENERATION_1_3EM) {
            return first.answer(call, inquiry);
        }
        if (call.path().equals(RPC) && call.asksForWebSocket()) {
            inquiry.told();
            return new HttpAnswer.Upgrade(message -> message(message, call.from(), caller));
        }
        if (call.path().equals(RPC)) {
            return frame(call, inquiry, caller);
        }
        if (call.path().startsWith(RPC + "/")) {
            return method(call, inquiry, caller);
        }
        if (call.path().equals(TABLE)) {
            return table(call.query(), inquiry);
        }
        inquiry.refused(Reason.NO_SUCH_ADDRESS);
        return HttpAnswer.text(404, "Not Found");
    }

    /// The records by the minute, as a file.
    private HttpAnswer table(Map<String, String> query, Inquiry inquiry) {
        String table = methods.minutes().table(query);
        if (table == null) {
            inquiry.refused(Reason.NO_SUCH_ADDRESS);
            return HttpAnswer.text(400, "Bad timestamp");
        }
        inquiry.told();
        return new HttpAnswer.Whole(
                200,
                Map.of(
                        "Content-Type",
                        "text/csv",
                        "Content-Disposition",
                        "attachment; filename=\"emdata_" + device.mac().digits() + ".csv\""),
                table.getBytes(StandardCharsets.UTF_8));
    }

    /// `/rpc/METHOD`: parameters are in the query or the body, and the answer is the result alone.
    private HttpAnswer method(HttpCall call, Inquiry asked, Caller caller) {
        String name = call.path().substring(RPC.length() + 1);
        JsonValue parameters;
        if (call.body().length > 0) {
            try {
                parameters = JsonValue.parse(call.body());
            } catch (JsonException _) {
                parameters = null;
            }
        } else {
            parameters = parameters(call.query());
        }
        if (!(parameters instanceof JsonValue.ObjectValue)) {
            asked.refused(Reason.NO_SUCH_ADDRESS);
            return reply(
                    500,
                    new RpcAnswer.Failure(RpcAnswer.INVALID_ARGUMENT, "Invalid parameters", Reason.NO_SUCH_ADDRESS)
                            .json()
                            .build());
        }
        Inquiry inquiry = whenNew(name, asked);
        RpcAnswer answer = methods.call(name, parameters, caller);
        count(answer, inquiry);
        return switch (answer) {
            case RpcAnswer.Silence _ -> new HttpAnswer.Silence();
            case RpcAnswer.Result(JsonValue value) -> reply(200, value);
            case RpcAnswer.Values(JsonValue value, ShownValues _) -> reply(200, value);
            case RpcAnswer.Failure failure ->
                reply(status(failure.code()), failure.json().build());
        };
    }

    private static int status(int code) {
        return switch (code) {
            case RpcAnswer.NO_HANDLER -> 404;
            case RpcAnswer.UNAVAILABLE -> 503;
            default -> 500;
        };
    }

    /// Values of a query are numbers, truth values or JSON where they can be, else texts.
    private static JsonValue parameters(Map<String, String> query) {
        Map<String, JsonValue> parameters = new LinkedHashMap<>();
        query.forEach((name, text) -> {
            try {
                parameters.put(name, JsonValue.parse(text));
            } catch (JsonException _) {
                parameters.put(name, new JsonValue.StringValue(text));
            }
        });
        return new JsonValue.ObjectValue(parameters);
    }

    /// `POST /rpc`: a whole frame.
    private HttpAnswer frame(HttpCall call, Inquiry asked, Caller caller) {
        RpcFrame frame = call.method().equals("POST") ? RpcFrame.parse(call.body()) : null;
        if (frame == null) {
            asked.refused(Reason.NO_SUCH_ADDRESS);
            return HttpAnswer.text(400, "Invalid or missing request");
        }
        Inquiry inquiry = whenNew(frame.method(), asked);
        RpcAnswer answer = methods.call(frame.method(), frame.parameters(), caller);
        count(answer, inquiry);
        byte @Nullable [] bytes = frame.answer(answer, device.id());
        return bytes != null
                ? HttpAnswer.json(200, bytes)
                : answer instanceof RpcAnswer.Silence ? new HttpAnswer.Silence() : reply(200, new JsonObject().build());
    }

    /// Answers a message of a WebSocket; null where there is nothing to say.
    private @Nullable String message(String text, InetSocketAddress from, Caller caller) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        RpcFrame frame = RpcFrame.parse(bytes);
        Inquiry asked = meter.asked(from, "ws");
        byte @Nullable [] answer = answer(bytes, frame == null ? asked : whenNew(frame.method(), asked), caller);
        return answer == null ? null : new String(answer, StandardCharsets.UTF_8);
    }

    /// Answers a call that came as a message; null where there is nothing to say.
    byte @Nullable [] answer(byte[] text, Inquiry inquiry, Caller caller) {
        RpcFrame frame = RpcFrame.parse(text);
        if (frame == null) {
            inquiry.refused(Reason.NO_SUCH_ADDRESS);
            return null;
        }
        RpcAnswer answer = methods.call(frame.method(), frame.parameters(), caller);
        count(answer, inquiry);
        return frame.answer(answer, device.id());
    }

    /// Answers a datagram; null where there is nothing to say.
    byte @Nullable [] datagram(byte[] text, InetSocketAddress from) {
        Inquiry asked = meter.asked(from, "udp");
        RpcFrame frame = RpcFrame.parse(text);
        if (frame == null) {
            asked.refused(Reason.NO_SUCH_ADDRESS);
            return null;
        }
        Inquiry inquiry = whenNew(frame.method(), asked);
        RpcAnswer answer = methods.call(frame.method(), frame.parameters(), new Caller(""));
        boolean none =
                answer instanceof RpcAnswer.Failure(int code, String _, Reason _) && code == RpcAnswer.UNAVAILABLE;
        count(none ? new RpcAnswer.Silence() : answer, inquiry);
        return none ? null : frame.answer(answer, device.id());
    }

    private static void count(RpcAnswer answer, Inquiry inquiry) {
        switch (answer) {
            case RpcAnswer.Silence _ -> inquiry.silent();
            case RpcAnswer.Result _ -> inquiry.told();
            case RpcAnswer.Values(JsonValue _, ShownValues from) -> inquiry.served(from);
            case RpcAnswer.Failure failure -> inquiry.refused(failure.reason());
        }
    }

    private static String host(InetSocketAddress local) {
        InetAddress address = local.getAddress();
        return address == null ? local.getHostString() : address.getHostAddress();
    }

    private static HttpAnswer reply(int status, JsonValue value) {
        return HttpAnswer.json(status, JsonText.bytes(value));
    }
}

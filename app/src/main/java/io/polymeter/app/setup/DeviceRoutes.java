package io.polymeter.app.setup;

import io.polymeter.config.DeviceAddress;
import io.polymeter.config.MeterSettings;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.runtime.Polymeter;
import io.polymeter.store.Counters;
import java.util.List;
import java.util.stream.Stream;

/// A device that has moved to another address, and one that is replaced by another.
public final class DeviceRoutes {

    private final Polymeter polymeter;
    private final DeviceWatch watch;

    /// @param watch knows the devices
    public DeviceRoutes(Polymeter polymeter, DeviceWatch watch) {
        this.polymeter = polymeter;
        this.watch = watch;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get("/api/meters/{name}/moved", this::moved);
        routes.guarded("POST", "/api/meters/{name}/find", this::find);
        routes.guarded("POST", "/api/meters/{name}/replacement", call -> replace(call, true));
        routes.guarded("DELETE", "/api/meters/{name}/replacement", call -> replace(call, false));
    }

    private WebReply replace(WebRequest call, boolean wanted) throws HttpError {
        String name = call.path("name");
        Counters counters = polymeter
                .meters()
                .find(name)
                .orElseThrow(() -> HttpError.notFound(Message.of("there-no-meter", "there is no meter '{name}'", name)))
                .counters();
        boolean answers = wanted && watch.replaced(name);
        if (wanted && !counters.replace() && !answers) {
            watch.kept(name);
            throw new HttpError(
                    409,
                    Message.of(
                            "counted-no-energy-yet",
                            "{name} has counted no energy yet: there is nothing to go on from",
                            name));
        }
        if (!wanted) {
            counters.keep();
            watch.kept(name);
        }
        return WebReply.json(new JsonObject().put("replacing", counters.replacing()));
    }

    private MeterSettings settings(String name) throws HttpError {
        MeterSettings settings = polymeter.plan().settings().meters().get(name);
        if (settings == null) {
            throw HttpError.notFound(Message.of("there-no-meter", "there is no meter '{name}'", name));
        }
        return settings;
    }

    /// Where a device was found by itself.
    private WebReply moved(WebRequest call) throws HttpError {
        String name = call.path("name");
        DeviceAddress address = settings(name).source().deviceAddress();
        DeviceWatch.Place place = watch.moved(name);
        return WebReply.json(new JsonObject()
                .put(
                        "found",
                        place == null || address == null ? JsonValue.NullValue.NULL : json(name, place, address)));
    }

    /// Looks where a device is now that does not answer any more where it was.
    private WebReply find(WebRequest call) throws HttpError, InterruptedException {
        String name = call.path("name");
        MeterSettings settings = settings(name);
        DeviceBook.Device device = watch.book().of(name);
        DeviceAddress address = settings.source().deviceAddress();
        if (device == null || address == null) {
            throw new HttpError(
                    409,
                    Message.of(
                            "never-answered-here-neither",
                            "{name} has never answered here: neither its hardware address nor its serial number is known",
                            name));
        }
        String wanted = call.json().text("target");
        return WebReply.stream("application/json", out -> {
            DeviceWatch.Place place = watch.find(name, device, settings, wanted);
            JsonObject json = new JsonObject()
                    .put("address", device.address())
                    .put("mac", device.hardware())
                    .put("serial", device.serial())
                    .put("found", place == null ? JsonValue.NullValue.NULL : json(name, place, address));
            out.write(JsonText.bytes(json.build()));
        });
    }

    /// The place, and the entry of the configuration that leads there.
    private static JsonValue json(String name, DeviceWatch.Place place, DeviceAddress address) {
        List<String> path = Stream.concat(
                        Stream.of("meters", name), Stream.of(address.key().split("\\.")))
                .toList();
        return new JsonObject()
                .put("host", place.host())
                .put("by", place.by())
                .put("evidence", place.evidence())
                .put("path", path)
                .put("value", address.moved(place.host(), place.port() == 0 ? -1 : place.port()))
                .build();
    }
}

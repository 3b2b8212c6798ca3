package io.polymeter.link.homewizard;

import io.polymeter.config.kind.HomewizardSink;
import io.polymeter.config.net.MacAddress;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.json.JsonObject;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.face.Face;
import io.polymeter.link.face.FaceProtocol;
import io.polymeter.link.face.FaceRequest;
import io.polymeter.link.face.HttpFace;
import io.polymeter.link.face.JsonDocument;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.mdns.Announced;
import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.ShownValues;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Meters as HomeWizard P1 meters: `GET /api` and `GET /api/v1/data` (HomeWizard's documentation of its local
/// interface). There is no telegram: nothing that was read says what stood in one.
public final class HomewizardOutput {

    private static final List<Phase> PHASES = List.of(Phase.L1, Phase.L2, Phase.L3);
    private static final String TYPE = "HWE-P1";

    private HomewizardOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new FaceProtocol<>(HomewizardSink.class, HomewizardOutput::plan);
    }

    private static Face plan(FaceRequest<HomewizardSink> request) {
        return new HomewizardFace(
                request.sink(),
                request.mac(),
                Objects.requireNonNullElse(request.identity("name"), "P1 meter"),
                Objects.requireNonNullElse(request.identity("version"), "4.19"));
    }

    private record HomewizardFace(HomewizardSink sink, MacAddress mac, String title, String version) implements Face {

        @Override
        public String describe() {
            return "as the HomeWizard P1 meter " + mac.small() + " at " + sink.serve()
                    + (sink.announce() ? ", announced by mDNS" : "");
        }

        @Override
        public String form() {
            return "homewizard " + TYPE;
        }

        @Override
        public String where() {
            return sink.serve().toString();
        }

        @Override
        public List<Link> links(String name, ShownMeter meter) {
            JsonDocument documents = new JsonDocument(meter);
            return List.of(new HttpFace(
                    name + ".homewizard",
                    Message.of("link-is-homewizard", "is the HomeWizard P1 meter {mac}", mac.small()),
                    sink.serve(),
                    call -> answer(documents, call),
                    port -> sink.announce() ? List.of(announced(port)) : List.of()));
        }

        private HttpAnswer answer(JsonDocument documents, HttpCall call) {
            return switch (call.path()) {
                case "/api", "/api/" -> documents.constant(call, about());
                case "/api/v1/data", "/api/v1/data/" -> documents.values(call, HomewizardOutput::document);
                default -> documents.none(call);
            };
        }

        private JsonObject about() {
            return new JsonObject()
                    .put("product_type", TYPE)
                    .put("product_name", title)
                    .put("serial", mac.small())
                    .put("firmware_version", version)
                    .put("api_version", "v1");
        }

        private Announced announced(int port) {
            String host = "p1meter-" + mac.digits().substring(6);
            List<String> texts = List.of(
                    "api_enabled=1",
                    "path=/api/v1",
                    "serial=" + mac.small(),
                    "product_type=" + TYPE,
                    "product_name=" + title);
            return new Announced(host, "_hwenergy._tcp", host, port, texts);
        }
    }

    static JsonObject document(ShownValues values) {
        JsonObject document = new JsonObject();
        put(document, "total_power_import_kwh", values.value(Point.of(Quantity.ACTIVE_ENERGY_IMPORT)) / 1000, 3);
        put(document, "total_power_export_kwh", values.value(Point.of(Quantity.ACTIVE_ENERGY_EXPORT)) / 1000, 3);
        if (values.lost() != null) {
            return document;
        }
        put(document, "active_power_w", values.value(Point.of(Quantity.ACTIVE_POWER)), 0);
        for (Phase phase : PHASES) {
            String mark = phase.name().toLowerCase(Locale.ROOT);
            put(document, "active_power_" + mark + "_w", values.value(Point.of(Quantity.ACTIVE_POWER, phase)), 0);
            put(document, "active_voltage_" + mark + "_v", values.value(Point.of(Quantity.VOLTAGE, phase)), 1);
            double amperes = Math.abs(values.value(Point.of(Quantity.CURRENT, phase)));
            put(document, "active_current_" + mark + "_a", amperes, 3);
        }
        put(document, "active_frequency_hz", values.value(Point.of(Quantity.FREQUENCY)), 2);
        return document;
    }

    private static void put(JsonObject document, String name, double value, int decimals) {
        if (Double.isFinite(value)) {
            double scale = Math.pow(10, decimals);
            document.put(name, Math.round(value * scale) / scale);
        }
    }
}

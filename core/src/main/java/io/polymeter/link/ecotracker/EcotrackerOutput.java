package io.polymeter.link.ecotracker;

import io.polymeter.config.kind.EcotrackerSink;
import io.polymeter.config.net.MacAddress;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.json.JsonObject;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.face.Face;
import io.polymeter.link.face.FaceProtocol;
import io.polymeter.link.face.HttpFace;
import io.polymeter.link.face.JsonDocument;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.mdns.Announced;
import io.polymeter.message.Message;
import io.polymeter.point.Phase;
import io.polymeter.point.Point;
import io.polymeter.point.Quantity;
import io.polymeter.view.ShownValues;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// Meters as EcoTrackers: `GET /v1/json`, whole watts, energy in Wh (everHome's local interface as uni-meter and evcc
/// know it). What is not known is left out. The mean power is the present one: a mean would hold older values.
public final class EcotrackerOutput {

    private static final List<Phase> PHASES = List.of(Phase.L1, Phase.L2, Phase.L3);

    private EcotrackerOutput() {}

    /// A new instance.
    public static Protocol create() {
        return new FaceProtocol<>(EcotrackerSink.class, request -> new EcotrackerFace(request.sink(), request.mac()));
    }

    private record EcotrackerFace(EcotrackerSink sink, MacAddress mac) implements Face {

        private String host() {
            return "ecotracker-" + mac.digits();
        }

        @Override
        public String describe() {
            return "as the EcoTracker " + host() + " at " + sink.serve()
                    + (sink.announce() ? ", announced by mDNS" : "");
        }

        @Override
        public String form() {
            return "ecotracker";
        }

        @Override
        public String where() {
            return sink.serve().toString();
        }

        @Override
        public List<Link> links(String name, ShownMeter meter) {
            JsonDocument documents = new JsonDocument(meter);
            return List.of(new HttpFace(
                    name + ".ecotracker",
                    Message.of("link-is-ecotracker", "is the EcoTracker {name}", host()),
                    sink.serve(),
                    call -> answer(documents, call),
                    port -> sink.announce() ? List.of(announced(port)) : List.of()));
        }

        private Announced announced(int port) {
            List<String> texts = List.of("ip=" + address(), "serial=" + mac.digits(), "productid=ecotracker");
            return new Announced(host(), "_everhome._tcp", host(), port, texts);
        }

        private String address() {
            try {
                return InetAddress.getByName(sink.serve().host()).isAnyLocalAddress()
                        ? InetAddress.getLocalHost().getHostAddress()
                        : sink.serve().host();
            } catch (UnknownHostException e) {
                return "";
            }
        }
    }

    private static HttpAnswer answer(JsonDocument documents, HttpCall call) {
        return call.path().equals("/v1/json")
                ? documents.values(call, EcotrackerOutput::document)
                : documents.none(call);
    }

    static JsonObject document(ShownValues values) {
        JsonObject document = new JsonObject();
        double power = values.value(Point.of(Quantity.ACTIVE_POWER));
        if (Double.isFinite(power)) {
            document.put("power", Math.round(power)).put("powerAvg", Math.round(power));
            for (int i = 0; i < PHASES.size(); i++) {
                double watts = values.value(Point.of(Quantity.ACTIVE_POWER, PHASES.get(i)));
                if (Double.isFinite(watts)) {
                    document.put("powerPhase" + (i + 1), Math.round(watts * 10) / 10.0);
                }
            }
        }
        energy(document, "energyCounterIn", values, Quantity.ACTIVE_ENERGY_IMPORT);
        energy(document, "energyCounterOut", values, Quantity.ACTIVE_ENERGY_EXPORT);
        return document;
    }

    private static void energy(JsonObject document, String name, ShownValues values, Quantity quantity) {
        double wattHours = values.value(Point.of(quantity));
        if (Double.isFinite(wattHours)) {
            document.put(name, Math.round(wattHours * 10) / 10.0);
        }
    }
}

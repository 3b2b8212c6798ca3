package io.polymeter.link.shelly;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.config.kind.PhaseRule;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.json.JsonText;
import io.polymeter.json.JsonValue;
import io.polymeter.link.OutputCounters.Reason;
import io.polymeter.link.face.Inquiry;
import io.polymeter.link.face.ShownMeter;
import io.polymeter.view.Served;
import io.polymeter.view.ShownValues;
import java.util.List;

/// The paths of a Shelly 3EM of the first generation: `/status` and `/emeter/0` to `2`.
record FirstGeneration(ShownMeter meter, PhaseRule rule) {

    private static final String EMETER = "/emeter/";

    HttpAnswer answer(HttpCall call, Inquiry asked) {
        if (!call.path().matches("/status|" + EMETER + "[0-2]")) {
            asked.refused(Reason.NO_SUCH_ADDRESS);
            return HttpAnswer.text(404, "Not Found");
        }
        Inquiry inquiry = asked.whenNew();
        ShownValues values = meter.now();
        JsonValue whole = new EnergyMeterStatus(values, rule).firstGeneration().build();
        JsonValue wanted = call.path().equals("/status") ? whole : emeter(call.path(), whole);
        Served.Reason lost = values.lost();
        if (lost == null || meter.whenStale() == WhenStale.NOT_AVAILABLE) {
            inquiry.served(values);
            return HttpAnswer.json(200, JsonText.bytes(wanted));
        }
        if (meter.whenStale() == WhenStale.SILENT) {
            inquiry.silent();
            return new HttpAnswer.Silence();
        }
        inquiry.lost(lost);
        return HttpAnswer.text(503, "no values from the meter");
    }

    private static JsonValue emeter(String path, JsonValue whole) {
        return whole.get("emeters") instanceof JsonValue.ArrayValue(List<JsonValue> emeters)
                ? emeters.get(Integer.parseInt(path.substring(EMETER.length())))
                : JsonValue.NullValue.NULL;
    }
}

package io.polymeter.link.face;

import io.polymeter.config.OutputSettings.WhenStale;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonText;
import io.polymeter.link.OutputCounters.Reason;
import io.polymeter.view.Served;
import io.polymeter.view.ShownValues;
import java.util.function.Function;

/// Answers requests for documents of JSON.
///
/// @param meter whose values they hold
public record JsonDocument(ShownMeter meter) {

    /// A document with values. While there are none it is refused, or as the output wants it.
    ///
    /// @param document what it holds; absent values are left out of it, or null
    public HttpAnswer values(HttpCall call, Function<ShownValues, JsonObject> document) {
        Inquiry inquiry = meter.asked(call.from(), call.path()).whenNew();
        ShownValues values = meter.now();
        Served.Reason lost = values.lost();
        if (lost == null || meter.whenStale() == WhenStale.NOT_AVAILABLE) {
            inquiry.served(values);
            return reply(document.apply(values));
        }
        if (meter.whenStale() == WhenStale.SILENT) {
            inquiry.silent();
            return new HttpAnswer.Silence();
        }
        inquiry.lost(lost);
        return HttpAnswer.text(503, "no values from the meter");
    }

    /// A document that does not depend on the meter.
    public HttpAnswer constant(HttpCall call, JsonObject document) {
        meter.asked(call.from(), call.path()).told();
        return reply(document);
    }

    /// There is no such document.
    public HttpAnswer none(HttpCall call) {
        meter.asked(call.from(), call.path()).refused(Reason.NO_SUCH_ADDRESS);
        return HttpAnswer.text(404, "Not Found");
    }

    private static HttpAnswer reply(JsonObject document) {
        return HttpAnswer.json(200, JsonText.bytes(document.build()));
    }
}

package io.polymeter.app.api;

import io.polymeter.commission.Commissioning;
import io.polymeter.commission.Finding;
import io.polymeter.config.MeterSettings;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.runtime.CommissionWatch;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What is wrong with the wiring of a meter, as far as its values tell.
public final class CommissionRoutes {

    private final ApiContext backstage;
    private final CommissionWatch watch;

    /// @param watch what collects values
    public CommissionRoutes(ApiContext backstage, CommissionWatch watch) {
        this.backstage = backstage;
        this.watch = watch;
    }

    /// Adds what can be asked.
    public void register(Routes routes) {
        routes.get("/api/commission/{meter}", this::one);
    }

    private WebReply one(WebRequest call) throws HttpError {
        String name = call.path("meter");
        Commissioning found = watch.examine(name);
        if (found == null) {
            throw HttpError.notFound(Message.of("there-no-meter", "there is no meter '{name}'", name));
        }
        MeterSettings settings = backstage.settings().meters().get(name);
        CorrectionKeys keys = new CorrectionKeys(settings == null ? null : settings.correct());
        return WebReply.json(new JsonObject()
                .put("meter", name)
                .put("seconds", watch.seconds(name))
                .put("findings", found.findings(), finding -> finding(finding, keys))
                .put("right", found.right())
                .put(
                        "cannot-tell",
                        found.cannotTell(),
                        open -> new JsonObject()
                                .put("what", open.what())
                                .put("needs", open.needs().text())
                                .put("needs_message", open.needs().coded())));
    }

    private static JsonObject finding(Finding finding, CorrectionKeys keys) {
        JsonObject apply = new JsonObject();
        new TreeMap<>(keys.with(finding.apply())).forEach((key, value) -> apply.put(key, value(value)));
        return new JsonObject()
                .put("what", finding.what())
                .put("confidence", finding.confidence())
                .put("evidence", finding.evidence().text())
                .put("evidence_message", finding.evidence().coded())
                .put("apply", apply);
    }

    private static JsonValue value(Object value) {
        return switch (value) {
            case Number number -> JsonObject.number(number.doubleValue());
            case List<?> list ->
                new JsonValue.ArrayValue(
                        list.stream().map(CommissionRoutes::value).toList());
            case Map<?, ?> map -> {
                JsonObject object = new JsonObject();
                new TreeMap<>(map).forEach((key, inner) -> object.put(String.valueOf(key), value(inner)));
                yield object.build();
            }
            default -> new JsonValue.StringValue(String.valueOf(value));
        };
    }
}

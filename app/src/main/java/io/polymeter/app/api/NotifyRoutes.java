package io.polymeter.app.api;

import io.polymeter.app.notify.NotifyService;
import io.polymeter.app.notify.Occurrence;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import java.util.List;

/// Sends a test notification, and lists what would be sent.
public final class NotifyRoutes {

    private final ApiContext backstage;
    private final CertificateRoutes certificates;

    public NotifyRoutes(ApiContext backstage) {
        this.backstage = backstage;
        this.certificates = new CertificateRoutes(backstage);
    }

    public void register(Routes routes) {
        routes.guarded("POST", "/api/notify/test", _ -> test());
    }

    /// What somebody who is elsewhere should know of, now.
    public List<Occurrence> occurrences() {
        return Verdict.of(backstage.picture(), certificates.waiting()).occurrences();
    }

    private WebReply test() throws HttpError, InterruptedException {
        List<NotifyService.Delivery> deliveries =
                NotifyService.test(backstage.settings(), backstage.polymeter().clock());
        if (deliveries.isEmpty()) {
            throw new HttpError(
                    409,
                    Message.of(
                            "nobody-told-configuration-needs",
                            "nobody is to be told; the configuration needs 'notify'"));
        }
        return WebReply.json(new JsonObject()
                .put("ok", deliveries.stream().allMatch(one -> one.fault() == null))
                .put(
                        "channels",
                        deliveries,
                        one -> new JsonObject()
                                .put("name", one.channel())
                                .put("ok", one.fault() == null)
                                .put(
                                        "error",
                                        one.fault() == null ? "" : one.fault().text())
                                .put(
                                        "error_message",
                                        one.fault() == null
                                                ? JsonValue.NullValue.NULL
                                                : one.fault().coded())));
    }
}

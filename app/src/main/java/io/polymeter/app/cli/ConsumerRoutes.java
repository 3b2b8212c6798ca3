package io.polymeter.app.cli;

import io.polymeter.app.cli.report.ConsumerJson;
import io.polymeter.consumer.Consumers;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The known consumers, as `polymeter consumers --json` tells of them.
public final class ConsumerRoutes {

    private ConsumerRoutes() {}

    /// Adds what can be asked.
    ///
    /// @param sinks the kinds of outputs there are
    public static void register(Routes routes, List<String> sinks) {
        routes.get(
                "/api/consumers",
                _ -> WebReply.bytes(
                        "application/json",
                        ConsumerJson.of(new Consumers(sinks).all()).getBytes(StandardCharsets.UTF_8)));
    }
}

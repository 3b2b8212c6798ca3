package io.polymeter.link.face;

import io.polymeter.config.net.HttpAddress;
import io.polymeter.http.listen.HttpAnswer;
import io.polymeter.http.listen.HttpCall;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.link.LinkContext;
import io.polymeter.mdns.Announced;
import io.polymeter.message.Message;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/// A device that is asked over HTTP alone.
///
/// @param description what it is
/// @param announced what is announced of it at a port; empty: nothing
public record HttpFace(
        String name,
        Message description,
        HttpAddress serve,
        Function<HttpCall, HttpAnswer> answers,
        IntFunction<List<Announced>> announced)
        implements Link {

    @Override
    public void run(Context context) throws Exception {
        try (FaceSockets sockets = new FaceSockets(name)) {
            int port = sockets.serve(serve, answers);
            List<Announced> services = announced.apply(port);
            if (!services.isEmpty()) {
                Announcement.add(sockets, services, serve, new LinkContext(this, context));
            }
            report(context, Health.State.UP, description);
            sockets.run();
        }
    }
}

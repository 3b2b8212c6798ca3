package io.polymeter.link.openhab;

import io.polymeter.config.kind.OpenhabSource;
import io.polymeter.config.yaml.Secret;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.SourceRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// The addresses of an openHAB server's REST interface.
/// @param access who we are there
record OpenhabServer(String base, Map<String, String> headers, HttpAccess access) {

    /// Beyond this many items the events of all are asked for: an address has its limits.
    private static final int MAX_TOPICS = 40;

    /// `stateupdated` comes with every report of a device, also of an unchanged value; servers before openHAB 4 do
    /// not know it. `state` is not asked for: it carries what a binding sent, before the item has given it its
    /// unit.
    private static final List<String> KINDS = List.of("statechanged", "stateupdated", "removed");

    static OpenhabServer of(SourceRequest<OpenhabSource> wish) {
        OpenhabSource source = wish.source();
        String url = source.url().toString();
        Secret token = source.token();
        return new OpenhabServer(
                url.endsWith("/") ? url.substring(0, url.length() - 1) : url,
                token == null ? Map.of() : Map.of("Authorization", "Bearer " + token.reveal()),
                new HttpAccess(
                                source.url(),
                                source.username(),
                                source.password(),
                                source.tls(),
                                wish.site().state())
                        .check(wish.path(), wish.problems()));
    }

    /// The address for people.
    String shown() {
        return base;
    }

    URI item(String name) {
        return URI.create(base + "/rest/items/" + name);
    }

    URI events(Collection<String> items) {
        List<String> topics = new ArrayList<>();
        for (String item : items.size() > MAX_TOPICS ? List.of("*") : items) {
            KINDS.forEach(kind -> topics.add("openhab/items/" + item + "/" + kind));
        }
        return URI.create(base + "/rest/events?topics=" + String.join(",", topics));
    }
}

package io.polymeter.link.http.scan;

import io.polymeter.profile.Catalog;
import io.polymeter.profile.Profile;
import io.polymeter.profile.document.Documents;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a search needs to know of a profile with documents.
///
/// @param probe null: it is told by its announcement alone
record WebProbe(
        String id,
        boolean secured,
        Map<String, String> headers,
        Documents.@Nullable Probe probe,
        List<Documents.Announced> mdns) {

    WebProbe {
        headers = Map.copyOf(headers);
        mdns = List.copyOf(mdns);
    }

    /// Those of all built-in profiles.
    static List<WebProbe> all() {
        return Catalog.builtIn()
                .documents()
                .map(WebProbe::of)
                .filter(each -> each.probe() != null || !each.mdns().isEmpty())
                .toList();
    }

    private static WebProbe of(Profile profile) {
        Documents.Http http = profile.documents().http();
        Documents.Probe probe = http.probe();
        // What a device has of its own is not known to somebody who looks for it.
        boolean open = probe != null && Documents.variables(probe.get()).isEmpty();
        return new WebProbe(
                profile.id(),
                http.scheme() == Documents.Scheme.HTTPS,
                http.headers(),
                open ? probe : null,
                http.mdns());
    }

    /// The announcement that fits, null where none does.
    WebAddress.@Nullable Service announced(List<WebAddress.Service> services) {
        return services.stream()
                .filter(service -> mdns.stream()
                        .anyMatch(each -> each.service().equalsIgnoreCase(service.type())
                                && (!each.name().isEmpty() || !each.text().isEmpty())
                                && each.fits(service.instance(), service.texts())))
                .findFirst()
                .orElse(null);
    }

    boolean isCertain() {
        return probe != null && probe.certain();
    }
}

package io.polymeter.link.http;

import io.polymeter.config.kind.HttpSource;
import io.polymeter.link.Link;
import io.polymeter.link.Site;
import io.polymeter.link.platform.Fetch;
import io.polymeter.link.platform.FetchLink;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.MeterInput;
import io.polymeter.link.platform.PlatformProtocol;
import io.polymeter.link.platform.ProfileDocuments;
import io.polymeter.link.platform.SharedServers;
import io.polymeter.link.platform.SourceRequest;
import io.polymeter.message.Message;
import io.polymeter.profile.document.Documents;
import io.polymeter.store.Meter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A device with a profile: each of its documents at its own pace. Meters that are parts of one device share them.
record DeviceFeed(ProfileDocuments documents, HttpSource source, HttpAccess access, SharedServers servers)
        implements PlatformProtocol.Feed {

    /// Null where there is an error.
    static PlatformProtocol.@Nullable Feed plan(
            SourceRequest<HttpSource> wish, ProfileDocuments documents, SharedServers servers) {
        HttpSource source = wish.source();
        documents.check(documents.profile().documents().fetched().stream()
                .map(document -> Objects.requireNonNull(document.get()).path()));
        login(wish, documents.profile().id(), documents.profile().documents().http());
        try {
            URI server = address(documents, source, "");
            HttpAccess access = new HttpAccess(
                            server,
                            source.username(),
                            source.password(),
                            source.tls(),
                            wish.site().state())
                    .check(wish.path(), wish.problems());
            DeviceFeed feed = new DeviceFeed(documents, source, access, servers);
            documents.profile().documents().fetched().forEach(feed::uri);
            return feed;
        } catch (IllegalArgumentException e) {
            wish.problems()
                    .error(wish.path() + ".host", Message.of("no-address", "is no address: {why}", Message.of(e)));
            return null;
        }
    }

    private static void login(SourceRequest<HttpSource> wish, String profile, Documents.Http http) {
        HttpSource source = wish.source();
        boolean wanted = switch (http.login()) {
            case NONE, OPTIONAL -> false;
            case PASSWORD -> source.username() == null;
            case TOKEN -> source.token() == null && !source.headers().containsKey("Authorization");
        };
        if (wanted) {
            String key = http.login() == Documents.Login.TOKEN ? "'token'" : "'username' and 'password'";
            wish.problems()
                    .keyError(
                            wish.path(),
                            Message.of(
                                    "needs-tells-nobody-else",
                                    "needs {key}: {profile} tells nobody else",
                                    key,
                                    profile));
        }
    }

    private static URI address(ProfileDocuments documents, HttpSource source, String path) {
        String scheme = documents.profile().documents().http().scheme().name().toLowerCase(Locale.ROOT);
        return source.address(scheme, path);
    }

    private URI uri(Documents.Document document) {
        return address(
                documents,
                source,
                documents.filled(Objects.requireNonNull(document.get()).path()));
    }

    @Override
    public String describe() {
        return "is a " + documents.profile().title() + " at " + HttpProtocol.shown(access.server()) + ", "
                + documents.profile().documents().fetched().size() + " documents";
    }

    @Override
    public List<Link> links(Meter target, Site site) {
        MeterInput input = new MeterInput(target);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(documents.profile().documents().http().headers());
        headers.putAll(HttpProtocol.headers(source));
        List<Fetch> fetches = new ArrayList<>();
        for (Documents.Document document : documents.profile().documents().fetched()) {
            Documents.Request request = Objects.requireNonNull(document.get());
            DocumentFetch fetch = new DocumentFetch(input, documents.wish().zone(), documents.fields(document));
            fetches.add(new Fetch(
                    Message.verbatim(documents.filled(request.path())),
                    uri(document),
                    headers,
                    request.body(),
                    documents.every(document, source.every()),
                    fetch::receive));
        }
        FetchLink.Server server = new FetchLink.Server(
                documents.wish().meter() + ".poll", HttpProtocol.shown(access.server()), access, servers);
        return List.of(new FetchLink(server, fetches, () -> true));
    }
}

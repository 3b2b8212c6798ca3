package io.polymeter.link.http;

import io.polymeter.config.kind.HttpSource;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.platform.DocumentField;
import io.polymeter.link.platform.Fetch;
import io.polymeter.link.platform.FetchLink;
import io.polymeter.link.platform.HttpAccess;
import io.polymeter.link.platform.HttpExchange;
import io.polymeter.link.platform.HttpSession;
import io.polymeter.link.platform.MeterInput;
import io.polymeter.link.platform.PlatformProtocol;
import io.polymeter.link.platform.ProfileDocuments;
import io.polymeter.link.platform.SharedServers;
import io.polymeter.link.platform.SourceRequest;
import io.polymeter.link.platform.SourceValue;
import io.polymeter.message.Message;
import io.polymeter.store.Meter;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Meters that are JSON documents on a web server.
public final class HttpProtocol {

    private static final Duration USUAL = Duration.ofSeconds(5);

    private HttpProtocol() {}

    /// A new instance.
    public static Protocol create() {
        return create(HttpSession::new);
    }

    /// A new instance that reaches servers in such a way.
    public static Protocol create(HttpExchange.Opener opener) {
        SharedServers servers = new SharedServers(opener);
        return new PlatformProtocol<>(HttpSource.class, wish -> plan(wish, servers));
    }

    private static PlatformProtocol.@Nullable Feed plan(SourceRequest<HttpSource> wish, SharedServers servers) {
        HttpSource settings = wish.source();
        if (wish.settings().profile() != null) {
            ProfileDocuments documents = ProfileDocuments.of(wish, settings.variables());
            return documents == null || settings.host() == null ? null : DeviceFeed.plan(wish, documents, servers);
        }
        if (settings.url() == null) {
            return null;
        }
        var fields = wish.channels(
                        "points",
                        wish.source().points(),
                        field -> new SourceRequest.Terms(field.unit(), field.scale(), "'" + field.json() + "'"),
                        (channel, field) -> field(wish, channel, field))
                .values();
        HttpSource source = wish.source();
        HttpAccess access = new HttpAccess(
                        settings.url(),
                        source.username(),
                        source.password(),
                        source.tls(),
                        wish.site().state())
                .check(wish.path(), wish.problems());
        FetchLink.Server server =
                new FetchLink.Server(wish.meter() + ".poll", shown(source.address("http", "")), access, servers);
        return new DocumentFeed(server, source, List.copyOf(fields));
    }

    private static @Nullable DocumentField field(
            SourceRequest<HttpSource> wish, SourceValue channel, HttpSource.Field field) {
        try {
            return DocumentField.of(channel, field.json(), null, wish.source().valid(), field.valid());
        } catch (IllegalArgumentException e) {
            String at = wish.path() + ".points." + channel.point().name() + ".json";
            wish.problems().error(at, Message.of(e));
            return null;
        }
    }

    private record DocumentFeed(FetchLink.Server server, HttpSource source, List<DocumentField> fields)
            implements PlatformProtocol.Feed {

        @Override
        public String describe() {
            return "is " + fields.size() + " fields of " + shown(url()) + ", fetched every " + every().toMillis()
                    + " ms";
        }

        @Override
        public List<Link> links(Meter target, Site site) {
            // No field has a time of its own.
            DocumentFetch document = new DocumentFetch(new MeterInput(target), ZoneOffset.UTC, fields);
            Fetch fetch = new Fetch(
                    Message.of("the-document", "the document"), url(), headers(source), every(), document::receive);
            return List.of(new FetchLink(server, List.of(fetch), () -> true));
        }

        private URI url() {
            return source.address("http", "");
        }

        private Duration every() {
            return source.every() == null ? USUAL : source.every();
        }
    }

    /// Without user, password and query, which may be secret.
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + url.getPath();
    }

    /// The request headers; a token is one of them.
    static Map<String, String> headers(HttpSource source) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (source.token() != null) {
            headers.put("Authorization", "Bearer " + source.token().reveal());
        }
        source.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        return headers;
    }
}

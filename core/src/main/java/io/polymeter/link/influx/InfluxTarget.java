package io.polymeter.link.influx;

import io.polymeter.config.kind.InfluxSink;
import io.polymeter.config.yaml.Secret;
import io.polymeter.link.platform.HttpAccess;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Where lines are written, and who we are there.
///
/// Sources: InfluxDB 1.8 "/write HTTP endpoint", InfluxDB 2.7 API "/api/v2/write".
///
/// @param shown the address for people
/// @param authorization the header; null: none
/// @param access who we are there
record InfluxTarget(String shown, URI uri, @Nullable Secret authorization, HttpAccess access) {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    static InfluxTarget of(InfluxSink sink, Path state) {
        URI url = sink.url();
        boolean second = sink.bucket() != null;
        String path = url.getRawPath() == null ? "" : url.getRawPath().replaceAll("/+$", "");
        if (!path.endsWith("write")) {
            path += second ? "/api/v2/write" : "/write";
        }
        StringBuilder query = new StringBuilder(url.getRawQuery() == null ? "" : url.getRawQuery() + "&");
        if (sink.bucket() != null) {
            query.append("bucket=").append(encode(sink.bucket())).append('&');
        }
        if (sink.org() != null) {
            query.append("org=").append(encode(sink.org())).append('&');
        }
        if (sink.database() != null) {
            query.append("db=").append(encode(sink.database())).append('&');
        }
        HttpAccess access = new HttpAccess(url, sink.username(), sink.password(), sink.tls(), state);
        String server = url.getScheme() + "://" + url.getRawAuthority();
        return new InfluxTarget(
                server, URI.create(server + path + "?" + query + "precision=ms"), authorization(sink), access);
    }

    private static @Nullable Secret authorization(InfluxSink sink) {
        if (sink.token() != null) {
            return new Secret("Token " + sink.token().reveal());
        }
        if (sink.username() != null && sink.password() != null) {
            byte[] pair = (sink.username() + ":" + sink.password().reveal()).getBytes(StandardCharsets.UTF_8);
            return new Secret("Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return null;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    HttpRequest request(String lines) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(HttpRequest.BodyPublishers.ofString(lines));
        if (authorization != null) {
            request.header("Authorization", authorization.reveal());
        }
        return request.build();
    }
}

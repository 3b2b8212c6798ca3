package io.polymeter.config;

import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The web page and the API.
public record HttpSettings(
        @Key(doc = "Whether to serve the web page and the API.", fallback = "true")
        boolean enabled,

        @Key(doc = "Address and port to listen on.", fallback = "127.0.0.1:8080")
        HostPort listen,

        @Key(
                doc = "Password for changes; required for changes from other machines. Plain text, or"
                        + " `pbkdf2-sha256$ITERATIONS$SALT$HASH`.",
                absent = "changes from this machine only",
                example = "${POLYMETER_PASSWORD}")
        @Nullable
        Secret password,

        @Key(
                doc = "Additional host names accepted from browsers, e.g. of a reverse proxy; `any`" + " allows all.",
                absent = "IP addresses, this machine's name and local names",
                example = "[meters.example.org]")
        List<String> names,

        @Key(
                doc = "Origins that may embed the page in a frame, e.g. Home Assistant's.",
                absent = "none; with `names: [any]` the origin the page itself is called by",
                example = "[\"http://homeassistant.local:8123\"]")
        List<String> frames,

        @Key(
                doc = "Serve over HTTPS; `{}` with our own certificate, of which browsers warn until it is accepted.",
                absent = "plain HTTP",
                example = "{ certificate: page.pem, key: page.key }")
        @Nullable
        TlsSettings tls) {

    /// Plain, without a password, and called by the usual names.
    public static HttpSettings open(HostPort listen) {
        return new HttpSettings(true, listen, null, List.of(), List.of(), null);
    }

    /// `http` or `https`.
    public String scheme() {
        return tls == null ? "http" : "https";
    }
}

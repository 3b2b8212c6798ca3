package io.polymeter.config.kind;

import io.polymeter.config.DeviceAddress;
import io.polymeter.config.MeterSettings;
import io.polymeter.config.TlsSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.ValueChecks;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Schemes;
import io.polymeter.config.yaml.Secret;
import io.polymeter.config.yaml.Shorthand;
import io.polymeter.config.yaml.ValueRange;
import io.polymeter.message.InvalidValueException;
import io.polymeter.message.Message;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Fields of a JSON document that is fetched over HTTP.
@Key(doc = "Fields of a JSON document fetched over HTTP.")
public record HttpSource(
        @Schemes({"http", "https"})
        @Key(doc = "URL of the document.", absent = "`host`, and the profile", example = "http://192.168.1.40/status")
        @Nullable
        URI url,

        @Key(
                doc = "Address of a device with a profile: HOST, HOST:PORT, or either behind `http://` or `https://`.",
                absent = "`url`",
                example = "192.168.1.9")
        @Nullable
        String host,

        @Key(doc = "Poll interval.", absent = "5s, or with a profile its groups'") @Nullable
        Duration every,

        @Key(doc = "Request headers.", example = "{ Authorization: \"Bearer ${TOKEN}\" }")
        Map<String, Secret> headers,

        @Key(doc = "User name, where the server wants one.") @Nullable
        String username,

        @Key(doc = "Password.", example = "${PASSWORD}") @Nullable
        Secret password,

        @Key(doc = "Bearer token, where the device wants one.", example = "${TOKEN}") @Nullable
        Secret token,

        @Key(
                doc = "Certificates of an https connection. One that is not known is listed, to be accepted.",
                absent = "the system's certificate authorities")
        @Nullable
        TlsSettings tls,

        @Key(
                doc = "Path of a field that is true while the document holds: else all of it is absent.",
                example = "meter.is_valid")
        @Nullable
        String valid,

        @Key(
                doc = "What the device has of its own, where its profile asks for it.",
                absent = "nothing",
                example = "{ node: \"1\" }")
        Map<String, String> variables,

        @ValueRange(min = 1, max = 1000) @Key(doc = "The field of each point.", absent = "the profile's")
        Map<String, Field> points)
        implements DocumentSource {

    @Override
    public List<String> places() {
        return List.of(Urls.bare(address("http", "")));
    }

    @Override
    public DeviceAddress deviceAddress() {
        if (url != null) {
            return DeviceAddress.of(url, "http.url");
        }
        URI address = address("http", "");
        String scheme = String.valueOf(host).contains("://") ? address.getScheme() + "://" : "";
        return new DeviceAddress(address.getHost(), address.getPort(), "http.host", scheme, "");
    }

    @Override
    public String connection() {
        return "HTTP " + Urls.host(address("http", ""));
    }

    /// The address of a document.
    ///
    /// @param scheme where the settings do not name one
    /// @param path and query, of a device with a profile
    /// @throws IllegalArgumentException where it is none
    public URI address(String scheme, String path) {
        if (url != null) {
            return url;
        }
        String where = String.valueOf(host);
        URI address = URI.create((where.contains("://") ? where : scheme + "://" + where) + path);
        if (address.getHost() == null || address.getRawUserInfo() != null) {
            throw new InvalidValueException(
                    Message.of("not-host-or-host-port-2", "'{where}' is not HOST or HOST:PORT", where));
        }
        return address;
    }

    @Override
    public void check(String path, MeterSettings meter, Problems problems) {
        String at = path + ".http";
        DocumentChecks documents = new DocumentChecks(at, meter, problems);
        documents.points();
        documents.onlyWithProfile("host");
        documents.onlyWithProfile("variables");
        documents.onlyWithoutProfile("url");
        documents.onlyWithoutProfile("valid");
        if (url == null && host == null) {
            String key = meter.profile() == null ? "'url': the URL of the document" : "'host': the device's address";
            problems.keyError(at, Message.of("needs-key-2", "needs the key {key}", key));
        }
        if (host != null) {
            host(at, problems);
        }
        if (every != null) {
            ValueChecks.positive(every, at + ".every", problems);
        }
        if (url != null) {
            Urls.check(url, at + ".url", problems);
        }
        Urls.login(username, password, at, problems);
        if (token != null && username != null) {
            problems.keyError(
                    at + ".token", Message.of("cannot-combined-username", "cannot be combined with 'username'"));
        }
    }

    private void host(String at, Problems problems) {
        try {
            URI address = address("http", "");
            boolean plain = address.getRawPath().isEmpty() && address.getRawQuery() == null;
            boolean web = List.of("http", "https").contains(address.getScheme());
            if (!plain || !web) {
                problems.error(
                        at + ".host",
                        Message.of(
                                "not-host-or-host",
                                "'{host}' is not HOST or HOST:PORT; the profile knows the paths",
                                host));
            }
        } catch (IllegalArgumentException e) {
            problems.error(
                    at + ".host",
                    Message.of("not-host-or-host-port", "'{host}' is not HOST or HOST:PORT, e.g. 192.168.1.9", host));
        }
    }

    /// One field; its path alone may stand for it.
    @Shorthand("json")
    public record Field(
            @Key(doc = "Path of the value in the document.", example = "emeters.0.power")
            String json,

            @Key(doc = "Unit of the number.", absent = "the point's", example = "kW") @Nullable
            String unit,

            @Key(doc = "Factor, e.g. -1 to turn the sign.", fallback = "1")
            double scale,

            @Key(
                    doc = "Path of a field that is true while this value holds: else it is absent.",
                    example = "emeters.0.is_valid")
            @Nullable
            String valid) {}
}

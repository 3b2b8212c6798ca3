package io.polymeter.config;

import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Key;
import io.polymeter.config.yaml.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The web page and the API.
public record HttpSettings(
        @Key(doc = "Whether there is a page at all.", fallback = "true")
        boolean enabled,

        @Key(doc = "Where the page listens.", fallback = "127.0.0.1:8080")
        HostPort listen,

        @Key(
                doc = "Password of every change; needed for changes beyond this machine. Its text, or"
                        + " `pbkdf2-sha256$ITERATIONS$SALT$HASH`.",
                absent = "changes from this machine alone",
                example = "${POLYMETER_PASSWORD}")
        @Nullable
        Secret password,

        @Key(
                doc = "Further host names by which browsers may call the page, e.g. that of a proxy before it; `any`"
                        + " allows all.",
                absent = "addresses, this machine's name, and local names",
                example = "[meters.example.org]")
        List<String> names,

        @Key(
                doc = "Origins whose pages may show this page in a frame, e.g. that of Home Assistant.",
                absent = "none",
                example = "[\"http://homeassistant.local:8123\"]")
        List<String> frames) {}

package io.polymeter.config;

import org.jspecify.annotations.Nullable;

/// The web page and the API.
public record HttpSettings(
        @Key(doc = "Where the page listens.", fallback = "127.0.0.1:8080")
        HostPort listen,

        @Key(
                doc = "Password of every change; needed for changes beyond this machine.",
                absent = "changes from this machine alone",
                example = "${POLYMETER_PASSWORD}")
        @Nullable
        Secret password) {}

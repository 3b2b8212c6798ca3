package io.polymeter.config;

import java.net.URI;

/// How addresses of servers are shown.
final class Urls {

    private Urls() {}

    /// Without user, password and query, which may hold secrets.
    static String bare(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return url.getScheme() + "://" + host(url) + path;
    }

    /// The server alone, e.g. `192.168.1.30:8080`.
    static String host(URI url) {
        return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}

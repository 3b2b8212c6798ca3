package io.polymeter.link.http.scan;

import java.net.URI;
import java.util.List;

/// Where a device may answer over HTTP.
///
/// @param announced what it tells of itself by mDNS; empty where it was not found that way
public record WebAddress(boolean secured, String host, int port, List<Service> announced) {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    public WebAddress {
        announced = List.copyOf(announced);
    }

    /// A service as a device announces it.
    ///
    /// @param type such as `_http._tcp`
    /// @param texts by name, such as `product_type`
    public record Service(String type, String instance, java.util.Map<String, String> texts) {
        public Service {
            texts = java.util.Map.copyOf(texts);
        }
    }

    /// An address that nobody announced.
    public static WebAddress of(boolean secured, String host, int port) {
        return new WebAddress(secured, host, port, List.of());
    }

    /// Reads `http://HOST[:PORT]` or `https://HOST[:PORT]`.
    ///
    /// @throws IllegalArgumentException in words
    public static WebAddress parse(String text) {
        URI uri = URI.create(text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        String path = uri.getRawPath();
        boolean plain = (path == null || path.isEmpty() || path.equals("/")) && uri.getRawQuery() == null;
        if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || !plain) {
            throw new IllegalArgumentException("use http://HOST[:PORT] or https://HOST[:PORT]");
        }
        boolean secured = uri.getScheme().equals("https");
        return of(secured, uri.getHost(), uri.getPort() < 0 ? secured ? HTTPS : HTTP : uri.getPort());
    }

    /// What `http: { host: … }` is, where the device's profile has this scheme.
    public String shortly() {
        return port == (secured ? HTTPS : HTTP) ? host : host + ":" + port;
    }

    /// The beginning of its URLs.
    @Override
    public String toString() {
        return (secured ? "https://" : "http://") + shortly();
    }
}

package io.polymeter.config;

import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.net.URI;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How addresses of servers are shown.
public final class Urls {

    /// As the driver takes them from the query.
    private static final Pattern LOGIN = Pattern.compile("(?i)[?&](user|password|sslpassword)=");

    private Urls() {}

    /// Without user, password and query, which may hold secrets.
    public static String bare(URI url) {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        return url.getScheme() + "://" + host(url) + path;
    }

    /// User and password stand in keys of their own: an address is shown.
    public static void check(URI url, String path, Problems problems) {
        String authority = url.getRawAuthority();
        if (authority != null && authority.indexOf('@') >= 0) {
            problems.error(
                    path,
                    Message.of(
                            "holds-user-or-password",
                            "holds a user or a password; write them as 'username' and 'password' beside it, not into it"));
        }
    }

    /// The address of a database: `postgresql://HOST/DATABASE`, with user and password in keys of their own.
    ///
    /// @param path of its key
    public static void database(String url, String path, Problems problems) {
        // Not repeated where it may hold a password.
        if (url.indexOf('@') >= 0 || LOGIN.matcher(url).find()) {
            problems.error(
                    path,
                    Message.of(
                            "database-holds-login",
                            "holds a user or a password; write them as 'user' and 'password' beside it, not into it"));
        } else if (!url.startsWith("postgresql://")) {
            problems.error(
                    path,
                    Message.of(
                            "not-database-url-expected",
                            "'{url}' is not a database URL; expected postgresql://HOST/DATABASE",
                            url));
        }
    }

    /// A password belongs to a user.
    public static void login(@Nullable String username, @Nullable Secret password, String path, Problems problems) {
        if ((username == null) != (password == null)) {
            problems.keyError(
                    path, Message.of("username-password-go-together", "'username' and 'password' go together"));
        }
    }

    /// The server alone, e.g. `192.168.1.30:8080`.
    public static String host(URI url) {
        return url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}

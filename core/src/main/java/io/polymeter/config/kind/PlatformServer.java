package io.polymeter.config.kind;

import io.polymeter.config.MeterSettings;
import io.polymeter.config.SourceSettings;
import io.polymeter.config.Urls;
import io.polymeter.config.yaml.Problems;
import io.polymeter.config.yaml.Secret;
import io.polymeter.message.Message;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server of home automation, asked with a token or as a user.
sealed interface PlatformServer extends SourceSettings permits HomeassistantSource, OpenhabSource {

    URI url();

    @Nullable
    Secret token();

    @Nullable
    String username();

    @Nullable
    Secret password();

    /// Its name, for people.
    String product();

    @Override
    default List<String> places() {
        return List.of(Urls.bare(url()));
    }

    @Override
    default String connection() {
        return product() + " " + Urls.host(url());
    }

    @Override
    default void check(String path, MeterSettings meter, Problems problems) {
        String at = path + "." + kind();
        Urls.check(url(), at + ".url", problems);
        Urls.login(username(), password(), at, problems);
        if (token() != null && username() != null) {
            problems.keyError(
                    at + ".token",
                    Message.of("stands-beside-username-one", "stands beside 'username'; one of them is enough"));
        }
    }
}

package io.polymeter.app.setup;

import io.polymeter.config.Configuration;
import io.polymeter.config.Settings;
import io.polymeter.config.SettingsKinds;
import io.polymeter.config.net.HostPort;
import io.polymeter.config.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What there is before the set-up: a file that is missing, or has neither meters nor a password.
///
/// @param file which will be written
/// @param state the state directory
/// @param listen where the page is, or the first address that is tried
/// @param given whether the file says where
/// @param names by which the page may be called besides the usual ones
public record SetupSite(Path file, Path state, HostPort listen, boolean given, List<String> names) {

    private static final Pattern METERS =
            Pattern.compile("(?m)^meters:[ \\t]*(#.*)?\\R(?:[ \\t]*(#.*)?\\R)*[ \\t]+[^\\s#]");

    /// Where the page is if nobody says otherwise: the first machine to come may be a phone.
    private static final HostPort EVERYWHERE = new HostPort("0.0.0.0", 8080);

    /// Looks whether there is anything to run.
    ///
    /// @param named the file that was named, null for the usual places
    /// @return empty where there is something to run, or an error to tell
    public static Optional<SetupSite> find(@Nullable Path named, SettingsKinds kinds) {
        Path file = Configuration.find(named);
        if (file == null) {
            Path fresh = Configuration.writable();
            return Optional.of(new SetupSite(fresh, Configuration.defaultState(fresh), EVERYWHERE, false, List.of()));
        }
        if (!Files.isReadable(file) || Files.isDirectory(file) || hasMeters(file)) {
            return Optional.empty();
        }
        Configuration read = Configuration.load(file, kinds);
        Settings settings = read.settings();
        if (settings == null) {
            return isBlank(file)
                    ? Optional.of(new SetupSite(file, Configuration.defaultState(file), EVERYWHERE, false, List.of()))
                    : Optional.empty();
        }
        boolean wrong = read.problems().sorted().stream()
                .filter(Problem::isError)
                .anyMatch(one -> !one.path().isEmpty());
        boolean ready = wrong
                || !settings.meters().isEmpty()
                || !settings.outputs().isEmpty()
                || settings.http().password() != null
                || !settings.http().enabled();
        boolean given = read.problems().given("http.listen");
        return ready
                ? Optional.empty()
                : Optional.of(new SetupSite(
                        file,
                        settings.state(),
                        given ? settings.http().listen() : EVERYWHERE,
                        given,
                        settings.http().names()));
    }

    /// A look at the text, because every start would else read the file twice.
    private static boolean hasMeters(Path file) {
        try {
            return METERS.matcher(Files.readString(file)).find();
        } catch (IOException _) {
            return true;
        }
    }

    private static boolean isBlank(Path file) {
        try {
            return Files.size(file) < 100_000
                    && Files.readString(file).lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
        } catch (IOException _) {
            return false;
        }
    }
}

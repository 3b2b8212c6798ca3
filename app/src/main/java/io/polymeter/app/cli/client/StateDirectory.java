package io.polymeter.app.cli.client;

import io.polymeter.runtime.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The state directory before anything needs it.
public final class StateDirectory {

    private StateDirectory() {}

    /// Why nothing can be kept there, and what to do; null where it can. Makes the directory.
    public static @Nullable String trouble(Path state) {
        try {
            Files.createDirectories(state);
            Files.delete(Files.createTempFile(state, "try", ""));
            return null;
        } catch (IOException e) {
            return "the state directory " + state + " cannot be written (" + FileFailure.message(e)
                    + "): energy counters, certificates and history are not kept; give it to user "
                    + System.getProperty("user.name") + " or name another one with `state`";
        }
    }
}

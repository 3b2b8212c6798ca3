package io.polymeter.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateWatchTest {

    @Test
    void aDirectoryThatIsRemovedReplacedOrPutBackIsNoticed(@TempDir Path directory) throws IOException {
        Path state = directory.resolve("state");
        StateWatch watch = new StateWatch(state);
        assertThat(String.valueOf(watch.trouble())).as("before it is made").contains("cannot be written");
        Files.createDirectory(state);
        assertThat(watch.trouble()).isNull();

        Files.move(state, directory.resolve("aside"));
        assertThat(String.valueOf(watch.trouble())).contains(state.toString(), "was removed while the program runs");
        Files.createDirectory(state);
        assertThat(String.valueOf(watch.trouble())).contains("was replaced by another one");

        Files.delete(state);
        Files.move(directory.resolve("aside"), state);
        assertThat(watch.trouble()).isNull();
    }
}

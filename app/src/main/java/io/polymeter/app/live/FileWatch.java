package io.polymeter.app.live;

import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Looks at the configuration file each second. Editors write in several steps, so a change counts when nothing has
/// happened to the file for a second. Asking for the time of change works in every file system; being told of
/// changes does not.
final class FileWatch implements Link {

    private static final Duration EVERY = Duration.ofSeconds(1);

    private final LiveConfiguration configuration;

    FileWatch(LiveConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public Message description() {
        return Message.of("link-watches", "watches {file}", configuration.path());
    }

    @Override
    public void run(Context context) throws InterruptedException {
        @Nullable Object read = configuration.stamp();
        @Nullable Object before = read;
        // It may have changed between its reading and now.
        boolean pending = true;
        while (true) {
            @Nullable Object now = configuration.stamp();
            if (now != null && now.equals(before) && (pending || !now.equals(read))) {
                look(context);
                read = now;
                pending = false;
            }
            before = now;
            Message trouble = now == null ? Message.of("file-gone", "the file is gone") : configuration.trouble();
            // Said in the log already, with the place of every error.
            Health.State state = trouble.isEmpty() ? Health.State.UP : Health.State.WAITING;
            context.health()
                    .set(
                            state,
                            trouble.isEmpty() ? description() : trouble,
                            context.clock().nanos());
            context.clock().sleep(EVERY);
        }
    }

    private void look(Context context) {
        try {
            if (configuration.look()) {
                context.health().count("changes");
            }
        } catch (IOException e) {
            report(context, Health.State.WAITING, Message.of("cannot-be-read", "cannot be read: {why}", Message.of(e)));
        }
    }
}

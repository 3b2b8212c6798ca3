package io.polymeter.app.drill;

import io.polymeter.app.live.RequestDirectory;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.link.Context;
import io.polymeter.link.Health;
import io.polymeter.link.Link;
import io.polymeter.message.Message;
import io.polymeter.runtime.Drill;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;

/// Runs the drills requested through the state directory, one at a time. None starts by itself.
public final class DrillLink implements Link {

    private final Drills drills;
    private final Path directory;
    private final Function<JsonValue, JsonObject> trials;

    /// @param state the state directory
    /// @param trials begins what is asked for with `try`, and says how it stands or why it was refused
    public DrillLink(Drills drills, Path state, Function<JsonValue, JsonObject> trials) {
        this.drills = drills;
        this.trials = trials;
        this.directory = directory(state);
    }

    /// Where requests and reports are.
    public static Path directory(Path state) {
        return state.resolve("drill");
    }

    @Override
    public String name() {
        return "drill";
    }

    @Override
    public Message description() {
        return Message.of("link-drills", "waits for drills that are asked for");
    }

    @Override
    public void run(Context context) throws Exception {
        RequestDirectory requests = new RequestDirectory(directory);
        requests.open();
        report(context, Health.State.UP, Message.of("no-drill", "no drill is asked for"));
        requests.serve(
                context.clock(),
                "the request is no JSON, or for-ms no number of milliseconds",
                (_, asked) -> asked.text("try") == null ? drill(asked) : trials.apply(asked));
    }

    private JsonObject drill(JsonValue asked) throws InterruptedException, IOException {
        try {
            Duration length = Duration.ofMillis(Long.parseLong(Objects.requireNonNullElse(asked.text("for-ms"), "0")));
            return drills.run(new Drills.Wish(
                    Objects.requireNonNullElse(asked.text("output"), ""),
                    Drills.cut(Objects.requireNonNullElse(asked.text("cut"), "silence")),
                    length));
        } catch (Drill.RefusedException e) {
            return new JsonObject().put("error", e.getMessage());
        }
    }
}

package io.polymeter.app.api;

import io.polymeter.app.live.CheckedConfiguration;
import io.polymeter.app.live.LiveConfiguration;
import io.polymeter.config.Configuration;
import io.polymeter.config.yaml.FileEdit;
import io.polymeter.http.HttpError;
import io.polymeter.http.Routes;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.json.JsonValue;
import io.polymeter.message.Message;
import io.polymeter.runtime.Plan;
import io.polymeter.runtime.Polymeter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A meter that is not in the configuration yet, run to look at its values. It ends when nobody looks any more.
final class TrialRoutes {

    private static final Duration UNWATCHED = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final LiveConfiguration configuration;
    // Guarded by this.
    private @Nullable Running running;

    private static final class Running {
        private final String name;
        private final Polymeter polymeter;
        private volatile long watched = System.nanoTime();

        private Running(String name, Plan plan) {
            this.name = name;
            this.polymeter = Polymeter.start(plan);
        }
    }

    TrialRoutes(ApiContext backstage) {
        this.configuration = backstage.configuration();
    }

    void register(Routes routes) {
        routes.guarded("POST", "/api/trial", this::begin);
        routes.guarded("GET", "/api/trial", _ -> show());
        routes.guarded("DELETE", "/api/trial", _ -> {
            end();
            return WebReply.nothing();
        });
    }

    private synchronized WebReply begin(WebRequest call) throws HttpError, IOException {
        JsonValue wanted = call.json();
        String name = call.text("name");
        JsonValue value = wanted.get("value");
        if (value == null || !name.matches("[a-z][a-z0-9_-]{0,63}")) {
            throw new HttpError(
                    400,
                    Message.of(
                            "body-needs-name-value",
                            "the body needs a \"name\" and a \"value\", the settings of the meter"));
        }
        end();
        FileEdit edit = FileEdit.of("meters: {}\n".getBytes(StandardCharsets.UTF_8), Configuration.ORDER);
        String state = FileEdit.of(configuration.text(), Configuration.ORDER).scalar(List.of("state"));
        if (state != null) {
            edit.put(List.of("state"), new JsonValue.StringValue(state));
        }
        edit.put(List.of("meters", name), value);
        CheckedConfiguration checked = configuration.check(edit.bytes(), EditRoutes.texts(wanted.get("secrets")));
        Plan plan = checked.plan();
        if (plan == null) {
            return WebReply.json(422, ConfigurationRoutes.json(checked));
        }
        Running trial = new Running(name, plan);
        running = trial;
        Thread.ofVirtual().name("trial").start(() -> watch(trial));
        return WebReply.json(ConfigurationRoutes.json(checked));
    }

    private synchronized WebReply show() {
        Running trial = running;
        if (trial == null) {
            return WebReply.json(new JsonObject().put("running", false));
        }
        trial.watched = System.nanoTime();
        ApiSnapshot picture = new ApiSnapshot(trial.polymeter.snapshot(), new ApiSnapshot.Moment(Instant.now(), 0));
        return WebReply.json(picture.meter(trial.name)
                .map(meter -> MeterJson.whole(picture, meter).put("running", true))
                .orElseGet(JsonObject::new));
    }

    private void watch(Running trial) {
        try {
            while (System.nanoTime() - trial.watched < UNWATCHED.toNanos()) {
                trial.polymeter.clock().sleep(LOOK);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            if (running == trial) {
                end();
            }
        }
    }

    private synchronized void end() {
        Running trial = running;
        running = null;
        if (trial != null) {
            trial.polymeter.close();
        }
    }
}

package io.polymeter.fleet.api;

import io.polymeter.fleet.api.GuardedRoutes.Place;
import io.polymeter.fleet.config.FleetSettings.Role;
import io.polymeter.fleet.rollout.RolloutOrder;
import io.polymeter.fleet.rollout.RolloutState;
import io.polymeter.http.HttpError;
import io.polymeter.http.WebReply;
import io.polymeter.http.WebRequest;
import io.polymeter.json.JsonObject;
import io.polymeter.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Roll-outs: what there is, and what becomes of them.
final class RolloutRoutes {

    private static final Map<RolloutOrder.Wish, String> WISHES = Map.of(
            RolloutOrder.Wish.RUN, "Lets a paused roll-out go on.",
            RolloutOrder.Wish.PAUSE, "Tells no further site for now.",
            RolloutOrder.Wish.STOP, "Ends a roll-out for good.");

    private final FleetView view;
    private final Actions actions;

    RolloutRoutes(FleetView view, Actions actions) {
        this.view = view;
        this.actions = actions;
    }

    void register(GuardedRoutes routes) {
        routes.add(
                Place.get("/api/fleet/rollouts", "Roll-outs, the newest first."),
                (_, _) -> WebReply.json(new JsonObject()
                        .put(
                                "rollouts",
                                view.rollouts().values().stream()
                                        .sorted(Comparator.comparingLong(RolloutOrder::at)
                                                .reversed())
                                        .toList(),
                                this::rollout)));
        routes.add(Place.get("/api/fleet/rollouts/{id}", "A roll-out and its configuration."), (call, _) -> {
            RolloutOrder order = order(call);
            return WebReply.json(rollout(order).put("configuration", order.text()));
        });
        routes.add(
                Place.post(
                        "/api/fleet/rollouts",
                        Role.ADMIN,
                        "Begins a roll-out to all sites, or to those with a label.",
                        "configuration:string",
                        "label:string?"),
                this::begin);
        for (RolloutOrder.Wish wish : RolloutOrder.Wish.values()) {
            String word = wish.name().toLowerCase(Locale.ROOT);
            Place place = Place.post(
                    "/api/fleet/rollouts/{id}/" + word, Role.OPERATOR, Objects.requireNonNull(WISHES.get(wish)));
            routes.add(place, (call, caller) -> {
                actions.wish(caller.name(), order(call).wished(wish));
                return WebReply.nothing();
            });
        }
    }

    private WebReply begin(WebRequest call, People.Caller caller) throws HttpError {
        String text = call.text("configuration");
        String label = call.json().get("label") == null ? "" : call.text("label");
        if (text.isBlank() || text.getBytes(StandardCharsets.UTF_8).length > RolloutOrder.MAX_TEXT) {
            throw new HttpError(
                    400,
                    Message.of(
                            "configuration-text-at-most",
                            "\"configuration\" is a text of at most {text} bytes",
                            RolloutOrder.MAX_TEXT));
        }
        if (!label.isEmpty() && !label.matches("[^=\\s]+=[^=]+")) {
            throw new HttpError(400, Message.of("label-label-such-as", "\"label\" is a label such as region=north"));
        }
        boolean busy = view.rollouts().keySet().stream()
                .anyMatch(id -> !view.rolloutState(id).isOver());
        if (busy) {
            throw new HttpError(409, Message.of("another-roll-out-not", "another roll-out is not over yet"));
        }
        String id = UUID.randomUUID().toString();
        long now = System.currentTimeMillis();
        actions.rollOut(new RolloutOrder(id, caller.name(), now, label, text, RolloutOrder.Wish.RUN));
        return WebReply.json(202, new JsonObject().put("id", id));
    }

    private RolloutOrder order(WebRequest call) throws HttpError {
        RolloutOrder found = view.rollouts().get(call.path("id"));
        if (found == null) {
            throw HttpError.notFound(Message.of("there-no-roll-out", "there is no roll-out {path}", call.path("id")));
        }
        return found;
    }

    private JsonObject rollout(RolloutOrder order) {
        RolloutState state = view.rolloutState(order.id());
        RolloutState.Progress progress = state.progress();
        return new JsonObject()
                .put("id", order.id())
                .put("person", order.person())
                .put("at", FleetAnswers.instant(order.at()))
                .put("label", order.label())
                .put("state", state.phase().name().toLowerCase(Locale.ROOT))
                .put("reason", state.reason())
                .put("wave", state.wave() + 1)
                .put("targets", progress.targets())
                .put("reached", progress.wave())
                .put("kept", progress.kept())
                .put("trying", progress.trying())
                .put("failed", progress.failed())
                .put("away", progress.away())
                .put("failures", state.failures());
    }
}

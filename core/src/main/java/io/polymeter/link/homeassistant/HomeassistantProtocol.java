package io.polymeter.link.homeassistant;

import io.polymeter.config.kind.HomeassistantSource;
import io.polymeter.link.Link;
import io.polymeter.link.Protocol;
import io.polymeter.link.Site;
import io.polymeter.link.platform.Fetch;
import io.polymeter.link.platform.FetchLink;
import io.polymeter.link.platform.MeterInput;
import io.polymeter.link.platform.PlatformProtocol;
import io.polymeter.link.platform.SourceRequest;
import io.polymeter.link.platform.SourceValue;
import io.polymeter.message.Message;
import io.polymeter.store.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Meters that are entities of a Home Assistant server.
public final class HomeassistantProtocol {

    private HomeassistantProtocol() {}

    /// A new instance.
    public static Protocol create() {
        return new PlatformProtocol<>(HomeassistantSource.class, HomeassistantProtocol::plan);
    }

    /// An entity and how often its state must be confirmed.
    private record Bound(String entity, SourceValue channel, Duration every) {}

    private static PlatformProtocol.Feed plan(SourceRequest<HomeassistantSource> wish) {
        var bound = wish.channels(
                        "entities",
                        wish.source().entities(),
                        entity -> new SourceRequest.Terms(entity.unit(), entity.scale(), "entity " + entity.entity()),
                        (channel, entity) -> bind(wish, channel, entity.entity()))
                .values();
        return new EntityFeed(wish.meter(), HomeassistantServer.of(wish), List.copyOf(bound));
    }

    private static @Nullable Bound bind(SourceRequest<HomeassistantSource> wish, SourceValue channel, String entity) {
        if (!entity.matches("[a-z0-9_]+\\.[a-z0-9_]+")) {
            String at = wish.path() + ".entities." + channel.point().name();
            wish.problems()
                    .error(
                            at,
                            Message.of(
                                    "not-entity-id-such",
                                    "'{entity}' is not an entity id such as sensor.grid_power",
                                    entity));
            return null;
        }
        return new Bound(entity, channel, wish.confirmation(channel.point()));
    }

    private record EntityFeed(String meter, HomeassistantServer server, List<Bound> bound)
            implements PlatformProtocol.Feed {

        @Override
        public String describe() {
            return "listens to " + byEntity().size() + " entities of Home Assistant at " + server.base();
        }

        private Map<String, List<SourceValue>> byEntity() {
            Map<String, List<SourceValue>> channels = new TreeMap<>();
            bound.forEach(each -> channels.computeIfAbsent(each.entity(), _ -> new ArrayList<>())
                    .add(each.channel()));
            return channels;
        }

        @Override
        public List<Link> links(Meter target, Site site) {
            Entities entities = new Entities(new MeterInput(target), byEntity());
            AtomicBoolean streaming = new AtomicBoolean();
            Map<String, Duration> pace = new TreeMap<>();
            bound.forEach(each -> pace.merge(each.entity(), each.every(), (a, b) -> a.compareTo(b) < 0 ? a : b));
            List<Fetch> fetches = new ArrayList<>();
            pace.forEach((entity, every) -> fetches.add(new Fetch(
                    Message.of("entity", "entity {name}", entity),
                    server.state(entity),
                    server.headers(),
                    every,
                    (answer, context) -> entities.answer(entity, answer, context))));
            return List.of(
                    new WebSocketLink(meter + ".events", server, entities, streaming),
                    new FetchLink(
                            new FetchLink.Server(meter + ".poll", server.base(), server.access()),
                            fetches,
                            streaming::get));
        }
    }
}

package io.polymeter.link.openhab;

import io.polymeter.config.kind.OpenhabSource;
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

/// Meters that are items of an openHAB server.
public final class OpenhabProtocol {

    private OpenhabProtocol() {}

    /// A new instance.
    public static Protocol create() {
        return new PlatformProtocol<>(OpenhabSource.class, OpenhabProtocol::plan);
    }

    /// An item and how often its state must be confirmed.
    private record Bound(String item, SourceValue channel, Duration every) {}

    private static PlatformProtocol.Feed plan(SourceRequest<OpenhabSource> wish) {
        var bound = wish.channels(
                        "items",
                        wish.source().items(),
                        item -> new SourceRequest.Terms(item.unit(), item.scale(), "item " + item.item()),
                        (channel, item) -> bind(wish, channel, item.item()))
                .values();
        return new OpenhabFeed(wish.meter(), OpenhabServer.of(wish), List.copyOf(bound));
    }

    private static @Nullable Bound bind(SourceRequest<OpenhabSource> wish, SourceValue channel, String item) {
        if (!item.matches("[A-Za-z0-9_]+")) {
            String at = wish.path() + ".items." + channel.point().name();
            wish.problems()
                    .error(
                            at,
                            Message.of(
                                    "not-item-name-use",
                                    "'{item}' is not an item name: use letters, digits and _",
                                    item));
            return null;
        }
        return new Bound(item, channel, wish.confirmation(channel.point()));
    }

    private record OpenhabFeed(String meter, OpenhabServer server, List<Bound> bound) implements PlatformProtocol.Feed {

        @Override
        public String describe() {
            return "listens to " + byItem().size() + " items of openHAB at " + server.shown();
        }

        private Map<String, List<SourceValue>> byItem() {
            Map<String, List<SourceValue>> channels = new TreeMap<>();
            bound.forEach(each -> channels.computeIfAbsent(each.item(), _ -> new ArrayList<>())
                    .add(each.channel()));
            return channels;
        }

        @Override
        public List<Link> links(Meter target, Site site) {
            Items items = new Items(new MeterInput(target), byItem());
            AtomicBoolean streaming = new AtomicBoolean();
            Map<String, Duration> pace = new TreeMap<>();
            bound.forEach(each -> pace.merge(each.item(), each.every(), (a, b) -> a.compareTo(b) < 0 ? a : b));
            List<Fetch> fetches = new ArrayList<>();
            pace.forEach((item, every) -> fetches.add(new Fetch(
                    Message.of("item", "item {name}", item),
                    server.item(item),
                    server.headers(),
                    every,
                    (answer, context) -> items.answer(item, answer, context))));
            return List.of(
                    new EventLink(meter + ".events", server, items, streaming),
                    new FetchLink(
                            new FetchLink.Server(meter + ".poll", server.shown(), server.access()),
                            fetches,
                            streaming::get));
        }
    }
}

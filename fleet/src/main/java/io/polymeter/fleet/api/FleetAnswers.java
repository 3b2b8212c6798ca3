package io.polymeter.fleet.api;

import io.polymeter.fleet.group.GroupSum;
import io.polymeter.fleet.group.LiveSum;
import io.polymeter.fleet.group.Registration;
import io.polymeter.fleet.group.SiteGroup;
import io.polymeter.fleet.site.Order;
import io.polymeter.fleet.site.Quarter;
import io.polymeter.fleet.site.SiteView;
import io.polymeter.fleet.site.StoredQuarter;
import io.polymeter.fleet.topic.Audit;
import io.polymeter.fleet.topic.FleetEvent;
import io.polymeter.fleet.topic.Status;
import io.polymeter.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is answered, as JSON. Powers are in watts, energies in kilowatt-hours, instants as ISO 8601.
final class FleetAnswers {

    private static final int WORST = 50;

    private final FleetView view;

    FleetAnswers(FleetView view) {
        this.view = view;
    }

    JsonObject overview(long now) {
        int online = 0;
        int well = 0;
        int gaps = 0;
        Map<String, Long> meters = new TreeMap<>();
        for (Status status : view.sites().values()) {
            online += status.online() ? 1 : 0;
            well += status.isWell() ? 1 : 0;
            gaps += !status.gaps().isEmpty() ? 1 : 0;
            status.meters().values().forEach(state -> meters.merge(state, 1L, Long::sum));
        }
        List<String> worst = Stream.concat(view.registered().keySet().stream(), view.sites().keySet().stream())
                .distinct()
                .filter(node -> !isWell(node))
                .sorted(Comparator.comparingLong(this::received).thenComparing(Comparator.naturalOrder()))
                .limit(WORST)
                .toList();
        return new JsonObject()
                .put("at", instant(now))
                .put("registered", view.registered().size())
                .put("known", view.sites().size())
                .put("online", online)
                .put("well", well)
                .put("incomplete", gaps)
                .put("meters", meters)
                .put("groups", view.membership().groups(), group -> group(group, now))
                .put("worst", worst, node -> site(node, view.sites().get(node)));
    }

    /// A site that may not connect is not missed.
    private boolean isWell(String node) {
        Status status = view.sites().get(node);
        Registration registration = view.registered().get(node);
        boolean missed = registration == null || registration.admitted();
        return status == null ? !missed : status.isWell();
    }

    private long received(String node) {
        Status status = view.sites().get(node);
        return status == null ? 0 : status.received();
    }

    JsonObject group(SiteGroup group, long now) {
        LiveSum live = view.live(group.name(), now);
        JsonObject out = new JsonObject()
                .put("name", group.name())
                .put("of", group.of().stream().map(Object::toString).toList())
                .put(
                        "live",
                        new JsonObject()
                                .put("power", live.fresh() == 0 ? Double.NaN : live.power() / 1000.0)
                                .put("fresh", live.fresh())
                                .put("expected", view.membership().expectedNow(group, now))
                                .put("oldest", live.fresh() == 0 ? null : instant(live.oldest())));
        NavigableMap<Long, GroupSum> quarters = view.quarters(group.name());
        Map.Entry<Long, GroupSum> last = quarters.lowerEntry(Quarter.of(now));
        if (last == null) {
            return out;
        }
        return out.put("kept", quarter(view.completeness(group), last.getKey(), last.getValue()));
    }

    JsonObject quarters(SiteGroup group, long from, long to) {
        Completeness completeness = view.completeness(group);
        Map<Long, GroupSum> found = found(group, completeness, from, to);
        return new JsonObject()
                .put("name", group.name())
                .put("quarters", found.entrySet(), entry -> quarter(completeness, entry.getKey(), entry.getValue()));
    }

    /// The quarter-hours between two instants. One of which no site has said anything is among them as soon as it is
    /// over for a while: it is not left out, it is of none of so many.
    private Map<Long, GroupSum> found(SiteGroup group, Completeness completeness, long from, long to) {
        NavigableMap<Long, GroupSum> known = view.quarters(group.name());
        Map<Long, GroupSum> found = new TreeMap<>(known.subMap(from, true, to, false));
        Map.Entry<Long, GroupSum> oldest = known.firstEntry();
        long over = Math.min(to, Quarter.of(System.currentTimeMillis()) - Quarter.MILLIS);
        if (oldest != null) {
            for (long at = Math.max(oldest.getKey(), Quarter.of(from + Quarter.MILLIS - 1));
                    at < over;
                    at += Quarter.MILLIS) {
                if (completeness.expected(at) > 0) {
                    found.putIfAbsent(at, GroupSum.NONE);
                }
            }
        }
        return found;
    }

    private static JsonObject quarter(Completeness completeness, long from, GroupSum sum) {
        Completeness.Of found = completeness.of(from, sum);
        return new JsonObject()
                .put("from", instant(from))
                .put("imported", sum.share().imported() / 1e6)
                .put("exported", sum.share().exported() / 1e6)
                .put("meters", sum.share().meters())
                .put("expected", found.expected())
                .put("complete", found.isWhole())
                .put("outstanding", found.outstanding())
                .put("asked", instant(found.asked()))
                .put("sites", found.sites())
                .put("revision", sum.revision());
    }

    /// Billing values of a group.
    String csv(SiteGroup group, long from, long to) {
        Completeness completeness = view.completeness(group);
        StringBuilder out =
                new StringBuilder("from,imported_kwh,exported_kwh,meters,expected,outstanding,asked,revision\n");
        found(group, completeness, from, to).forEach((start, sum) -> {
            Completeness.Of found = completeness.of(start, sum);
            out.append(String.format(
                    Locale.ROOT,
                    "%s,%.6f,%.6f,%d,%d,%d,%s,%d\n",
                    instant(start),
                    sum.share().imported() / 1e6,
                    sum.share().exported() / 1e6,
                    sum.share().meters(),
                    found.expected(),
                    found.outstanding(),
                    Objects.toString(instant(found.asked()), ""),
                    sum.revision()));
        });
        return out.toString();
    }

    JsonObject sites(@Nullable String label, @Nullable String state, int most) {
        String[] wanted = label == null ? new String[0] : label.split("=", 2);
        TreeMap<String, Registration> all = new TreeMap<>(view.registered());
        view.sites().keySet().forEach(node -> all.putIfAbsent(node, Registration.PLAIN));
        long now = System.currentTimeMillis();
        List<String> nodes = all.entrySet().stream()
                .filter(entry -> wanted.length < 2
                        || wanted[1].equals(entry.getValue().labelsAt(now).get(wanted[0])))
                .map(Map.Entry::getKey)
                .filter(node -> state == null || state.equals(word(view.sites().get(node))))
                .toList();
        return new JsonObject()
                .put("count", nodes.size())
                .put(
                        "sites",
                        nodes.stream().limit(most).toList(),
                        node -> site(node, view.sites().get(node)));
    }

    private static String word(@Nullable Status status) {
        return status == null ? "never-heard" : !status.online() ? "offline" : status.isWell() ? "well" : "ailing";
    }

    JsonObject site(String node, @Nullable Status status) {
        Registration registration = view.registered().get(node);
        JsonObject out = new JsonObject().put("node", node).put("state", word(status));
        if (registration != null) {
            JsonObject labels = new JsonObject();
            registration.labelsAt(System.currentTimeMillis()).forEach(labels::put);
            out.put("labels", labels)
                    .put("admitted", registration.admitted())
                    .put("latitude", registration.latitude())
                    .put("longitude", registration.longitude());
        }
        if (status != null) {
            JsonObject meters = new JsonObject();
            status.meters().forEach(meters::put);
            if (!status.isWell()) {
                // Of who is well nothing is told until that changes.
                out.put("received", instant(status.received()));
            }
            out.put("meters", meters)
                    .put("gaps", status.gaps().size())
                    .put("configuration", status.configuration())
                    .put("configuration-state", status.configurationState())
                    .put("orders", status.orders(), FleetAnswers::order);
        }
        return out;
    }

    static JsonObject order(Order order) {
        return new JsonObject()
                .put("id", order.id())
                .put("meter", order.device())
                .put("metric", order.metric())
                .put("value", order.value())
                .put("expires", instant(order.expires()))
                .put("state", order.state().name().toLowerCase(Locale.ROOT));
    }

    static JsonObject detail(SiteView site) {
        return new JsonObject()
                .put("interval", site.interval() / 1000.0)
                .put("received", instant(site.received()))
                .put(
                        "values",
                        site.meters(),
                        meter -> new JsonObject()
                                .put("name", meter.name())
                                .put("state", meter.state())
                                .put("heard", instant(meter.heard()))
                                .put("values", meter.values(), FleetAnswers::value)
                                .put("quarters", meter.quarters(), FleetAnswers::kept))
                .put(
                        "missing",
                        site.gaps(),
                        gap -> new JsonObject()
                                .put("from", instant(gap.from()))
                                .put("to", instant(gap.to()))
                                .put("tries", gap.tries())
                                .put("asked", instant(gap.asked())));
    }

    private static JsonObject value(SiteView.Value value) {
        return new JsonObject()
                .put("name", value.name())
                .put("value", value.value())
                .put("unit", value.unit())
                .put("at", instant(value.at()));
    }

    private static JsonObject kept(StoredQuarter kept) {
        Long imported = kept.energy().imported();
        Long exported = kept.energy().exported();
        return new JsonObject()
                .put("from", instant(kept.from()))
                .put("imported", imported == null ? Double.NaN : imported / 1e6)
                .put("exported", exported == null ? Double.NaN : exported / 1e6)
                .put("present", kept.cover().present())
                .put("slots", kept.cover().slots())
                .put("complete", kept.cover().complete())
                .put("lost", kept.cover().lost())
                .put("revision", kept.revision());
    }

    static JsonObject event(FleetEvent event) {
        return new JsonObject()
                .put("at", instant(event.at()))
                .put("node", event.node())
                .put("meter", event.meter())
                .put("what", event.what())
                .put("text", event.text());
    }

    static JsonObject audit(Audit audit) {
        return new JsonObject()
                .put("at", instant(audit.at()))
                .put("person", audit.person())
                .put("action", audit.action())
                .put("subject", audit.subject())
                .put("detail", audit.detail());
    }

    static @Nullable String instant(long millis) {
        return millis <= 0 || millis == Long.MAX_VALUE
                ? null
                : Instant.ofEpochMilli(millis).toString();
    }
}

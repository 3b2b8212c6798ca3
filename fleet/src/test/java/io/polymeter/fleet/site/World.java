package io.polymeter.fleet.site;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/// One site, its store and what it told; the site is read from its bytes before each step.
final class World {

    /// A quarter-hour's beginning.
    static final long START = Quarter.of(1_800_000_000_000L);

    final SiteLogic logic = new SiteLogic(SiteTimeouts.STANDARD);
    final MapArchive archive = new MapArchive();
    final List<Effect> effects = new ArrayList<>();
    final TreeMap<Long, StoredQuarter> kept = new TreeMap<>();
    Share sum = Share.NONE;
    private byte[] stored = logic.unknown().bytes();

    /// The quarter-hour as it was told last.
    StoredQuarter kept(long from) {
        return Objects.requireNonNull(kept.get(from), "nothing was told of this quarter-hour");
    }

    SiteState site() {
        return SiteState.of(stored);
    }

    List<Effect> arrived(Arrival arrival) {
        SiteState site = site();
        return done(site, logic.arrived(site, arrival, archive));
    }

    List<Effect> passed(long now) {
        SiteState site = site();
        return done(site, logic.passed(site, now, archive, true));
    }

    List<Effect> ordered(Order order, long now) {
        SiteState site = site();
        return done(site, logic.ordered(site, order, now));
    }

    List<Effect> silent(String meter, long now) {
        SiteState site = site();
        return done(site, logic.silent(site, meter, now, false));
    }

    private List<Effect> done(SiteState site, List<Effect> next) {
        stored = site.bytes();
        effects.addAll(next);
        for (Effect effect : next) {
            if (effect instanceof Effect.Tell tell) {
                kept.put(tell.told().row().from(), tell.told().row());
                sum = sum.plus(tell.told().difference());
            }
        }
        return next;
    }

    <T extends Effect> List<T> all(Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<Effect.What> notices() {
        return all(Effect.Notice.class).stream().map(Effect.Notice::what).toList();
    }

    long count(Effect.Refused refused) {
        return all(Effect.Count.class).stream()
                .filter(count -> count.refused() == refused)
                .count();
    }

    /// Births, then data every ten seconds from `from` until before `to`.
    void run(Gateway gateway, long from, long to) {
        arrived(gateway.nodeBirth(from));
        arrived(gateway.deviceBirth(from));
        go(gateway, from + Gateway.EVERY, to);
    }

    void go(Gateway gateway, long from, long to) {
        for (long at = from; at < to; at += Gateway.EVERY) {
            arrived(gateway.data(at));
        }
    }
}

package io.polymeter.fleet.site;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds samples of one meter to its quarter-hours, the newest of which are with the site and the others in the archive.
final class Quarters {

    private final Step step;
    private final String name;
    private final SiteMeter meter;
    /// Windows of the archive that were looked at; those that changed are put back at the end.
    private final Map<Long, Window> old = new LinkedHashMap<>();

    Quarters(Step step, int device) {
        this.step = step;
        this.name = step.site().declaration.devices().get(device).name();
        this.meter = step.site().meters.get(device);
    }

    /// Adds a sample, wherever in time it belongs.
    void add(Sample sample) {
        long from = Quarter.of(sample.at());
        Window window = find(from);
        boolean fresh = window == null;
        if (window == null) {
            window = open(from);
        }
        boolean news = window.add(sample);
        if (news || fresh) {
            passOn(window);
        }
    }

    /// What a quarter-hour knows of its end, the next ones know of their beginning.
    private void passOn(Window changed) {
        Window before = changed;
        for (Window next = find(before.from() + Quarter.MILLIS);
                next != null && next.follow(before);
                next = find(before.from() + Quarter.MILLIS)) {
            before = next;
        }
    }

    private Window open(long from) {
        Window window = new Window(from, step.site().interval);
        Window before = find(from - Quarter.MILLIS);
        if (before != null) {
            window.follow(before);
        }
        Window newest = meter.newest();
        if (newest == null || newest.from() < from) {
            meter.windows.add(window);
            if (meter.windows.size() > SiteMeter.RING) {
                retire(meter.windows.removeFirst());
            }
        } else if (from > meter.windows.getFirst().from()) {
            int place = 0;
            while (meter.windows.get(place).from() < from) {
                place++;
            }
            meter.windows.add(place, window);
            if (meter.windows.size() > SiteMeter.RING) {
                retire(meter.windows.removeFirst());
            }
        } else {
            old.put(from, window);
        }
        return window;
    }

    private void retire(Window window) {
        tell(window);
        step.archive().put(name, window);
        step.archive()
                .remove(name, window.from() - Quarter.of(step.terms().horizon().toMillis()));
    }

    private @Nullable Window find(long from) {
        Window window = meter.window(from);
        if (window != null) {
            return window;
        }
        Window newest = meter.newest();
        if (newest == null || from > newest.from()) {
            return null;
        }
        Window known = old.get(from);
        if (known == null) {
            known = step.archive().get(name, from);
            if (known != null) {
                old.put(from, known);
            }
        }
        return known;
    }

    /// The quarter-hour for a look; null where there is none.
    @Nullable
    Window look(long from) {
        return find(from);
    }

    /// The quarter-hour, made where there is none, to be marked as lost.
    void lose(long from) {
        Window window = find(from);
        if (window == null) {
            window = open(from);
            passOn(window);
        }
        if (!window.isComplete()) {
            window.lose();
        }
    }

    /// Tells what has changed: older quarter-hours at once, newer ones when they have settled.
    void finish() {
        old.values().forEach(window -> {
            if (window.isChanged()) {
                tell(window);
                step.archive().put(name, window);
            }
        });
        long settled = step.now() - step.terms().settle().toMillis() - Quarter.MILLIS;
        for (Window window : meter.windows) {
            if (window.isChanged() && window.from() <= settled) {
                tell(window);
            }
        }
    }

    private void tell(Window window) {
        if (window.isChanged()) {
            step.effect(new Effect.Tell(name, window.tell()));
            Plausibility.judge(step, name, meter, window);
        }
    }

    /// When something is to be told at the latest; the end of time where nothing is.
    static long due(SiteMeter meter, SiteTimeouts terms) {
        for (Window window : meter.windows) {
            if (window.isChanged()) {
                return window.from() + Quarter.MILLIS + terms.settle().toMillis();
            }
        }
        return Long.MAX_VALUE;
    }
}

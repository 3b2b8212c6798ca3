package io.polymeter.fleet.site;

import io.polymeter.sparkplug.ControlMetrics;
import io.polymeter.sparkplug.Metric;
import io.polymeter.sparkplug.MetricValue;
import io.polymeter.sparkplug.Payload;
import io.polymeter.sparkplug.Property;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Takes the values out of births and data, and notes what is missing between them.
final class Intake {

    private final Step step;
    private final SiteState site;
    private double lostFrom = Double.NaN;

    Intake(Step step) {
        this.step = step;
        this.site = step.site();
    }

    void data(String device, Payload payload) {
        if (!follows(payload)) {
            return;
        }
        int index = site.declaration.indexOf(device);
        if (index < 0) {
            step.count(Effect.Refused.UNBORN);
            askForBirths();
            return;
        }
        values(index, payload);
    }

    /// Checks the number of a message; a hole is noted, and what it took with it is asked for later.
    ///
    /// @return false where the node has to be born first
    boolean follows(Payload payload) {
        if (!site.online || payload.seq() == null) {
            step.count(Effect.Refused.UNBORN);
            askForBirths();
            return false;
        }
        int seq = payload.seq();
        long now = payload.timestamp() == null ? step.now() : payload.timestamp();
        if (site.seq >= 0 && seq != (site.seq + 1 & 0xff) && seq != site.seq && site.sent > 0) {
            int missing = seq - site.seq - 1 & 0xff;
            new Reconciliation(step)
                    .note(
                            site.sent,
                            Math.max(now, site.sent + 1),
                            missing + " messages are missing before number " + seq + ".");
        }
        site.seq = seq;
        if (now <= step.now() + SiteTimeouts.FUTURE) {
            site.sent = Math.max(site.sent, now);
        }
        return true;
    }

    private void askForBirths() {
        if (step.now() - site.rebirthAsked >= SiteTimeouts.AGAIN) {
            site.rebirthAsked = step.now();
            step.effect(new Effect.Rebirth());
        }
    }

    /// The values of a message, each with its own instant.
    void values(int device, Payload payload) {
        Map<Long, Draft> drafts = new LinkedHashMap<>();
        SiteMeter meter = site.meters.get(device);
        for (Metric metric : payload.metrics()) {
            SiteDeclaration.Place place = site.declaration.place(name(device), metric);
            if (place == null && metric.name() != null) {
                named(device, metric.name(), metric);
                continue;
            }
            if (place == null) {
                step.count(Effect.Refused.UNKNOWN_ALIAS);
                askForBirths();
                continue;
            }
            Long own = metric.timestamp() == null ? payload.timestamp() : metric.timestamp();
            long at = own == null ? step.now() : own;
            if (isInTime(at)) {
                Item item = site.declaration.item(place);
                take(meter, place, metric, at);
                if (device > 0) {
                    drafts.computeIfAbsent(at, Draft::new).take(item, metric);
                }
            }
        }
        if (device > 0) {
            add(device, drafts);
        }
    }

    private boolean isInTime(long at) {
        if (at > step.now() + SiteTimeouts.FUTURE) {
            if (step.effects().stream().noneMatch(Effect.Count.class::isInstance)) {
                step.notice(
                        Effect.What.CLOCK,
                        "",
                        "An instant is %d s ahead of the front's clock.".formatted((at - step.now()) / 1000));
            }
            step.count(Effect.Refused.FUTURE);
            return false;
        }
        if (at < step.now() - step.terms().horizon().toMillis()) {
            step.count(Effect.Refused.TOO_OLD);
            return false;
        }
        return true;
    }

    private void take(SiteMeter meter, SiteDeclaration.Place place, Metric metric, long at) {
        double value = SiteLogic.number(metric);
        double before = meter.values[place.item()];
        Item item = site.declaration.item(place);
        if (!meter.take(place.item(), at, value)) {
            return;
        }
        if (item.kind() == Kind.POWER && place.device() > 0 && !metric.historical() && Double.isFinite(value)) {
            Plausibility.power(step, name(place.device()), meter, value == before && value != 0);
        }
        named(place.device(), item.name(), metric);
    }

    /// What a metric means by its name, also where no birth has declared it.
    private void named(int device, String name, Metric metric) {
        double value = SiteLogic.number(metric);
        if (device == 0) {
            switch (name) {
                case ControlMetrics.INTERVAL ->
                    site.interval = value >= 1 ? (long) Math.min(value, Quarter.MILLIS) : site.interval;
                case ControlMetrics.CONFIGURATION_HASH -> configuration(text(metric), site.configurationState);
                case ControlMetrics.CONFIGURATION_STATE -> configuration(site.configuration, text(metric));
                case ControlMetrics.REPLAY_TO -> new Reconciliation(step).answered();
                case ControlMetrics.LOST_FROM -> lostFrom = value;
                case ControlMetrics.LOST_TO -> new Reconciliation(step).lost((long) lostFrom, (long) value);
                default -> {}
            }
        }
        Orders.reported(step, name(device), name, value);
    }

    private void configuration(String hash, String state) {
        if (!hash.equals(site.configuration) || !state.equals(site.configurationState)) {
            site.configuration = hash;
            site.configurationState = state;
            step.changed();
        }
    }

    private static String text(Metric metric) {
        return metric.value() instanceof MetricValue.Text text ? text.value() : "";
    }

    private void add(int device, Map<Long, Draft> drafts) {
        SiteMeter meter = site.meters.get(device);
        Quarters quarters = new Quarters(step, device);
        long newest = meter.heard;
        boolean old = false;
        for (Draft draft : drafts.values()) {
            newest = Math.max(newest, draft.at);
            old |= draft.historical;
            quarters.add(draft.sample());
        }
        if (old) {
            site.answeredAt = step.now();
        }
        if (drafts.values().stream().anyMatch(draft -> !draft.historical)) {
            heard(meter, name(device), newest);
        }
        quarters.finish();
    }

    private void heard(SiteMeter meter, String name, long newest) {
        if (meter.heard != 0 && newest - meter.heard > 3 * site.interval) {
            new Reconciliation(step)
                    .note(meter.heard, newest, "Nothing of " + name + " for " + (newest - meter.heard) / 1000 + " s.");
        }
        meter.heard = newest;
        meter.received = step.now();
        if (meter.silentSince != 0) {
            meter.silentSince = 0;
            step.notice(Effect.What.RECOVERED, name, "Values are received again.");
        }
    }

    private String name(int device) {
        return site.declaration.devices().get(device).name();
    }

    /// What is known of one instant while a message is read.
    private static final class Draft {
        private final long at;
        private @Nullable Long power;
        private @Nullable Long imported;
        private @Nullable Long exported;
        private long first;
        private long behind;
        private boolean historical;

        Draft(long at) {
            this.at = at;
            first = at;
            behind = at + 1;
        }

        void take(Item item, Metric metric) {
            historical |= metric.historical();
            if (metric.historical()) {
                stretch(item.kind(), interval(metric));
            }
            double value = SiteLogic.number(metric) * item.factor() * 1000;
            if (!Double.isFinite(value) || Math.abs(value) > 1e18) {
                return;
            }
            switch (item.kind()) {
                case POWER -> power = Math.round(value);
                case IMPORT -> imported = Math.round(value);
                case EXPORT -> exported = Math.round(value);
                case OTHER -> {}
            }
        }

        /// A mean stands for what is around it, a counter for what was before it.
        private void stretch(Kind kind, long interval) {
            boolean counter = kind == Kind.IMPORT || kind == Kind.EXPORT;
            first = Math.min(first, at - (counter ? interval : interval / 2));
            behind = Math.max(behind, counter ? at + 1 : at + interval / 2);
        }

        /// Milliseconds; 0 for a value of one moment.
        private static long interval(Metric metric) {
            Property property = metric.properties().get(Property.INTERVAL);
            return property != null && property.value() instanceof MetricValue.Whole whole
                    ? Math.clamp(whole.value(), 0, Quarter.MILLIS / 1000) * 1000
                    : 0;
        }

        Sample sample() {
            return new Sample(at, first, behind, power, imported, exported);
        }
    }
}
